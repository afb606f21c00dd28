import { indexOfClass } from './markup.ts';

/**
 * What to keep of a page. `wanted` are the optional blocks as they stand in a class attribute: what holds one of them is
 * never cut away. A required block that is missing afterwards sends the reader to the whole page.
 */
export type Cut = { from: string; until: string[]; without?: string[]; wanted: string[] };

/** The page from the first block that counts to the first one behind it that does not. */
export function cutPage(html: string, { from, until, without = [], wanted }: Cut): string {
  const holdsWanted = (text: string) => wanted.some((needle) => text.includes(needle));
  const start = Math.max(0, indexOfClass(html, from));
  const end = firstEnd(html, until, start);
  if (holdsWanted(html.slice(end))) {
    return html.slice(start);
  }
  let part = html.slice(start, end);
  for (const token of without) {
    const first = indexOfClass(part, token);
    const behind = first < 0 ? -1 : endOfBlock(part, first);
    if (behind >= 0 && !holdsWanted(part.slice(first, behind))) {
      part = part.slice(0, first) + part.slice(behind);
    }
  }
  return part;
}

function firstEnd(html: string, until: string[], start: number): number {
  for (const token of until) {
    const end = indexOfClass(html, token, start);
    if (end >= 0) {
      return end;
    }
  }
  return html.length;
}

/** Where the `div` that begins at `start` is closed; -1 when it is not. */
function endOfBlock(html: string, start: number): number {
  const tags = /<(\/?)div\b/g;
  tags.lastIndex = start;
  let depth = 0;
  for (let tag = tags.exec(html); tag !== null; tag = tags.exec(html)) {
    depth += tag[1] === '/' ? -1 : 1;
    if (depth === 0) {
      return html.indexOf('>', tag.index) + 1;
    }
  }
  return -1;
}
