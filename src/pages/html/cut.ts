import { hasClassToken, indexOfClass } from './markup.ts';

/**
 * What to keep of a page. `wanted` are the classes (or `data-` attributes) of the optional blocks: what holds one of
 * them is never cut away. A required block that is missing afterwards sends the reader to the whole page.
 */
export type Cut = { block: string; without: string[]; wanted: string[] };

/** The one block that counts, less the blocks inside it that do not. */
export function cutPage(html: string, { block, without, wanted }: Cut): string {
  const holds = (text: string, token: string) =>
    token.startsWith('data-') ? text.includes(token) : hasClassToken(text, token);
  // One glance for all of them: what is cut away may be most of a page.
  const glance = new RegExp(`(?<=[\\s"'])(?:${wanted.join('|')})(?=[\\s"'=])`);
  const holdsWanted = (text: string) => glance.test(text) && wanted.some((token) => holds(text, token));
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

/** The block that begins at `start`; the rest of the page when its end is not found. */
export function blockAt(html: string, start: number): string {
  const end = endOfBlock(html, start);
  return html.slice(start, end < 0 ? undefined : end);
}

/** Where the `div` that begins at `start` is closed; -1 when it is not. */
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
