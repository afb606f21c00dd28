import { FieldError, quoted } from './fields.ts';
import { allIn, collapse, type Element, firstOfTag, type Tree, textOf, treeOf } from './tree.ts';

/** Charts have their data as JSON in an attribute. The element differs between layouts; the attribute does not. */

const ATTRIBUTE = 'data-fusionchart-config';
/** Real charts have about 4,000 characters. */
const CONFIG_LIMIT = 200_000;

/** The elements with a chart, in document order. */
export function chartsIn(place: Tree | Element): Element[] {
  return allIn(place, (element) => element.attribs[ATTRIBUTE] !== undefined);
}

export type JsonObject = Record<string, unknown>;

/** The `dataSource` object of a chart. Throws `FieldError` when its JSON is too long or invalid. */
export function dataSourceOf(chart: Element): JsonObject {
  const text = chart.attribs[ATTRIBUTE] ?? '';
  if (text.length > CONFIG_LIMIT) {
    throw new FieldError('chart', `at most ${CONFIG_LIMIT} characters of JSON`, `${text.length}`);
  }
  try {
    // A copy of a saved copy may be escaped twice.
    return objectAt(JSON.parse(text.startsWith('{&quot;') ? decoded(text) : text), 'dataSource');
  } catch (error) {
    if (error instanceof SyntaxError) throw new FieldError('chart', 'JSON', quoted(text));
    throw error;
  }
}

function decoded(text: string): string {
  return textOf(firstOfTag(treeOf(`<title>${text.replaceAll('<', '&lt;')}</title>`), 'title')) ?? '';
}

function objectAt(value: unknown, key: string): JsonObject {
  return asObject(asObject(value)[key]);
}

/** The value if it is an object, else an empty object. */
export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}

/** The value of a key if it is a list, else an empty list. */
export function listAt(value: unknown, key: string): unknown[] {
  const list = asObject(value)[key];
  return Array.isArray(list) ? list : [];
}

/** The value of a key as text if it is a text or a number, else undefined. */
export function textAt(value: unknown, key: string): string | undefined {
  const text = asObject(value)[key];
  return typeof text === 'string' ? collapse(text) : typeof text === 'number' ? `${text}` : undefined;
}
