import { load } from 'cheerio/slim';
import type { Element, Node } from '../src/pages/html/tree.ts';
import { createPseudonyms, type Pseudonyms } from './pseudonyms.ts';

/**
 * Replaces the text of a saved page and keeps its structure: tags, classes, attributes, scores and other small numbers
 * stay; words that are not in the vocabulary, ids and times are replaced by invented ones. The same word or id is
 * replaced by the same one everywhere on the page, so that names still match their links. The result is deterministic.
 */
export function anonymise(html: string, vocabulary: ReadonlySet<string>): string {
  const $ = load(html);
  // Half of a page are comments of visitors. The first is kept, because its link can identify the page.
  $('.forum .post').slice(1).remove();
  const context = { pseudonyms: createPseudonyms(new Set([...vocabulary, ...wordsOf(html)])), vocabulary };
  const pending: Node[] = $.root().contents().toArray().reverse() as Node[];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ('attribs' in node) rewriteAttributes(node, context);
    else rewriteNode(node, context);
    if ('children' in node) pending.push(...node.children.toReversed());
  }
  return `${$.html().trimEnd()}\n`;
}

type Context = { pseudonyms: Pseudonyms; vocabulary: ReadonlySet<string> };

/** Text with more words is prose: none of its words is kept. */
const MAX_WORDS = 10;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** A number with its unit: part of a timer (`4h`), or points of a ranking (`1410pt`). */
const QUANTITY = /^(?:\d{1,3}[dhms]|\d{1,5}pts?)$/;
const isNumber = (word: string): boolean => /^\d+$/.test(word);

/**
 * The words of texts that are not from a site, for `anonymise` to keep; words with three digits in a row are not kept.
 */
export function vocabularyOf(pages: Iterable<string>, more: readonly string[] = []): Set<string> {
  const vocabulary = new Set(more.map((word) => word.toLowerCase()));
  for (const page of pages) {
    for (const word of wordsOf(page)) if (!/\d{3}/.test(word)) vocabulary.add(word);
  }
  return vocabulary;
}

function wordsOf(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(WORD), ([word]) => word.toLowerCase()));
}

/** Comments of saving programs with the address of the page. */
const SAVERS_MARK = /^\s*(?:saved from url=|Page saved with SingleFile|Saved from )/i;

function rewriteNode(node: Node, context: Context): void {
  if (node.type === 'comment') {
    node.data = SAVERS_MARK.test(node.data) ? rewriteLink(node.data, context) : '';
  } else if (node.type === 'text') {
    const { parent } = node;
    const element = parent !== null && 'attribs' in parent ? parent : undefined;
    node.data = rewriteTextOf(element, node.data, context);
  }
}

/** Of scripts only structured data is kept. The title of a page may have any number of words. */
function rewriteTextOf(element: Element | undefined, text: string, context: Context): string {
  if (element?.name === 'style') return '';
  if (element?.name === 'script') {
    return element.attribs.type === 'application/ld+json' ? rewriteJson(text, context) : '';
  }
  return rewriteText(text, context, element?.name === 'title' ? { maxWords: Number.POSITIVE_INFINITY } : {});
}

/** Attributes that are not read and may contain any text. */
const DROPPED = /^(?:on\w+|srcset|style|nonce|integrity|d|points|value|placeholder|aria-\w+|data-src\w*)$/i;
const LINKS = /^(?:href|src|action|cite|content)$|url|link/i;
const IDS = /^id$|(?:^|-)id$/i;

function rewriteAttributes(element: Element, context: Context): void {
  const isEncoding = element.attribs.charset !== undefined || element.attribs['http-equiv'] !== undefined;
  if (element.name === 'meta' && isEncoding) return;
  for (const [name, value] of Object.entries(element.attribs)) {
    if (DROPPED.test(name)) delete element.attribs[name];
    else element.attribs[name] = rewriteAttribute(name, value, context);
  }
}

function rewriteAttribute(name: string, value: string, context: Context): string {
  if (name === 'class') return value.replace(/\d{4,}/g, (digits) => context.pseudonyms.number(digits));
  if (/^\s*data:/i.test(value)) return 'data:,';
  if (/^\s*[{[]/.test(value)) return rewriteJson(value, context);
  if (name === 'title' || name === 'alt') return rewriteText(value, context);
  if (IDS.test(name)) return rewriteId(value, context);
  if (LINKS.test(name) || /^(?:https?:|\/)/.test(value)) return rewriteLink(value, context);
  return rewriteText(value, context, { minDigits: 4 });
}

/** Texts and ids in JSON are rewritten; other numbers stay, because charts contain values to be read. */
function rewriteJson(text: string, context: Context): string {
  try {
    return JSON.stringify(rewriteValue('', JSON.parse(text), context));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return rewriteText(text, context);
  }
}

function rewriteValue(name: string, value: unknown, context: Context): unknown {
  if (typeof value === 'string') {
    return /^(?:https?:|\/)/.test(value) ? rewriteLink(value, context) : rewriteText(value, context);
  }
  if (typeof value === 'number') return /id$/i.test(name) ? Number(context.pseudonyms.number(`${value}`)) : value;
  if (Array.isArray(value)) return value.map((item) => rewriteValue(name, item, context));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, inner]) => [
    /^\d{3,}$/.test(key) ? context.pseudonyms.number(key) : key,
    rewriteValue(key, inner, context),
  ]);
  return Object.fromEntries(members);
}

type TextRules = { maxWords?: number; minDigits?: number };

/**
 * Line by line. Numbers of `minDigits` or more are ids or times, and so are those of four behind a slash; shorter ones
 * are scores, values and ranks.
 */
function rewriteText(text: string, context: Context, { maxWords = MAX_WORDS, minDigits = 6 }: TextRules = {}): string {
  return text
    .split('\n')
    .map((line) => {
      const isProse = (line.match(WORD) ?? []).length > maxWords;
      return line.replace(WORD, (word, at: number) => {
        if (QUANTITY.test(word)) return word;
        if (!isNumber(word)) return rewriteWord(word, context, isProse);
        const isId = word.length >= (line[at - 1] === '/' ? Math.min(minDigits, 4) : minDigits);
        return isId ? context.pseudonyms.number(word) : word;
      });
    })
    .join('\n');
}

function rewriteWord(word: string, { pseudonyms, vocabulary }: Context, isProse = false): string {
  return !isProse && vocabulary.has(word.toLowerCase()) ? word : pseudonyms.word(word);
}

/** Rewrites words and numbers of an address, except the offset of a listing. */
function rewriteLink(link: string, context: Context): string {
  return link.replace(/\boffset=\d+|[\p{L}\p{M}\p{N}]+/gu, (part) => {
    if (part.startsWith('offset=')) return part;
    return isNumber(part) ? context.pseudonyms.number(part) : rewriteWord(part, context);
  });
}

/** Rewrites words and numbers of an id, which may not be separated: `player4100`. */
function rewriteId(id: string, context: Context): string {
  return id.replace(/\d+|[\p{L}\p{M}]+/gu, (part) => {
    if (!isNumber(part)) return rewriteWord(part, context);
    return part.length < 3 && id !== part ? part : context.pseudonyms.number(part);
  });
}
