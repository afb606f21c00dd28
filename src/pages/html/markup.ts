/** Looking into a page's text without building its tree. Every search is linear, whatever the text. */

const CLASSES_LIMIT = 200;
/** Room for what may stand before the class in a tag. */
const OPENING_LIMIT = 2_000;
const TAG_LIMIT = 20_000;
const COMMENT_LIMIT = 2_000;

/** Position of the first tag, from `from` on, whose class attribute holds the token; -1 when there is none. */
export function indexOfClass(html: string, token: string, from = 0): number {
  let inVain = 0;
  for (let at = html.indexOf(token, from); at >= 0; at = html.indexOf(token, at + token.length)) {
    if (isBoundary(html[at - 1]) && isBoundary(html[at + token.length])) {
      const start = tagOfClassValue(html, at, inVain);
      if (start >= from && !isCommentedOut(html, start)) {
        return start;
      }
      inVain = at;
    }
  }
  return -1;
}

export function hasClassToken(html: string, token: string): boolean {
  return indexOfClass(html, token) >= 0;
}

/** Markup that was put into a comment is none. Long comments are not looked for: that would take for ever. */
function isCommentedOut(html: string, at: number): boolean {
  const before = html.slice(Math.max(0, at - COMMENT_LIMIT), at);
  const open = before.lastIndexOf('<!--');
  return open >= 0 && open > Math.max(before.lastIndexOf('-->'), before.lastIndexOf('</script>'));
}

function isBoundary(character: string | undefined): boolean {
  return character !== undefined && /[\s"']/.test(character);
}

/**
 * Walks back from a token: nothing but other tokens may stand between it and the quote that opens a class attribute, and
 * none of them may be one from which the walk was in vain.
 */
function tagOfClassValue(html: string, at: number, inVain: number): number {
  const earliest = Math.max(inVain, at - CLASSES_LIMIT);
  let quote = at - 1;
  while (quote > earliest && !isEndOfText(html.charCodeAt(quote))) {
    quote -= 1;
  }
  if (!/\sclass\s*=\s*["']$/i.test(html.slice(Math.max(0, quote - 12), quote + 1))) {
    return -1;
  }
  const before = html.slice(Math.max(0, quote - OPENING_LIMIT), quote);
  const open = before.lastIndexOf('<');
  return open >= 0 && isOpenTag(before.slice(open)) ? quote - before.length + open : -1;
}

/** What stands behind a tag that is closed only looks like an attribute. */
const isOpenTag = (text: string): boolean => /^<(?:[^<>"']|"[^"]*"|'[^']*')*$/.test(text);

/** A quote or a bracket. */
const isEndOfText = (code: number): boolean => code === 0x22 || code === 0x27 || code === 0x3c || code === 0x3e;

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
  for (let at = indexOfClass(html, token); at >= 0; at = indexOfClass(html, token, at + 1)) {
    yield tagAt(html, at);
  }
}
