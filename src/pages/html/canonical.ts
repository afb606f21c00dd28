import { load } from 'cheerio/slim';
import { parse, serialize } from 'parse5';
import { adapter as treeAdapter } from 'parse5-htmlparser2-tree-adapter';
import { type Element, isElement } from './tree.ts';

/** A page rewritten as the site itself writes: lower-case tags, all of them closed, attributes in quotes. */
export type CanonicalPage = {
  html: string;
  /** False: the text ends inside a tag or a comment, or inside an element that has to be closed. */
  isComplete: boolean;
};

/** Elements that have no end tag, or whose end tag the HTML standard lets a writer leave out. */
const OPTIONAL_END = new Set(
  [
    'area base br col embed hr img input link meta param source track wbr',
    'html head body p li dt dd rt rp optgroup option colgroup caption thead tbody tfoot tr td th',
  ].flatMap((names) => names.split(' ')),
);

/**
 * Any valid writing of a page as the text scans expect it: unquoted attributes, end tags left out, upper-case tags,
 * text after the end. Builds the tree of the whole page by the rules of the HTML standard, which is slow: for pages
 * that the scans do not recognise.
 */
export function canonicalPage(html: string): CanonicalPage {
  let endsInside = false;
  const document = parse(html, {
    treeAdapter,
    sourceCodeLocationInfo: true,
    onParseError({ code }) {
      endsInside ||= code.startsWith('eof-');
    },
  });
  const isOpen = load(document)('*')
    .toArray()
    .some((node) => isElement(node) && isLeftOpen(node, html.length));
  return { html: serialize(document, { treeAdapter }), isComplete: !endsInside && !isOpen };
}

/** An element without end tag that reaches the end of the text, though it has to be closed. */
function isLeftOpen({ name, sourceCodeLocation }: Element, end: number): boolean {
  if (!sourceCodeLocation || OPTIONAL_END.has(name)) return false;
  return !('endTag' in sourceCodeLocation) && sourceCodeLocation.endOffset === end;
}
