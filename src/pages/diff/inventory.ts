import { saneTree } from '../html/depth.ts';
import { tokensOf } from '../html/tokens.ts';
import { allIn, type Element, isElement } from '../html/tree.ts';

/** A class, an id or a data attribute of a page: how many elements carry it, and the first of them. */
export type TokenUse = { count: number; tag: string; within: string | null };

/**
 * What a page is built of. `blocks` counts elements by the name that encloses them and their own: `.teamsBox > div.date`,
 * `.teamName > a`. Both maps are in document order. Texts are no part of it.
 */
export type Inventory = { tokens: Map<string, TokenUse>; blocks: Map<string, number> };

/** Throws `Misread` for a page that is too deep or too large for a tree. */
export function inventoryOf(html: string): Inventory {
  const tokens = new Map<string, TokenUse>();
  const blocks = new Map<string, number>();
  const names = new Map<Element, string | null>();
  for (const element of allIn(saneTree(html), () => true)) {
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

/** The first class (or id, or data attribute) of the nearest element around this one that has any. */
function enclosingName({ parent }: Element, names: Map<Element, string | null>): string | null {
  return parent !== null && parent.type === 'tag' && isElement(parent) ? (names.get(parent) ?? null) : null;
}

function addUse(tokens: Map<string, TokenUse>, token: string, first: Omit<TokenUse, 'count'>): void {
  const use = tokens.get(token) ?? { ...first, count: 0 };
  tokens.set(token, { ...use, count: use.count + 1 });
}
