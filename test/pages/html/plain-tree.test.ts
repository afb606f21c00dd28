import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listFixtures } from '../../../scripts/fixtures.ts';
import { plainTree } from '../../../src/pages/html/plain-tree.ts';
import { type Node, type Tree, treeOf } from '../../../src/pages/html/tree.ts';
import { matchParser } from '../../../src/pages/match/match.ts';

/** A tree as text: one line for each node, with its depth and content. */
function linesOf(node: Node | Tree, depth = 0): string[] {
  const content = 'attribs' in node ? [node.name, node.attribs] : 'data' in node ? [node.data] : [];
  const children = 'children' in node ? node.children : [];
  return [JSON.stringify([depth, node.type, ...content]), ...children.flatMap((child) => linesOf(child, depth + 1))];
}

/** The tree of plain markup is that of the parser; other markup has none. */
function expectSameTree(html: string): void {
  const tree = plainTree(html);
  if (tree !== null) expect(linesOf(tree)).toEqual(linesOf(treeOf(html)));
}

const PLAIN = [
  '',
  '<div class="a b" data-x=\'1\' hidden>text</div>',
  '<table><thead><tr><th>Map</th></tr></thead><tbody>\n<tr><td>Nuke</td></tr></tbody></table>',
  '<a title="a > b &amp; c" href="/x?a=1&b=2&copy=3">one &lt; two &#233; &euro;</a>',
  '<div title="a" title="b" constructor="c"><br><img src="x"/><input disabled></div>',
];

const OTHER = [
  '<div>',
  '</div>',
  '<div></span>',
  '<p>one<p>two</p>',
  '<table><tr><td>1<td>2</td></tr></table>',
  '<div class=a></div>',
  '<DIV></DIV>',
  '<div><!-- a comment --></div>',
  '<script>if (a < b) {}</script>',
  '<svg><title>a</title></svg>',
  '1 < 2',
  'AT&T &amp',
  '<div title="a',
];

const TAGS = ['div', 'p', 'td', 'tr', 'tbody', 'thead', 'li', 'span', 'br', 'img', 'button', 'option', 'select', 'svg'];
const PIECES = [
  ...TAGS.flatMap((name) => [`<${name}>`, `</${name}>`, `<${name} class="a" title='"&gt;>'>`]),
  ...['text', ' ', '&amp;', '&amp', '&nbsp;', '&#0;', '&#128;', '&toString;', '&COPY;', '<', '>', '"', "'", '=', '/'],
  ...[
    '<!--',
    '-->',
    '<a href=x>',
    '<a x="1"y>',
    '<a\thref="1" / >',
    '<title>',
    '</title>',
    '<script>',
    '\0',
    '\u{1F600}',
  ],
];

describe('the tree of plain markup', () => {
  for (const html of PLAIN) {
    it(`is built from ${JSON.stringify(html)}`, () => {
      expect(linesOf(plainTree(html) as Tree)).toEqual(linesOf(treeOf(html)));
    });
  }

  for (const html of OTHER) {
    it(`is not built from ${JSON.stringify(html)}`, () => {
      expect(plainTree(html)).toBeNull();
    });
  }

  it('is the tree of the parser for any markup', () => {
    const element = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(...PIECES),
        fc
          .tuple(fc.constantFrom(...TAGS), fc.array(tie('node'), { maxLength: 4 }))
          .map(([name, inner]) => `<${name} class="${name}">${inner.join('')}</${name}>`),
      ),
    })).node;
    fc.assert(
      fc.property(fc.array(element, { maxLength: 8 }), (parts) => expectSameTree(parts.join(''))),
      { numRuns: 2_000 },
    );
  });

  it('is the tree of the parser for every fixture', () => {
    for (const { html } of listFixtures()) expectSameTree(html);
  });

  it('is built for the read part of a page as the site writes it', () => {
    const page = listFixtures().find(({ name }) => name === 'match/bo3-2-1')?.html ?? '';
    const part = matchParser.cut(page);
    expect(linesOf(plainTree(part) as Tree)).toEqual(linesOf(treeOf(part)));
  });
});
