import { hasClassToken, indexOfClass } from './markup.ts';

/**
 * Which part of a page is read. `block`: class of the main block; `without`: classes of blocks to remove; `wanted`:
 * classes or `data-` attributes of optional blocks. Text with a wanted block is never removed. When a required block is
 * missing in the part, the parser reads the whole page.
 */
export type Cut = { block: string; without: string[]; wanted: string[] };

/** The main block without the blocks to be removed; the page from the main block on when its end is not safe. */
export function cutPage(html: string, { block, without, wanted }: Cut): string {
  const holds = (text: string, token: string) =>
    token.startsWith('data-') ? text.includes(token) : hasClassToken(text, token);
  // One search for all classes first, because the removed text may be most of a page.
  const anyWanted = new RegExp(`[\\s"'](?:${wanted.join('|')})[\\s"'=]`);
  const holdsWanted = (text: string) => anyWanted.test(text) && wanted.some((token) => holds(text, token));
  const start = Math.max(0, indexOfClass(html, block));
  const end = endOfBlock(html, start);
  if (end < 0 || holdsWanted(html.slice(end))) {
    return html.slice(start);
  }
  return without.reduce((part, token) => withoutBlocks(part, token, holdsWanted), html.slice(start, end));
}

function withoutBlocks(html: string, token: string, holdsWanted: (text: string) => boolean): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = indexOfClass(html, token); at >= 0; at = indexOfClass(html, token, from)) {
    const end = endOfBlock(html, at);
    if (end < 0 || holdsWanted(html.slice(at, end))) {
      break;
    }
    kept.push(html.slice(from, at));
    from = end;
  }
  return from === 0 ? html : kept.join('') + html.slice(from);
}

/** The block that starts at `start`; the rest of the page when its end is not found. */
export function blockAt(html: string, start: number): string {
  const end = endOfBlock(html, start);
  return html.slice(start, end < 0 ? undefined : end);
}

/** The position after the `div` that starts at `start`; -1 when it is not closed. */
function endOfBlock(html: string, start: number): number {
  const tags = /<(\/?)div\b/g;
  tags.lastIndex = start;
  let depth = 0;
  for (let tag = tags.exec(html); tag !== null; tag = tags.exec(html)) {
    depth += tag[1] === '/' ? -1 : 1;
    if (depth <= 0) {
      return html.indexOf('>', tag.index) + 1;
    }
  }
  return -1;
}
