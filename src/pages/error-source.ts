import { type CheerioAPI, load } from 'cheerio/slim';
import { type FieldSource, findSource, type PageSources } from './field-source.ts';
import { boundedTree } from './html/depth.ts';
import { FieldError } from './html/fields.ts';
import { tokensOf } from './html/tokens.ts';
import { type Element, isElement } from './html/tree.ts';

/** Where an unreadable field is read from, with the first classes, ids and data attributes that the page has there. */
export type ErrorSource = FieldSource & { classes: string[] };

/** Larger pages are not searched; real pages have a few megabytes. */
const MAX_SEARCHED_CHARACTERS = 8_000_000;
const MAX_SCOPES = 50;
const MAX_CLASSES = 24;

/** The source of a field, with the classes that the page has there; null for a field without a known selector. */
export function findErrorSource(sources: PageSources, html: string, field: string): ErrorSource | null {
  const source = findSource(sources, field);
  if (source === undefined) return null;
  const isSearched = html.length <= MAX_SEARCHED_CHARACTERS;
  return { ...source, classes: isSearched ? classesNear(html, sources.frame, source.selector) : [] };
}

function classesNear(html: string, frame: string, selector: string): string[] {
  try {
    const $ = load(boundedTree(html));
    const [first = ''] = selector.split(', ');
    const scope = scopeOf($, first.split(' ')) ?? elementsOf($, frame)[0];
    return scope === undefined ? [] : classesIn(scope);
  } catch (error) {
    if (error instanceof FieldError) return [];
    throw error;
  }
}

/**
 * The innermost element of the selector that the page still has. If there are several, the first one that lacks the
 * next part of the selector, else the first.
 */
function scopeOf($: CheerioAPI, parts: readonly string[]): Element | undefined {
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const scopes = elementsOf($, parts.slice(0, length).join(' ')).slice(0, MAX_SCOPES);
    const next = parts[length] ?? '';
    if (scopes.length > 0) return scopes.find((scope) => $(scope).find(next).length === 0) ?? scopes[0];
  }
  return undefined;
}

function elementsOf($: CheerioAPI, selector: string): Element[] {
  return $(selector).toArray().filter(isElement);
}

/** Breadth first, so that the classes of a block come before those inside it. */
function classesIn(scope: Element): string[] {
  const found = new Set<string>();
  let level = scope.children.filter(isElement);
  while (level.length > 0 && found.size < MAX_CLASSES) {
    for (const token of level.flatMap(tokensOf)) found.add(token);
    level = level.flatMap((element) => element.children.filter(isElement));
  }
  return [...found].slice(0, MAX_CLASSES);
}
