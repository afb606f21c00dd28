/** Looking into a page's text without building its tree. Every search is linear, whatever the text. */

const CLASSES_LIMIT = 200;
/** Room for what may stand before the class in a tag. */
const OPENING_LIMIT = 2_000;
const TAG_LIMIT = 20_000;
const COMMENT_LIMIT = 2_000;

/** Position of the first tag, from `from` on, whose class attribute holds the token; -1 when there is none. */
export function indexOfClass(html: string, token: string, from = 0): number {
  const [first = -1] = placesOfClass(html, token, from);
  return first;
}

export function hasClassToken(html: string, token: string): boolean {
  return indexOfClass(html, token) >= 0;
}

/** Positions of all tags, from `from` on, whose class attribute holds the token. Reads each character a few times at most. */
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
 * The quote that opens the class attribute of a token; -1 when it is in none. Nothing but other tokens may stand between
 * the two, and none that was looked at before.
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
const isEndOfText = (code: number): boolean => code === 0x22 || code === 0x27 || code === 0x3c || code === 0x3e;

/**
 * Gives the start of the tag that is still open at a position, outside of its attribute values; -1 when there is none.
 * What stands behind a tag that is closed only looks like an attribute. Positions must ascend.
 */
function openTags(html: string): (position: number) => number {
  const bracketBefore = lastBefore(html, '<', OPENING_LIMIT);
  let tag = -1;
  let at = 0;
  /** The quote of the value that is being read, 0 outside of values; the bracket once the tag is closed. */
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

/** What a tag is inside of after one more character. */
function after(inside: number, code: number): number {
  if (inside === 0) return isEndOfText(code) ? code : 0;
  return code === inside ? 0 : inside;
}

/** Says whether a position is in a comment. Long comments are not looked for. Positions must ascend. */
function comments(html: string): (position: number) => boolean {
  const openBefore = lastBefore(html, '<!--', COMMENT_LIMIT);
  const endBefore = lastBefore(html, '-->', COMMENT_LIMIT);
  const scriptBefore = lastBefore(html, '</script>', COMMENT_LIMIT);
  return (position) => {
    const open = openBefore(position);
    return Math.max(endBefore(position), scriptBefore(position)) < open;
  };
}

/** Finds the last place of a text in the `limit` characters before a position; -1 when it is not there. Positions must ascend. */
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

/** The tag that begins at `start`, up to its closing bracket. */
export function tagAt(html: string, start: number): string {
  const text = html.slice(start, start + TAG_LIMIT);
  return /^<(?:[^<>"']|"[^"]*"|'[^']*')*>/.exec(text)?.[0] ?? '';
}

const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g;

/** The value of an attribute in the text of a tag, in quotes or not, with `&amp;` decoded; null where it has none. */
export function attributeIn(tag: string, attribute: string): string | null {
  for (const [, name = '', double, single, bare] of tag.replace(/^<[^\s>/]+/, '').matchAll(ATTRIBUTE)) {
    if (name.toLowerCase() !== attribute) continue;
    return (double ?? single ?? bare)?.replaceAll('&amp;', '&') ?? null;
  }
  return null;
}

/** All tags that carry the class, in order. */
export function* tagsOfClass(html: string, token: string): Generator<string> {
  for (const start of placesOfClass(html, token)) yield tagAt(html, start);
}
