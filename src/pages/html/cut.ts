import { hasClassToken, indexOfClass } from './markup.ts';

/**
 * Which part of a page is read. `block`: class of the main block; `without`: classes of blocks to remove; `wanted`:
 * classes or `data-` attributes of optional blocks. Text with a wanted block is never removed. When a required block is
 * missing in the part, the parser reads the whole page.
 */
export type Cut = { block: string; without: string[]; wanted: string[] };

const OPENING_BRACKET = 0x3c;
const SLASH = 0x2f;

/** The main block without the blocks to be removed; the page from the main block on when its end is not safe. */
export function cutPage(html: string, { block, without, wanted }: Cut): string {
  const holds = (text: string, token: string) =>
    token.startsWith('data-') ? text.includes(token) : hasClassToken(text, token);
  // One search for all classes first, because the removed text may be most of a page.
  const anyWanted = new RegExp(`[\\s"'](${wanted.join('|')})(?=[\\s"'=])`, 'g');
  const holdsWanted = (text: string) => {
    const written = new Set(Array.from(text.matchAll(anyWanted), ([, token = '']) => token));
    return [...written].some((token) => holds(text, token));
  };
  const start = Math.max(0, indexOfClass(html, block));
  const end = endOfBlock(html, start);
  if (end < 0 || holdsWanted(html.slice(end))) return html.slice(start);
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
  let depth = 0;
  for (let at = html.indexOf('div', start); at >= 0; at = html.indexOf('div', at + 3)) {
    const change = isWordCode(html.charCodeAt(at + 3)) ? 0 : changeOfDepth(html, at);
    depth += change;
    if (change !== 0 && depth <= 0) return html.indexOf('>', at) + 1;
  }
  return -1;
}

/** 1 for the name of a start tag, -1 for that of an end tag, 0 for other text. */
function changeOfDepth(html: string, at: number): -1 | 0 | 1 {
  const code = html.charCodeAt(at - 1);
  if (code === OPENING_BRACKET) return 1;
  return code === SLASH && html.charCodeAt(at - 2) === OPENING_BRACKET ? -1 : 0;
}

/** A letter or digit of ASCII or `_`, as `\w`. */
function isWordCode(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
}
