import { firstOfTag, treeOf } from './tree.ts';

/**
 * Reads a page tag by tag, for blocks that are too large for a tree. One pass over the text, whatever it is: comments,
 * scripts and attribute values are skipped as a browser skips them. An unfinished tag, comment or script ends the pass.
 */

/** An element that begins: its name in lower case, of its attributes the wanted ones, decoded. */
export type ScannedTag = { name: string; attributes: Readonly<Record<string, string>>; isSelfClosed: boolean };

/** Called in page order with positions in the page. `Traits` are what the handler needs to know of a tag. */
export type TagHandler<Traits> = {
  /** Names of the attributes that are read. */
  readonly wanted: ReadonlySet<string>;
  /** Nothing before this position matters to the handler; 0 while everything does. */
  readonly quietUntil: number;
  /** The text of a tag less what `traitsOf` does not look at: tags with the same essence are looked at once. */
  essenceOf(tag: string): string;
  traitsOf(tag: ScannedTag): Traits;
  /** Returns where to continue: `to`, or further on. */
  open(traits: Traits, from: number, to: number): number;
  close(name: string, to: number): void;
  /** Text that is not decoded. */
  text(from: number, to: number): void;
};

/** Their text is no markup. */
const RAW_TEXT: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noframes']);
/** Letters that their names begin with. */
const RAW_INITIALS: ReadonlySet<number> = new Set([...RAW_TEXT].map((name) => name.charCodeAt(0)));
const SLASH = 0x2f;
const BANG = 0x21;

/** Calls the handler for each tag and text of a page, without building a tree. */
export function scanTags<Traits>(html: string, handler: TagHandler<Traits>): void {
  const memory = new TagMemory(handler);
  let at = 0;
  while (at >= 0 && at < html.length) {
    const from = nextMarkup(html, at);
    if (from > at && from > handler.quietUntil) handler.text(at, from);
    at = from >= html.length ? -1 : memory.scan(html, from);
  }
}

/** Position of the next tag or comment; the length of the page where there is none. */
function nextMarkup(html: string, at: number): number {
  for (let from = html.indexOf('<', at); from >= 0; from = html.indexOf('<', from + 1)) {
    if (isMarkup(html.charCodeAt(from + 1))) return from;
  }
  return html.length;
}

/** A letter, `/`, `!` or `?` after the bracket; any other character makes it text. */
function isMarkup(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || code === SLASH || code === BANG || code === 0x3f;
}

const KNOWN_TAGS = 4_000;

/** `traits` of a tag that ends an element are null. */
type KnownTag<Traits> = { text: string; name: string; traits: Traits | null };

/** Places of tags that were seen last: comparing two texts is many times faster than hashing one for a map. */
const RECENT_PLACES = 1_024;

/** Most tags of a page are the same few texts. */
class TagMemory<Traits> {
  readonly #handler: TagHandler<Traits>;
  readonly #recent: (KnownTag<Traits> | undefined)[] = Array.from({ length: RECENT_PLACES });
  readonly #known = new Map<string, KnownTag<Traits>>();

  constructor(handler: TagHandler<Traits>) {
    this.#handler = handler;
  }

  /** Where the markup that begins at `from` ends; -1 when it does not. */
  scan(html: string, from: number): number {
    const code = html.charCodeAt(from + 1);
    if (code === BANG && html.startsWith('--', from + 2)) return after(html, '-->', from + 4);
    if (code === BANG || code === 0x3f) return after(html, '>', from + 2);
    const to = endOfTag(html, from + 1);
    if (to < 0) return -1;
    const isQuiet = to <= this.#handler.quietUntil;
    if (isQuiet && (code === SLASH || !RAW_INITIALS.has(code | 0x20))) return to;
    const { name, traits } = this.#tagOf(html.slice(from, to));
    if (traits === null) {
      this.#handler.close(name, to);
      return to;
    }
    const next = isQuiet ? to : this.#handler.open(traits, from, to);
    return RAW_TEXT.has(name) ? endOfRawText(html, next, name) : next;
  }

  #tagOf(text: string): KnownTag<Traits> {
    const place = placeOf(text);
    const recent = this.#recent[place];
    if (recent?.text === text) return recent;
    const essence = this.#handler.essenceOf(text);
    if (essence !== text) return this.#tagOf(essence);
    const tag = this.#known.get(text) ?? this.#read(text);
    this.#recent[place] = tag;
    return tag;
  }

  #read(text: string): KnownTag<Traits> {
    const isEnd = text.charCodeAt(1) === SLASH;
    const name = nameIn(text.slice(isEnd ? 2 : 1));
    const tag = { name, attributes: attributesIn(text, this.#handler.wanted), isSelfClosed: text.endsWith('/>') };
    const read: KnownTag<Traits> = { text, name, traits: isEnd ? null : this.#handler.traitsOf(tag) };
    if (this.#known.size < KNOWN_TAGS) this.#known.set(text, read);
    return read;
  }
}

function placeOf(text: string): number {
  const { length } = text;
  const middle = text.charCodeAt(length >> 1) + text.charCodeAt(length >> 2) * 7;
  return (length * 31 + middle + text.charCodeAt(length - 3) * 3) % RECENT_PLACES;
}

function after(html: string, text: string, from: number): number {
  const at = html.indexOf(text, from);
  return at < 0 ? -1 : at + text.length;
}

/** Behind the bracket that closes a tag: one inside a quoted value does not. A quote opens a value after `=` alone. */
function endOfTag(html: string, from: number): number {
  let previous = 0;
  for (let at = from; at < html.length; at += 1) {
    const code = html.charCodeAt(at);
    if (code === 0x3e) return at + 1;
    if (previous === 0x3d && (code === 0x22 || code === 0x27)) {
      at = html.indexOf(code === 0x22 ? '"' : "'", at + 1);
      if (at < 0) return -1;
    }
    if (code > 0x20) previous = code;
  }
  return -1;
}

function nameIn(text: string): string {
  return /^[^\s/>]*/.exec(text)?.[0].toLowerCase() ?? '';
}

/** Where the end tag of a script or style begins. */
function endOfRawText(html: string, from: number, name: string): number {
  const end = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
  end.lastIndex = from;
  return end.exec(html)?.index ?? -1;
}

const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g;

/** As in any HTML the first attribute of a name counts. */
function attributesIn(tag: string, wanted: ReadonlySet<string>): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', double, single, bare] of tag.replace(/^<[^\s>/]+/, '').matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase();
    if (wanted.has(key)) attributes[key] ??= decoded(double ?? single ?? bare ?? '');
  }
  return attributes;
}

/** Text with its character references decoded, as the tree has it. */
export function decoded(text: string): string {
  if (!text.includes('&')) return text;
  const element = firstOfTag(treeOf(`<i title="${text.replaceAll('"', '&quot;')}"></i>`), 'i');
  return element?.attribs.title ?? text;
}
