import { describe, expect, it } from 'vitest';
import { listFixtures } from '../../scripts/fixtures.ts';
import { identifyPage, PAGES } from '../../src/pages/pages.ts';
import { ALL_FORMS } from '../helpers/all-forms.ts';
import { corpusPages, hasCorpus } from '../helpers/corpus.ts';
import { cutLength, parseCut, parseSlowly } from './parsers.ts';

const fixtures = listFixtures().filter(({ name }) => !name.startsWith('foreign/'));

function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return (error as Error).constructor.name
      .replace(/^(?:FieldError|ParseError)$/, 'misread')
      .replace(/^NoData.*/, 'no data');
  }
}

describe('the fast way', () => {
  for (const { name, html, meta } of fixtures) {
    it(`reads from ${name} what a browser's tree of the whole page says`, () => {
      const { kind } = identifyPage(html);
      if (kind === null) {
        throw new Error(`${name} has no kind`);
      }
      expect(outcome(() => PAGES[kind].parse(html, { id: meta.id }))).toEqual(
        outcome(() => parseSlowly(kind, html, meta.id)),
      );
    });
  }

  it('leaves out the comments and past matches of an overview', () => {
    const noise = '<div class="post">a comment</div>'.repeat(20_000);
    const page = fixtures.find(({ name }) => name === 'match/bo3-2-1');
    const html = page?.html.replace('</body>', `<div class="match-comments">${noise}</div></body>`) ?? '';
    expect(cutLength('match', html)).toBeLessThan(html.length / 4);
    expect(PAGES.match.parse(html, { id: null })).toEqual(PAGES.match.parse(page?.html ?? '', { id: null }));
  });

  it('removes no text that is followed by a wanted block', () => {
    const page = fixtures.find(({ name }) => name === 'match/bo1')?.html ?? '';
    const start = page.indexOf('<div class="lineups"');
    const moved = `<div class="match-comments">none</div>${page.slice(start)}`;
    const html = `${page.slice(0, start)}${moved}`;
    expect(PAGES.match.parse(html, { id: null })).toEqual(PAGES.match.parse(page, { id: null }));
  });

  it('reads the whole page when a required block is elsewhere', () => {
    const page = fixtures.find(({ name }) => name === 'match/bo1')?.html ?? '';
    const start = page.indexOf('<div class="standard-box teamsBox">');
    const end = page.indexOf('<div class="g-grid maps">');
    const header = page.slice(start, end);
    const html = page.replace(header, '').replace('<div class="contentCol">', `<div class="contentCol">${header}`);
    expect(html.indexOf('teamsBox">')).toBeLessThan(html.indexOf('class="match-page"'));
    expect(PAGES.match.parse(html, { id: null })).toEqual(PAGES.match.parse(page, { id: null }));
  });
});

describe.runIf(hasCorpus)('the fast way on real pages', () => {
  for (const folder of ['match', 'results', 'map-stats', 'map-performance']) {
    for (const { name, html } of corpusPages(folder).filter((_, at) => ALL_FORMS || at % 3 === 0)) {
      it(`reads from ${name} what a browser's tree of the whole page says`, () => {
        const { kind, id } = identifyPage(html);
        if (kind === null) {
          throw new Error(`${name} has no kind`);
        }
        const record = PAGES[kind].parse(html, { id });
        expect(record).toEqual(parseSlowly(kind, html, id));
        expect(record).toEqual(parseCut(kind, html, id));
      });
    }
  }
});
