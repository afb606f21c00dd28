import { Misread, quoted } from './fields.ts';
import { allIn, collapse, type Element, firstOfTag, type Tree, textOf, treeOf } from './tree.ts';

/** The JSON that charts carry in an attribute. Which element carries it differs by era; the attribute does not. */

const ATTRIBUTE = 'data-fusionchart-config';
/** Real ones have some 4,000 characters. */
const CONFIG_LIMIT = 200_000;

/** The elements that carry a chart, in document order. */
export function chartsIn(place: Tree | Element): Element[] {
  return allIn(place, (element) => element.attribs[ATTRIBUTE] !== undefined);
}

export type JsonObject = Record<string, unknown>;

/** `dataSource` of a chart. */
export function dataSourceOf(chart: Element): JsonObject {
  const text = chart.attribs[ATTRIBUTE] ?? '';
  if (text.length > CONFIG_LIMIT) {
    throw new Misread('chart', `at most ${CONFIG_LIMIT} characters of JSON`, `${text.length}`);
  }
  try {
    // A copy of a copy may be escaped twice.
    return objectAt(JSON.parse(text.startsWith('{&quot;') ? decoded(text) : text), 'dataSource');
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new Misread('chart', 'JSON', quoted(text));
    }
    throw error;
  }
}

function decoded(text: string): string {
  return textOf(firstOfTag(treeOf(`<title>${text.replaceAll('<', '&lt;')}</title>`), 'title')) ?? '';
}

function objectAt(value: unknown, key: string): JsonObject {
  return asObject(asObject(value)[key]);
}

/** The value when it is an object, else an empty one. */
export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}

/** A list; what is none is an empty one. */
export function listAt(value: unknown, key: string): unknown[] {
  const list = asObject(value)[key];
  return Array.isArray(list) ? list : [];
}

/** A text or a number as text; undefined for anything else. */
export function textAt(value: unknown, key: string): string | undefined {
  const text = asObject(value)[key];
  return typeof text === 'string' ? collapse(text) : typeof text === 'number' ? `${text}` : undefined;
}
