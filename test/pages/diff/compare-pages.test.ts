import { describe, expect, it } from 'vitest';
import { listFixtures } from '../../../scripts/fixtures.ts';
import { comparePages, type PageDiff } from '../../../src/pages/diff/compare-pages.ts';
import { PAGES } from '../../../src/pages/pages.ts';

const fixtures = new Map(listFixtures().map((fixture) => [fixture.name, fixture.html]));
const page = (name: string): string => fixtures.get(name) ?? '';
const GOOD = page('match/bo1');
/** Another match of the same layout. */
const OTHER = page('match/bo3-2-1');

function rename(html: string, from: string, to: string): string {
  const changed = html.replace(new RegExp(`(class="(?:[^"]*\\s)?)${from}(?=[\\s"])`, 'g'), `$1${to}`);
  expect(changed).not.toBe(html);
  return changed;
}

const compare = (bad: string, good = GOOD): PageDiff => comparePages('match', good, bad);
const fieldOf = ({ fields }: PageDiff, name: string) => fields.find(({ field }) => field === name);

describe('the markup of two pages', () => {
  it('does not differ where the pages are the same', () => {
    expect(compare(GOOD)).toMatchObject({ tokens: [], blocks: [], fields: [], goodError: null, badError: null });
  });

  it.each(['countdown', 'teamName', 'mapname', 'teamRanking', 'results-center-half-score', 'stats-content', 'adr'])(
    'names the renamed class %s first, with its new name and the fields that are read by it',
    (token) => {
      const [first, ...others] = compare(rename(OTHER, token, 'renamed')).tokens;
      expect(first).toMatchObject({ name: `.${token}`, change: 'vanished', counterpart: '.renamed' });
      expect(first?.fields.length).toBeGreaterThan(0);
      expect(others).toContainEqual(
        expect.objectContaining({ name: '.renamed', change: 'appeared', counterpart: `.${token}` }),
      );
    },
  );

  it('names classes before the random ids of a page, and first those in the place of a class that is read', () => {
    const random = (prefix: string) =>
      Array.from({ length: 30 }, (_, index) => `<b id="nav${prefix}${index}x"></b>`).join('');
    const menu = (html: string, prefix: string) => html.replace('<body', `<i>${random(prefix)}</i><body`);
    const bad = rename(GOOD, 'countdown', 'state').replace('class="date"', 'class="date fresh"');
    const { tokens } = compare(menu(bad, 'b'), menu(GOOD, 'a'));
    const appeared = tokens.filter(({ change }) => change === 'appeared').map(({ name }) => name);
    expect(appeared.length).toBeGreaterThan(20);
    expect(appeared.slice(0, 2)).toEqual(['.state', '.fresh']);
  });

  it('follows a rename into the blocks inside it', () => {
    const { tokens } = compare(rename(rename(GOOD, 'teamsBox', 'teams-header'), 'timeAndEvent', 'time-event'));
    const renamed = tokens
      .filter(({ change }) => change === 'vanished')
      .map(({ name, counterpart }) => [name, counterpart]);
    expect(renamed).toContainEqual(['.teamsBox', '.teams-header']);
    expect(renamed).toContainEqual(['.timeAndEvent', '.time-event']);
  });

  it('counts the elements and says what encloses them', () => {
    const { tokens } = compare(rename(GOOD, 'teamRanking', 'rank'));
    expect(tokens[0]).toMatchObject({ name: '.teamRanking', count: 2, within: '.box-headline' });
  });

  it('names ids and data attributes, and no number of a page', () => {
    const { tokens } = compare(GOOD.replaceAll('data-unix', 'data-time').replaceAll('all-content', 'series-content'));
    const vanished = tokens.filter(({ change }) => change === 'vanished').map(({ name }) => name);
    expect(vanished).toEqual(expect.arrayContaining(['[data-unix]', '#all-content']));
    expect(JSON.stringify(compare(OTHER).tokens)).not.toMatch(/\d{3}/);
  });

  it('names a block that moved although its class is still on the page', () => {
    const moved = GOOD.replace(
      /(<div class="timeAndEvent">[\s\S]*?)<div class="date"([^>]*)>/,
      '$1<span class="date"$2>',
    );
    expect(moved).not.toBe(GOOD);
    const { tokens, blocks } = compare(moved);
    expect(tokens).toEqual([]);
    expect(blocks).toContainEqual(
      expect.objectContaining({
        name: '.timeAndEvent > div.date',
        change: 'vanished',
        count: 1,
        fields: ['startedAtMs'],
      }),
    );
    expect(blocks).toContainEqual(expect.objectContaining({ name: '.timeAndEvent > span.date', change: 'appeared' }));
  });

  it('compares pages that are not recognised any more', () => {
    const { badError, tokens } = compare(rename(GOOD, 'match-page', 'match'));
    expect(badError).toContain('document');
    expect(tokens[0]).toMatchObject({ name: '.match-page', counterpart: '.match' });
  });
});

describe('the fields of two pages', () => {
  it('names the field that fails the page, with its selector and file', () => {
    const diff = compare(rename(GOOD, 'countdown', 'remaining'));
    expect(diff.badError).toContain('status');
    expect(diff.fields).toMatchObject([
      { field: 'status', bad: { failed: true }, ...PAGES.match.sources.fields.get('status') },
    ]);
  });

  it('names a field that is NULL now', () => {
    const diff = compare(rename(OTHER, 'teamRanking', 'rank'));
    expect(fieldOf(diff, 'team1Rank')).toMatchObject({
      good: { filled: 1, empty: 0 },
      bad: { filled: 0, empty: 1, failed: false },
      file: 'src/pages/match/lineups.ts',
    });
    expect(diff.fields[0]?.field).toMatch(/^team[12]Rank$/);
  });

  it('names the rows that are withheld', () => {
    const bad = GOOD.replace(
      /(<div class="lineups"[\s\S]*?data-player-id=")\d+("[^>]*>[\s\S]*?href="\/player)\//,
      '$1x$2s-/',
    );
    expect(fieldOf(compare(bad), 'lineups.playerId')).toMatchObject({ good: { withheld: 0 }, bad: { withheld: 1 } });
  });

  it('names a list that is empty now', () => {
    const { fields } = compare(OTHER.replaceAll('veto-box', 'veto-list'), GOOD);
    expect(fields).toContainEqual(
      expect.objectContaining({ field: 'vetoes', bad: { filled: 0, empty: 1, withheld: 0, failed: false } }),
    );
  });
});
