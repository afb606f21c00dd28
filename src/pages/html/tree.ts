import { type CheerioAPI, load } from 'cheerio/slim';

/** The tree of a page, and what is asked of it again and again: texts, classes, links. No walk here is recursive. */

export type Tree = NonNullable<ReturnType<CheerioAPI['root']>[0]>;
export type Node = Tree['children'][number];
export type Element = Extract<Node, { attribs: object }>;
type Place = Tree | Element;

/** A tree by htmlparser2, several times faster than one by the rules of browsers. */
export function treeOf(html: string): Tree {
  return rootOf(load(html));
}

/** The root of what any cheerio parser made. @internal */
export function rootOf(document: CheerioAPI): Tree {
  return document.root().get(0) as Tree;
}

export function isElement(node: Node | Tree): node is Element {
  return node.type === 'tag';
}

/**
 * Text as a browser shows it: runs of white space are one blank, none at the ends; NUL is nothing, half a surrogate pair
 * the replacement character. All other characters stay, whatever they are.
 */
export function collapse(text: string): string {
  return text.replaceAll('\0', '').replace(/\s+/g, ' ').trim().toWellFormed();
}

/** The node after `node` in document order, below `top`. */
function nextNode(node: Node, top: Place): Node | null {
  if (isElement(node) && node.children[0] !== undefined) {
    return node.children[0];
  }
  let at: Node = node;
  while (at.next === null) {
    const parent = at.parent;
    if (parent === null || parent === top || parent.type === 'root') {
      return null;
    }
    at = parent;
  }
  return at.next;
}

/** The text inside, line breaks kept. */
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

/** The text inside, collapsed; undefined when there is no such element. */
export function textOf(element: Element): string;
export function textOf(element: Element | undefined): string | undefined;
export function textOf(element: Element | undefined): string | undefined {
  return element === undefined ? undefined : collapse(rawTextOf(element));
}

/** An attribute, collapsed; undefined when the element or the attribute is not there. */
export function attributeOf(element: Element | undefined, attribute: string): string | undefined {
  const value = element?.attribs[attribute];
  return value === undefined ? undefined : collapse(value);
}

/** The classes of an element; none where it is not there. */
export function classesOf(element: Element | undefined): string[] {
  return element?.attribs.class?.split(/\s+/) ?? [];
}

/** Whether an element is there and carries the class. */
export function hasClass(element: Element | undefined, token: string): boolean {
  const value = element?.attribs.class ?? '';
  return value === token || (value.includes(token) && value.split(/\s+/).includes(token));
}

/** The first element below `from` that passes. */
export function firstIn(from: Place | undefined, test: (element: Element) => boolean): Element | undefined {
  if (from !== undefined) {
    for (let node: Node | null = from.children[0] ?? null; node !== null; node = nextNode(node, from)) {
      if (isElement(node) && test(node)) {
        return node;
      }
    }
  }
  return undefined;
}

/** The first element below `from` that carries the class. */
export function firstOfClass(from: Place | undefined, token: string): Element | undefined {
  return firstIn(from, (element) => hasClass(element, token));
}

/** The first element below `from` with this tag. */
export function firstOfTag(from: Place | undefined, tag: string): Element | undefined {
  return firstIn(from, (element) => element.name === tag);
}

/** The elements below `from` that pass, in document order. */
export function allIn(from: Place, test: (element: Element) => boolean): Element[] {
  const found: Element[] = [];
  for (let node: Node | null = from.children[0] ?? null; node !== null; node = nextNode(node, from)) {
    if (isElement(node) && test(node)) {
      found.push(node);
    }
  }
  return found;
}

/** The elements below `from` that carry the class, in document order. */
export function allOfClass(from: Place, token: string): Element[] {
  return allIn(from, (element) => hasClass(element, token));
}

/** The elements right below. */
export function childrenOf(element: Element): Element[] {
  return element.children.filter(isElement);
}

export type Blocks<Token extends string> = Record<Token, Element[]>;

/** The elements that carry these classes, in document order: a big page is walked once, not once a question. */
export function blocksOf<Token extends string>(from: Place, tokens: readonly Token[]): Blocks<Token> {
  const blocks = Object.fromEntries(tokens.map((token) => [token, []])) as unknown as Blocks<Token>;
  const wanted = new Map<string, readonly Token[]>();
  const tokensIn = (value: string) => {
    const classes = value.split(/\s+/);
    const found = tokens.filter((token) => classes.includes(token));
    wanted.set(value, found);
    return found;
  };
  for (let node: Node | null = from.children[0] ?? null; node !== null; node = nextNode(node, from)) {
    const value = isElement(node) ? node.attribs.class : undefined;
    if (value !== undefined) {
      for (const token of wanted.get(value) ?? tokensIn(value)) {
        blocks[token].push(node as Element);
      }
    }
  }
  return blocks;
}

/** Takes an element out of its tree. */
export function removeFrom(element: Element): void {
  const { parent, prev, next } = element;
  if (prev !== null) prev.next = next;
  if (next !== null) next.prev = prev;
  if (parent !== null) parent.children = parent.children.filter((child) => child !== element);
}

/**
 * Name of an image file: the last part of the path, without ending and without the `(1)` of a browser-saved copy.
 * Undefined where the picture itself stands in the page.
 */
export function imageNameOf(image: Element | undefined): string | undefined {
  const source = image?.attribs.src;
  if (source !== undefined && /^\s*data:/i.test(source)) return undefined;
  const file = source?.split(/[?#]/)[0]?.split('/').at(-1);
  return file?.replace(/\.\w+$/, '').replace(/(?: |%20)?(?:\(|%28)\d+(?:\)|%29)$/, '');
}
