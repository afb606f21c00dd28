import { boundedTree } from '../html/depth.ts';
import { tokensOf } from '../html/tokens.ts';
import { allIn, type Element, isElement } from '../html/tree.ts';

/** Use of a class, id or data attribute: number of elements, and tag and enclosing name of the first. */
export type TokenUse = { count: number; tag: string; within: string | null };

/**
 * The names in the markup of a page. `blocks` counts elements by enclosing name and own name: `.teamsBox > div.date`,
 * `.teamName > a`. Both maps are in document order. Text is not included.
 */
export type Inventory = { tokens: Map<string, TokenUse>; blocks: Map<string, number> };

/** Lists the names of a page. Throws `FieldError` for a page with too many tags or levels of nesting. */
export function inventoryOf(html: string): Inventory {
  const tokens = new Map<string, TokenUse>();
  const blocks = new Map<string, number>();
  const names = new Map<Element, string | null>();
  for (const element of allIn(boundedTree(html), () => true)) {
    const own = tokensOf(element);
    const within = enclosingName(element, names);
    names.set(element, own[0] ?? within);
    for (const token of own) addUse(tokens, token, { tag: element.name, within });
    if (within === null) continue;
    const labels = own.length === 0 ? [element.name] : own.map((token) => `${element.name}${token}`);
    for (const label of labels) {
      const block = `${within} > ${label}`;
      blocks.set(block, (blocks.get(block) ?? 0) + 1);
    }
  }
  return { tokens, blocks };
}

/** The first class (or id, or data attribute) of the nearest enclosing element that has one. */
function enclosingName({ parent }: Element, names: Map<Element, string | null>): string | null {
  return parent !== null && parent.type === 'tag' && isElement(parent) ? (names.get(parent) ?? null) : null;
}

function addUse(tokens: Map<string, TokenUse>, token: string, first: Omit<TokenUse, 'count'>): void {
  const use = tokens.get(token) ?? { ...first, count: 0 };
  tokens.set(token, { ...use, count: use.count + 1 });
}
