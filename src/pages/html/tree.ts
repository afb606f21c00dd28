import { type CheerioAPI, load } from 'cheerio/slim';
import { recordBy } from '../../page-kinds.ts';

/** The tree of a page and common queries: texts, classes, attributes. None of the functions is recursive. */

export type Tree = NonNullable<ReturnType<CheerioAPI['root']>[0]>;
export type Node = Tree['children'][number];
export type Element = Extract<Node, { attribs: object }>;
type Root = Tree | Element;

/** Builds a tree with htmlparser2, which is several times faster than a parser that follows the HTML standard. */
export function treeOf(html: string): Tree {
  return rootOf(load(html));
}

/** The root of a cheerio document. @internal */
export function rootOf(document: CheerioAPI): Tree {
  return document.root().get(0) as Tree;
}

export function isElement(node: Node | Tree): node is Element {
  return node.type === 'tag';
}

/** Words of printable ASCII with single spaces between them, which `collapse` does not change. Most texts are. */
const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/**
 * Text as a browser shows it: white space becomes single spaces and is removed at both ends, NUL is removed, and a lone
 * surrogate becomes U+FFFD. All other characters are unchanged.
 */
export function collapse(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replaceAll('\0', '')
    .replace(/\s{2,}|[^\S ]/g, ' ')
    .trim()
    .toWellFormed();
}

/** The node after `node` in document order, below `top`. */
function nextNode(node: Node, top: Root): Node | null {
  if (isElement(node) && node.children[0] !== undefined) return node.children[0];
  let at: Node = node;
  while (at.next === null) {
    const parent = at.parent;
    if (parent === null || parent === top || parent.type === 'root') return null;
    at = parent;
  }
  return at.next;
}

/** The text inside an element, with line breaks. */
export function rawTextOf(element: Element): string {
  let text = '';
  for (let node: Node | null = element.children[0] ?? null; node !== null; node = nextNode(node, element)) {
    if (node.type === 'text') {
      text += node.data;
    } else if (isElement(node) && node.name === 'br') {
      text += '\n';
    }
  }
  return text;
}

/** The collapsed text inside an element; undefined without element. */
export function textOf(element: Element): string;
export function textOf(element: Element | undefined): string | undefined;
export function textOf(element: Element | undefined): string | undefined {
  return element === undefined ? undefined : collapse(rawTextOf(element));
}

/** The collapsed value of an attribute; undefined without element or attribute. */
export function attributeOf(element: Element | undefined, attribute: string): string | undefined {
  const value = element?.attribs[attribute];
  return value === undefined ? undefined : collapse(value);
}

/** The classes of an element; empty without element. */
export function classesOf(element: Element | undefined): string[] {
  return element?.attribs.class?.split(/\s+/) ?? [];
}

/** Whether an element exists and has the class. */
export function hasClass(element: Element | undefined, token: string): boolean {
  const value = element?.attribs.class ?? '';
  return value === token || (value.includes(token) && value.split(/\s+/).includes(token));
}

/** The first element below `from` that passes the test. */
export function firstIn(from: Root | undefined, test: (element: Element) => boolean): Element | undefined {
  if (from !== undefined) {
    for (let node: Node | null = from.children[0] ?? null; node !== null; node = nextNode(node, from)) {
      if (isElement(node) && test(node)) return node;
    }
  }
  return undefined;
}

/** The first element below `from` that has the class. */
export function firstOfClass(from: Root | undefined, token: string): Element | undefined {
  return firstIn(from, (element) => hasClass(element, token));
}

/** The first element below `from` with this tag. */
export function firstOfTag(from: Root | undefined, tag: string): Element | undefined {
  return firstIn(from, (element) => element.name === tag);
}

/** The elements below `from` that pass the test, in document order. */
export function allIn(from: Root, test: (element: Element) => boolean): Element[] {
  const found: Element[] = [];
  for (let node: Node | null = from.children[0] ?? null; node !== null; node = nextNode(node, from)) {
    if (isElement(node) && test(node)) {
      found.push(node);
    }
  }
  return found;
}

/** The elements below `from` that have the class, in document order. */
export function allOfClass(from: Root, token: string): Element[] {
  return allIn(from, (element) => hasClass(element, token));
}

/** The child elements. */
export function childrenOf(element: Element): Element[] {
  return element.children.filter(isElement);
}

export type Blocks<Token extends string> = Record<Token, Element[]>;

/** The elements that have these classes, in document order. The tree is traversed once for all classes. */
export function blocksOf<Token extends string>(from: Root, tokens: readonly Token[]): Blocks<Token> {
  const blocks = recordBy(tokens, (): Element[] => []);
  const tokensByValue = new Map<string, readonly Token[]>();
  const tokensIn = (value: string) => {
    const classes = value.split(/\s+/);
    const found = tokens.filter((token) => classes.includes(token));
    tokensByValue.set(value, found);
    return found;
  };
  for (let node: Node | null = from.children[0] ?? null; node !== null; node = nextNode(node, from)) {
    if (!isElement(node) || node.attribs.class === undefined) continue;
    const value = node.attribs.class;
    for (const token of tokensByValue.get(value) ?? tokensIn(value)) blocks[token].push(node);
  }
  return blocks;
}

/** Removes an element from its tree. */
export function removeFrom(element: Element): void {
  const { parent, prev, next } = element;
  if (prev !== null) prev.next = next;
  if (next !== null) next.prev = prev;
  if (parent !== null) parent.children = parent.children.filter((child) => child !== element);
}

/**
 * Name of an image file: the last part of its path without extension and without the `(1)` of a copy saved by a
 * browser. Undefined for an embedded picture.
 */
export function imageNameOf(image: Element | undefined): string | undefined {
  const source = image?.attribs.src;
  if (source !== undefined && /^\s*data:/i.test(source)) return undefined;
  const file = source?.split(/[?#]/)[0]?.split('/').at(-1);
  return file?.replace(/\.\w+$/, '').replace(/(?: |%20)?(?:\(|%28)\d+(?:\)|%29)$/, '');
}
