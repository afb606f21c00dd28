/** Searches in the text of a page without building its tree. Every search takes linear time. */

const CLASSES_LIMIT = 200;
/** Maximum length of a tag before its class attribute. */
const OPENING_LIMIT = 2_000;
const TAG_LIMIT = 20_000;
const COMMENT_LIMIT = 2_000;

/** Position of the first tag, from `from` on, that has the class; -1 when there is none. */
export function indexOfClass(html: string, token: string, from = 0): number {
  const [first = -1] = placesOfClass(html, token, from);
  return first;
}

/** Whether some tag has the class. */
export function hasClassToken(html: string, token: string): boolean {
  return indexOfClass(html, token) >= 0;
}

/** Positions of all tags, from `from` on, that have the class. Reads each character only a few times. */
function* placesOfClass(html: string, token: string, from = 0): Generator<number> {
  const openTagBefore = openTags(html);
  const isCommentedOut = comments(html);
  let earliest = from;
  let seen = 0;
  for (let at = html.indexOf(token, from); at >= 0; at = html.indexOf(token, at + token.length)) {
    if (!isBoundary(html, at - 1) || !isBoundary(html, at + token.length)) continue;
    const quote = quoteBefore(html, at, seen);
    const start = quote < 0 ? -1 : openTagBefore(quote);
    seen = at;
    if (start < earliest || isCommentedOut(start)) continue;
    yield start;
    earliest = start + 1;
  }
}

function isBoundary(html: string, at: number): boolean {
  const code = html.charCodeAt(at);
  return code === 0x20 || code === 0x22 || code === 0x27 || /\s/.test(html[at] ?? '');
}

/**
 * Position of the quote that opens the class attribute around a token; -1 when the token is not in one. Only other
 * tokens may be between the two, after `seen`.
 */
function quoteBefore(html: string, at: number, seen: number): number {
  const earliest = Math.max(seen, at - CLASSES_LIMIT);
  let quote = at - 1;
  while (quote > earliest && !isEndOfText(html.charCodeAt(quote))) quote -= 1;
  const code = html.charCodeAt(quote);
  if (code !== 0x22 && code !== 0x27) return -1;
  return /\sclass\s*=\s*$/i.test(html.slice(Math.max(0, quote - 12), quote)) ? quote : -1;
}

/** A quote or a bracket. */
function isEndOfText(code: number): boolean {
  return code === 0x22 || code === 0x27 || code === 0x3c || code === 0x3e;
}

/**
 * Finds the start of the tag that is open at a position outside of attribute values; -1 when there is none, because
 * text after a closed tag only looks like an attribute. Positions must ascend.
 */
function openTags(html: string): (position: number) => number {
  const bracketBefore = lastBefore(html, '<', OPENING_LIMIT);
  let tag = -1;
  let at = 0;
  /** Code of the opening quote inside a value, 0 outside of values, code of `>` once the tag is closed. */
  let inside = 0;
  return (position) => {
    const bracket = bracketBefore(position);
    if (bracket < 0) return -1;
    if (bracket !== tag) {
      tag = bracket;
      at = bracket + 1;
      inside = 0;
    }
    for (; at < position && inside !== 0x3e; at += 1) inside = after(inside, html.charCodeAt(at));
    return inside === 0 ? tag : -1;
  };
}

/** The state of `openTags` after one more character. */
function after(inside: number, code: number): number {
  if (inside === 0) return isEndOfText(code) ? code : 0;
  return code === inside ? 0 : inside;
}

/** Finds whether a position is in a comment of limited length. Positions must ascend. */
function comments(html: string): (position: number) => boolean {
  const openBefore = lastBefore(html, '<!--', COMMENT_LIMIT);
  const endBefore = lastBefore(html, '-->', COMMENT_LIMIT);
  const scriptBefore = lastBefore(html, '</script>', COMMENT_LIMIT);
  return (position) => {
    const open = openBefore(position);
    return Math.max(endBefore(position), scriptBefore(position)) < open;
  };
}

/** Finds the last position of a text in the `limit` characters before a position, or -1. Positions must ascend. */
function lastBefore(html: string, text: string, limit: number): (position: number) => number {
  let last = -1;
  let searched = 0;
  return (position) => {
    const first = Math.max(0, position - limit);
    const from = Math.max(first, searched - text.length + 1);
    const found = html.slice(from, position).lastIndexOf(text);
    if (found >= 0) last = from + found;
    searched = position;
    return last >= first ? last : -1;
  };
}

/** The text of the tag that starts at `start`; empty when there is no complete tag. */
export function tagAt(html: string, start: number): string {
  const text = html.slice(start, start + TAG_LIMIT);
  return /^<(?:[^<>"']|"[^"]*"|'[^']*')*>/.exec(text)?.[0] ?? '';
}

const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g;

/** The value of an attribute in the text of a tag, with `&amp;` decoded; null when the tag has no such value. */
export function attributeIn(tag: string, attribute: string): string | null {
  for (const [, name = '', double, single, bare] of tag.replace(/^<[^\s>/]+/, '').matchAll(ATTRIBUTE)) {
    if (name.toLowerCase() !== attribute) continue;
    return (double ?? single ?? bare)?.replaceAll('&amp;', '&') ?? null;
  }
  return null;
}

/** The text of all tags that have the class, in order. */
export function* tagsOfClass(html: string, token: string): Generator<string> {
  for (const start of placesOfClass(html, token)) yield tagAt(html, start);
}
