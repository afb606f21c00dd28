import { Misread } from './fields.ts';
import { isElement, type Node, type Tree, treeOf } from './tree.ts';

/** Real pages hold some 80,000 tags at most, and some 60 elements within each other, long reply threads a few hundred. */
const TAGS_WITHOUT_QUESTION = 50_000;
const TAGS_LIMIT = 1_000_000;
const DEPTH_LIMIT = 1_000;

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

/** The tree of a page. Throws `Misread` for a page that was made to abuse the building of a tree. */
export function saneTree(html: string): Tree {
  demandSaneDepth(html);
  const tree = treeOf(html);
  demandShallowTree(tree);
  return tree;
}

/** Building a tree takes time by the square of its depth, and memory: a page made to abuse that is refused. */
export function demandSaneDepth(html: string): void {
  if (hasMoreTagsThan(html, TAGS_LIMIT)) {
    throw new Misread('document', `at most ${TAGS_LIMIT} tags`, 'more');
  }
  if (hasMoreTagsThan(html, TAGS_WITHOUT_QUESTION) && isDeeperThan(html, DEPTH_LIMIT)) {
    throw new Misread('document', `at most ${DEPTH_LIMIT} elements within each other`, 'more');
  }
}

/** End tags in comments and attributes deceive a scan of the text, but not this. */
function demandShallowTree(tree: Tree): void {
  let depth = 1;
  let node: Node | null = tree.children[0] ?? null;
  while (node !== null) {
    if (depth > DEPTH_LIMIT) {
      throw new Misread('document', `at most ${DEPTH_LIMIT} elements within each other`, 'more');
    }
    if (isElement(node) && node.children[0] !== undefined) {
      node = node.children[0];
      depth += 1;
    } else {
      while (node.next === null && node.parent !== null && node.parent.type === 'tag') {
        node = node.parent;
        depth -= 1;
      }
      node = node.next;
    }
  }
}

function hasMoreTagsThan(html: string, limit: number): boolean {
  let count = 0;
  for (let at = html.indexOf('<'); at >= 0 && count <= limit; at = html.indexOf('<', at + 1)) {
    count += 1;
  }
  return count > limit;
}

/** Follows the open elements by name, as a parser does; an end tag without its element counts for nothing. */
function isDeeperThan(html: string, limit: number): boolean {
  const open: string[] = [];
  const counts = new Map<string, number>();
  for (const [, slash, tag = ''] of html.matchAll(/<(\/?)([a-z][^\s/>]{0,50})/gi)) {
    const name = tag.toLowerCase();
    const count = counts.get(name) ?? 0;
    if (slash === '' && !VOID.has(name)) {
      open.push(name);
      counts.set(name, count + 1);
    } else if (slash === '/' && count > 0) {
      closeTo(name, open, counts);
    }
    if (open.length > limit) {
      return true;
    }
  }
  return false;
}

function closeTo(name: string, open: string[], counts: Map<string, number>): void {
  for (let last = open.pop(); last !== undefined; last = open.pop()) {
    counts.set(last, (counts.get(last) ?? 1) - 1);
    if (last === name) {
      return;
    }
  }
}
