import { FieldError } from './fields.ts';
import { isElement, type Node, type Tree, treeOf } from './tree.ts';

/**
 * Real pages have at most about 80,000 tags and 60 levels of nesting; long threads of replies have a few hundred
 * levels.
 */
const UNCHECKED_TAGS = 50_000;
const TAGS_LIMIT = 1_000_000;
const DEPTH_LIMIT = 1_000;

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

/** Builds the tree of a page. Throws `FieldError` for a page with too many tags or levels of nesting. */
export function boundedTree(html: string): Tree {
  assertDepth(html);
  const tree = treeOf(html);
  assertTreeDepth(tree);
  return tree;
}

/**
 * Throws `FieldError` before a tree is built whose time and memory would be excessive: time grows with depth squared.
 */
export function assertDepth(html: string): void {
  if (!hasMoreTagsThan(html, UNCHECKED_TAGS)) return;
  if (hasMoreTagsThan(html, TAGS_LIMIT)) throw new FieldError('document', `at most ${TAGS_LIMIT} tags`, 'more');
  if (isDeeperThan(html, DEPTH_LIMIT)) {
    throw new FieldError('document', `at most ${DEPTH_LIMIT} elements within each other`, 'more');
  }
}

/** Checks the depth of the built tree, because end tags in comments and attributes mislead the scan of the text. */
function assertTreeDepth(tree: Tree): void {
  let depth = 1;
  let node: Node | null = tree.children[0] ?? null;
  while (node !== null) {
    if (depth > DEPTH_LIMIT) {
      throw new FieldError('document', `at most ${DEPTH_LIMIT} elements within each other`, 'more');
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

/** Tracks the open elements by name, as a parser does, and ignores end tags without an open element. */
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
    if (open.length > limit) return true;
  }
  return false;
}

function closeTo(name: string, open: string[], counts: Map<string, number>): void {
  for (let last = open.pop(); last !== undefined; last = open.pop()) {
    counts.set(last, (counts.get(last) ?? 1) - 1);
    if (last === name) return;
  }
}
