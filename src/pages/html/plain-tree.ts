import { DomHandler } from 'domhandler';
import { firstIn, firstText, type Tree, treeOf } from './tree.ts';

/**
 * Builds the tree of plain markup, as the site writes it: known elements, all of them closed in order, with quoted
 * attributes. Returns null for any other markup. The tree is the one that `treeOf` builds, in less time: most tags of a
 * page repeat a few texts, and each text is read once. Elements with the same tag share their attributes.
 */
export function plainTree(html: string): Tree | null {
  const building: Building = { html, handler: new DomHandler(), tags: new Map(), open: [] };
  let at = 0;
  while (at >= 0 && at < html.length) {
    const bracket = html.indexOf('<', at);
    const end = bracket < 0 ? html.length : bracket;
    if (end > at && !addText(building, at, end)) return null;
    at = bracket < 0 ? end : addTag(building, bracket);
  }
  return at >= 0 && building.open.length === 0 ? building.handler.root : null;
}

/** `tags`: the start tags so far by their text. `open`: the names of the open elements. */
type Building = { html: string; handler: DomHandler; tags: Map<string, StartTag>; open: string[] };

function addText({ html, handler }: Building, from: number, to: number): boolean {
  const text = decodedText(html.slice(from, to));
  if (text !== null) handler.ontext(text);
  return text !== null;
}

/** The position after the tag that begins at `at`; -1 when it is not plain. */
function addTag({ html, handler, tags, open }: Building, at: number): number {
  if (html.charCodeAt(at + 1) === SLASH) {
    const name = open.pop();
    if (name === undefined || !html.startsWith(`${name}>`, at + 2)) return -1;
    handler.onclosetag();
    return at + name.length + 3;
  }
  const tag = startTagAt(html, at, tags);
  if (tag === null || tag.closes.has(open.at(-1) ?? '')) return -1;
  handler.onopentag(tag.name, tag.attributes);
  if (tag.isVoid) handler.onclosetag();
  else open.push(tag.name);
  return at + tag.length;
}

const SLASH = 0x2f;

type StartTag = {
  name: string;
  attributes: Record<string, string>;
  length: number;
  isVoid: boolean;
  /** The elements that end where this one begins, if they are open. */
  closes: ReadonlySet<string>;
};

const START_TAG = /<([a-z][a-z0-9]*)(?:[ \n\t]+[a-z][a-z0-9_-]*(?:="[^"]*"|='[^']*')?)*[ \n\t]*\/?>/y;

/** The start tag at a position; null when it is not written plainly or its element is not a known one. */
function startTagAt(html: string, at: number, tags: Map<string, StartTag>): StartTag | null {
  // A value may contain a bracket. Then this is only the beginning of the tag, which is not in the map.
  const beginning = html.slice(at, html.indexOf('>', at) + 1);
  const known = tags.get(beginning);
  if (known !== undefined) return known;
  START_TAG.lastIndex = at;
  const [text, name] = START_TAG.exec(html) ?? [];
  const closes = name === undefined ? undefined : CLOSED_BY.get(name);
  if (text === undefined || name === undefined || closes === undefined) return null;
  const attributes = attributesIn(text) ?? firstIn(treeOf(text), () => true)?.attribs ?? {};
  const tag = { name, attributes, length: text.length, isVoid: VOID.has(name), closes };
  if (text === beginning) tags.set(text, tag);
  return tag;
}

const ATTRIBUTE = /[ \n\t]([a-z][a-z0-9_-]*)(?:=(?:"([^"]*)"|'([^']*)'))?/g;

/** The attributes of a plain tag; null when a value has a reference that is not written plainly. */
function attributesIn(tag: string): Record<string, string> | null {
  const attributes: Record<string, string> = {};
  for (const [, name = '', double, single] of tag.matchAll(ATTRIBUTE)) {
    const value = decodedText(double ?? single ?? '');
    if (value === null) return null;
    if (!Object.hasOwn(attributes, name)) attributes[name] = value;
  }
  return attributes;
}

const REFERENCE = /&([a-z]{2,8}|#\d{1,6});/gi;
/** Of the references, those on most pages. */
const COMMON: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['#39', "'"],
  ['nbsp', '\u{A0}'],
]);
const NOT_PLAIN = /&(?!(?:[a-z]{2,8}|#\d{1,6});)/i;

/** Text with its character references decoded; null when one of them is not written plainly. */
function decodedText(text: string): string | null {
  if (!text.includes('&')) return text;
  if (NOT_PLAIN.test(text)) return null;
  return text.replace(REFERENCE, (whole, name) => COMMON.get(name) ?? firstText(treeOf(whole)) ?? whole);
}

const words = (text: string): string[] => text.split(' ');
const VOID: ReadonlySet<string> = new Set(words('br col hr img input'));
const NOTHING: ReadonlySet<string> = new Set();
const PARAGRAPH: ReadonlySet<string> = new Set(['p']);
const FORM: ReadonlySet<string> = new Set(words('input option optgroup select button datalist textarea'));

/** Every element that plain markup may have, and the open elements that it closes. */
const CLOSED_BY: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...words('a b br col colgroup em i iframe img label small span strong sub sup template thead u').map(
    (name) => [name, NOTHING] as const,
  ),
  ...words('div dl form h1 h2 h3 h4 h5 h6 hr ol p section table ul').map((name) => [name, PARAGRAPH] as const),
  ...words('button input select').map((name) => [name, FORM] as const),
  ['option', new Set(['option'])],
  ['li', new Set(['li'])],
  ['tbody', new Set(['thead', 'tbody'])],
  ['tr', new Set(['tr', 'th', 'td'])],
  ['th', new Set(['th'])],
  ['td', new Set(['thead', 'th', 'td'])],
]);
