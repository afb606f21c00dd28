/** Looking into a page's text without building its tree. Every search is linear, whatever the text. */

const ATTRIBUTE_LIMIT = 1_000;
const TAG_LIMIT = 20_000;

/** Position of the first tag, from `from` on, whose class attribute holds the token; -1 when there is none. */
export function indexOfClass(html: string, token: string, from = 0): number {
  for (let at = html.indexOf(token, from); at >= 0; at = html.indexOf(token, at + token.length)) {
    if (isBoundary(html[at - 1]) && isBoundary(html[at + token.length])) {
      const start = tagOfClassValue(html, at);
      if (start >= from) {
        return start;
      }
    }
  }
  return -1;
}

export function hasClassToken(html: string, token: string): boolean {
  return indexOfClass(html, token) >= 0;
}

function isBoundary(character: string | undefined): boolean {
  return character !== undefined && /[\s"']/.test(character);
}

function tagOfClassValue(html: string, at: number): number {
  const before = html.slice(Math.max(0, at - ATTRIBUTE_LIMIT), at);
  const quote = Math.max(before.lastIndexOf('"'), before.lastIndexOf("'"));
  const open = before.lastIndexOf('<');
  const isClass = quote > open && /\sclass\s*=\s*["']$/i.test(before.slice(Math.max(open, quote - 12), quote + 1));
  return isClass && open >= 0 ? at - before.length + open : -1;
}

/** The tag that begins at `start`, up to its closing bracket. */
export function tagAt(html: string, start: number): string {
  const text = html.slice(start, start + TAG_LIMIT);
  return /^<(?:[^>"']|"[^"]*"|'[^']*')*>/.exec(text)?.[0] ?? '';
}

/** The value of an attribute in the text of a tag, with `&amp;` decoded. */
export function attributeIn(tag: string, attribute: string): string | null {
  const [, double, single] = new RegExp(`\\s${attribute}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag) ?? [];
  return (double ?? single)?.replaceAll('&amp;', '&') ?? null;
}

/** All tags that carry the class, in order. */
export function* tagsOfClass(html: string, token: string): Generator<string> {
  for (let at = indexOfClass(html, token); at >= 0; at = indexOfClass(html, token, at + 1)) {
    yield tagAt(html, at);
  }
}
