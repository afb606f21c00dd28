import { type CheerioAPI, load } from 'cheerio/slim';

/** The tree of a page, and what is asked of it again and again: texts, classes, cells. No walk here is recursive. */

export type Tree = CheerioAPI;
type Root = NonNullable<ReturnType<CheerioAPI['root']>[0]>;
export type Node = Root['children'][number];
export type Element = Extract<Node, { attribs: object }>;

/** A tree by htmlparser2, several times faster than one by the rules of browsers. */
export function treeOf(html: string): Tree {
  return load(html);
}

export function isElement(node: Node): node is Element {
  return node.type === 'tag';
}

/** White space as a browser shows it: runs are one blank, none at the ends. */
export function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The nodes below `from` in document order. */
export function* nodesIn(from: Element): Generator<Node> {
  const stack: Node[] = from.children.toReversed();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    if (isElement(node)) {
      for (let index = node.children.length - 1; index >= 0; index -= 1) {
        stack.push(node.children[index] as Node);
      }
    }
  }
}

/** The text inside, line breaks kept. */
export function rawTextOf(element: Element): string {
  const [only] = element.children;
  if (element.children.length === 1 && only?.type === 'text') {
    return only.data;
  }
  let text = '';
  for (const node of nodesIn(element)) {
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

export function classesOf(element: Element): string[] {
  const value = element.attribs.class;
  return value === undefined ? [] : value.split(/\s+/);
}

export function hasClass(element: Element | undefined, token: string): boolean {
  const value = element?.attribs.class ?? '';
  return value.includes(token) && value.split(/\s+/).includes(token);
}

/** The first element below `from` that passes. */
export function firstIn(from: Element | undefined, test: (element: Element) => boolean): Element | undefined {
  if (from !== undefined) {
    for (const node of nodesIn(from)) {
      if (isElement(node) && test(node)) {
        return node;
      }
    }
  }
  return undefined;
}

/** The first element below `from` that carries the class. */
export function firstOfClass(from: Element | undefined, token: string): Element | undefined {
  return firstIn(from, (element) => hasClass(element, token));
}

/** The elements below `from` that pass, in document order. */
export function allIn(from: Element, test: (element: Element) => boolean): Element[] {
  const found: Element[] = [];
  for (const node of nodesIn(from)) {
    if (isElement(node) && test(node)) {
      found.push(node);
    }
  }
  return found;
}

export function childrenOf(element: Element): Element[] {
  return element.children.filter(isElement);
}

/** Name of an image file: the last part of the path, without ending and without the `(1)` of a browser-saved copy. */
export function imageNameOf(image: Element | undefined): string | undefined {
  const source = image?.attribs.src;
  const file = source?.split(/[?#]/)[0]?.split('/').at(-1);
  return file?.replace(/\.\w+$/, '').replace(/\s*\(\d+\)$/, '');
}

/** The elements that a CSS selector finds, in the whole tree or below `scope`. */
export function select(tree: Tree, selector: string, scope?: Element): Element[] {
  return (scope === undefined ? tree(selector) : tree(selector, scope)).toArray().filter(isElement);
}

/** The first one of them. */
export function selectFirst(tree: Tree, selector: string, scope?: Element): Element | undefined {
  return select(tree, selector, scope)[0];
}
