import { load } from 'cheerio/slim';
import { parse, serialize } from 'parse5';
import { adapter as treeAdapter } from 'parse5-htmlparser2-tree-adapter';
import { type Element, isElement } from './tree.ts';

/** A page rewritten in the style of the site: lower-case tags, all of them closed, quoted attributes. */
export type CanonicalPage = {
  html: string;
  /** False: the text ends inside a tag or a comment, or inside an element that has to be closed. */
  isComplete: boolean;
};

/** Elements without end tag, or whose end tag is optional in the HTML standard. */
const OPTIONAL_END = new Set(
  [
    'area base br col embed hr img input link meta param source track wbr',
    'html head body p li dt dd rt rp optgroup option colgroup caption thead tbody tfoot tr td th',
  ].flatMap((names) => names.split(' ')),
);

/**
 * Rewrites any valid HTML (unquoted attributes, omitted end tags, upper-case tags, text after the end) to what the text
 * scans expect. It builds the tree of the whole page by the rules of the HTML standard, which is slow, so it is used
 * only for pages that the scans do not recognise.
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

/** Whether an element that requires an end tag lacks it and extends to the end of the text. */
function isLeftOpen({ name, sourceCodeLocation }: Element, end: number): boolean {
  if (!sourceCodeLocation || OPTIONAL_END.has(name)) return false;
  return !('endTag' in sourceCodeLocation) && sourceCodeLocation.endOffset === end;
}
