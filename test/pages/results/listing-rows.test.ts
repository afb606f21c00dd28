import { describe, expect, it } from 'vitest';
import { listFixtures } from '../../../scripts/fixtures.ts';
import { checkPage } from '../../../src/checks/check-page.ts';
import { ParseError } from '../../../src/errors.ts';
import { identifyPage } from '../../../src/pages/identify.ts';
import { PAGES } from '../../../src/pages/pages.ts';

const [page] = listFixtures().filter(({ name }) => name === 'results/no-featured');
const html = page?.html ?? '';
const good = PAGES.results.parse(html, { id: 0 });
const START = '<div class="result-con "';

/** The page with its third row changed. */
function withRow(change: (row: string) => string) {
  const rows = html.split(START);
  const row = rows[3] ?? '';
  const changed = change(row);
  expect(changed).not.toBe(row);
  rows[3] = changed;
  return PAGES.results.parse(rows.join(START), { id: 0 });
}

const others = (entries: typeof good.entries) => entries.filter((_, index) => index !== 2);

describe('a row of the listing', () => {
  it.each<[string, (row: string) => string, object]>([
    ['map text', (row) => row.replace(/(map-text">)[^<]*/, '$1'), { format: null, isForfeit: null }],
    ['format', (row) => row.replace(/(map-text">)[^<]*/, '$1bo3 译文'), { format: null, isForfeit: null }],
    ['format but a number', (row) => row.replace(/(map-text">)[^<]*/, '$112-3'), { format: null, isForfeit: null }],
    ['end', (row) => row.replace(/entry-unix="\d+"/, 'entry-unix="soon"'), { endedAtMs: null }],
    ['team name', (row) => row.replace(/(class="team [^"]*">)[^<]*/, '$1'), { team1Name: null }],
    ['scores', (row) => row.replace(/<td class="result-score">.*?<\/td>/s, ''), { team1Score: null, team2Score: null }],
    ...['1,234', '2.5 - 1', '2 - 1 (3)', '-2 - 1', '2', '2 - 1 - 0'].map(
      (text): [string, (row: string) => string, object] => [
        `pair of scores but ${text}`,
        (row) => row.replace(/<td class="result-score">.*?<\/td>/s, `<td class="result-score">${text}</td>`),
        { team1Score: null, team2Score: null },
      ],
    ),
    ['event', (row) => row.replace(/<td class="event">.*?<\/td>/s, ''), { eventName: null }],
    ['stars', (row) => row.replace('star-cell">', 'star-cell"><div class="stars"></div>'), { stars: null }],
  ])(
    'without a readable %s is an entry with NULL and a finding, and the others are as they were',
    (_, change, nulls) => {
      const record = withRow(change);
      expect(record.entries[2]).toEqual({ ...good.entries[2], ...nulls });
      expect(others(record.entries)).toEqual(others(good.entries));
      const findings = checkPage('results', record);
      expect(findings).toMatchObject([{ rule: 'results/fields-are-readable', severity: 'soft' }]);
      expect(findings[0]?.expected).toMatch(/^entries\[2\]\.\w+: /);
    },
  );

  it('whose scores are in more elements is read as ever', () => {
    const record = withRow((row) =>
      row.replace(/<span class="score-\w+">(\d+)<\/span>/g, '<span><i><b>$1</b></i></span>'),
    );
    expect(record).toEqual(good);
  });

  it('with a forfeit in capital letters is a forfeit', () => {
    const record = withRow((row) => row.replace(/(map-text">)[^<]*/, '$1DEF'));
    expect(record.entries[2]).toMatchObject({ format: 'DEF', isForfeit: true });
  });

  it('with stars that are not filled counts the filled ones', () => {
    const star = '<i class="fa fa-star star"></i>';
    const faded = star.replace('star"', 'star faded"');
    const record = withRow((row) =>
      row.replace('<td class="star-cell">', `<td class="star-cell"><div class="stars">${star}${faded.repeat(4)}</div>`),
    );
    expect(record.entries[2]).toEqual({ ...good.entries[2], stars: 1 });
  });

  it.each([
    ['in another element', '<span><i class="star"></i><i class="star"></i></span>'],
    ['that are not closed', '<i class="star"/><i class="star"/>'],
  ])('with stars %s counts all of them', (_, stars) => {
    const record = withRow((row) =>
      row.replace('<td class="star-cell">', `<td class="star-cell"><div class="stars">${stars}</div>`),
    );
    expect(record.entries[2]).toEqual({ ...good.entries[2], stars: 2 });
  });

  it('with something new is read as ever', () => {
    const record = withRow((row) =>
      row.replace('<td class="star-cell">', '<td class="odds">1.4</td><td class="star-cell">'),
    );
    expect(record).toEqual(good);
  });

  it('whose link has another class is known by its one link to a match', () => {
    expect(withRow((row) => row.replace('a-reset', 'a-plain'))).toEqual(good);
  });

  it.each<[string, (row: string) => string]>([
    ['a link without an id', (row) => row.replace(/href="\/matches\/\d+/, 'href="/matches/QZ8~abc')],
    ['no link', (row) => row.replace(/ href="[^"]*"/, '')],
    ['links to two matches', (row) => row.replace('a-reset', 'x').replace('</a>', '</a><a href="/matches/77/x">x</a>')],
  ])('with %s is named in a finding, and the others are taken', (_, change) => {
    const record = withRow(change);
    expect(record.unreadableRows).toEqual([2]);
    expect(record.entries).toEqual(others(good.entries));
    expect(checkPage('results', record)).toMatchObject([
      { rule: 'results/fields-are-readable', expected: 'entries[2].matchId: a link to a match' },
    ]);
  });
});

describe('a listing', () => {
  it('that repeats a row has it once, with a finding', () => {
    const rows = html.split(START);
    const record = PAGES.results.parse([...rows.slice(0, 3), rows[2], ...rows.slice(3)].join(START), { id: 0 });
    expect(record.entries).toEqual(good.entries);
    const rules = checkPage('results', record).map(({ rule, severity }) => `${severity} ${rule}`);
    expect(rules).toEqual(['soft results/matches-are-distinct', 'soft results/entries-as-announced']);
  });

  it('that lacks a row is read, with a finding', () => {
    const rows = html.split(START);
    const record = PAGES.results.parse(rows.toSpliced(3, 1).join(START), { id: 0 });
    expect(record.entries).toEqual(others(good.entries));
    expect(checkPage('results', record)).toMatchObject([{ rule: 'results/entries-as-announced', severity: 'soft' }]);
  });

  it.each<[string, [RegExp, string], string]>([
    ['ids', [/\/matches\/\d+/g, '/match'], 'entries[0].matchId'],
    ['ends', [/entry-unix/g, 'entry-time'], 'entries[0].endedAtMs'],
    ['rows', [/result-con /g, 'result-row '], 'entries'],
  ])('none of whose rows has %s is refused', (_, renaming, field) => {
    const read = () => PAGES.results.parse(html.replace(...renaming), { id: 0 });
    expect(read).toThrow(ParseError);
    expect(read).toThrow(`${field}: `);
  });

  it('whose pagination text cannot be read is known by the links to the pages beside it', () => {
    const withText = (text: string) => html.replaceAll(/\d+ - \d+ of \d+/g, text);
    const links = (next: number, previous: number | null) => (page: string) =>
      page
        .replaceAll(
          /<a (?:href="[^"]*" )?class="pagination-next[^>]*>/g,
          `<a href="/results?offset=${next}" class="pagination-next">`,
        )
        .replaceAll(
          /<a (?:href="[^"]*" )?class="pagination-prev[^>]*>/g,
          previous === null
            ? '<a class="pagination-prev">'
            : `<a href="/results?offset=${previous}" class="pagination-prev">`,
        );
    const idOf = (page: string) => identifyPage(page).id;
    expect(idOf(links(100, null)(withText('all results')))).toBe(0);
    expect(idOf(links(400, 200)(withText('all results')))).toBe(300);
    expect(idOf(links(400, 100)(withText('all results')))).toBe(null);
    expect(idOf(links(400, 200)(withText('101 - 200 of 300')))).toBe(100);
  });

  it('without a pagination text that can be read is read all the same', () => {
    const record = PAGES.results.parse(html.replaceAll(/\d+ - \d+ of (\d+)/g, '$1 results'), { id: 0 });
    expect(record.entries).toEqual(good.entries);
    expect(record).toMatchObject({ offset: null, first: null, last: null, total: null, hasNext: good.hasNext });
    expect(checkPage('results', record)).toMatchObject([{ rule: 'results/fields-are-readable', severity: 'soft' }]);
  });
});
