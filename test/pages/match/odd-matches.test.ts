import { describe, expect, it } from 'vitest';
import { listFixtures } from '../../../scripts/fixtures.ts';
import { checkPage } from '../../../src/checks/check-page.ts';
import type { MatchPage } from '../../../src/page-records.ts';
import { observeBlocks } from '../../../src/pages/coverage.ts';
import { PAGES } from '../../../src/pages/pages.ts';
import { ANCIENT, HALVES, MIRAGE, NUKE, type Overview, overviewPage, STEPS, statsContent } from '../reference-pages.ts';

/** One odd detail on a match page costs that detail, never the rest, and leaves a finding. */

const fixtures = new Map(listFixtures().map((fixture) => [fixture.name, fixture]));
const parse = (html: string): MatchPage => PAGES.match.parse(html, { id: null });
const read = (change: Overview = {}): MatchPage => parse(overviewPage(change));
const fixture = (name: string): MatchPage => parse(fixtures.get(`match/${name}`)?.html ?? '');

function changed(from: string | RegExp, to: string, html = overviewPage()): MatchPage {
  const after = html.replace(from, to);
  expect(after).not.toBe(html);
  return parse(after);
}

const found = (page: MatchPage, rule: string) =>
  checkPage('match', page).flatMap((finding) => (finding.rule === `match/${rule}` ? [finding] : []));
const withheld = (page: MatchPage): string[] => found(page, 'fields-are-readable').map(({ expected }) => expected);
const seen = (page: MatchPage): string[] => found(page, 'fields-are-readable').map((finding) => finding.seen);
const hard = (page: MatchPage) => checkPage('match', page).filter(({ severity }) => severity === 'hard');

const WHOLE = { vetoes: 7, lineups: 10, maps: 3, playerMapStats: 60, seriesPlayerStats: 30 };
type List = keyof typeof WHOLE;
const sizes = (page: MatchPage) =>
  Object.fromEntries((Object.keys(WHOLE) as List[]).map((list) => [list, page[list].length]));

describe('a match page with one odd detail', () => {
  it('is whole without one', () => {
    expect(sizes(read())).toEqual(WHOLE);
    expect(checkPage('match', read())).toEqual([]);
  });

  it.each([
    ['a rank in no number', /(teamRanking">[\s\S]*?)World rank:[\s\S]*?(<\/div>)/, '$1World rank: n/a$2'],
    ['an empty rank', /(<div class="teamRanking">)[\s\S]*?(<\/div>)/, '$1$2'],
  ])('has a finding for %s', (_what, from, to) => {
    const page = changed(from, to);
    expect([page.team1Rank, page.team2Rank]).toContain(null);
    expect(withheld(page)).toEqual([expect.stringMatching(/^team[12]Rank: /)]);
  });

  it('has its stage and note although all line breaks are gone', () => {
    const text = 'Best of 3 (LAN)* Semi-final ** Alpha play with a stand-in *** Delayed';
    const page = changed(/(<div class="[^"]*preformatted-text[^"]*">)[^<]*/, `$1${text.replaceAll(' *', '*')}`);
    expect(page).toMatchObject({ bestOf: 3, isLan: true, stage: 'Semi-final' });
    expect(page.note).toBe('Alpha play with a stand-in\nDelayed');
  });

  it('has a finding when a program has omitted the hidden tables without a mark', () => {
    const html = overviewPage().replace(/<table class="table c?tstats hidden">[\s\S]*?<\/table>/g, '');
    const page = parse(html);
    expect(page.playerMapStats.map(({ side }) => side)).not.toContain('ct');
    expect(withheld(page)).toContain('playerMapStats: tables for the sides ct and t');
    expect(withheld(page)).toContain('seriesPlayerStats: tables for the sides ct and t');
    expect(hard(page)).toEqual([]);
  });

  it('keeps its event’s name without a link, and the match without an event', () => {
    const page = changed(/<a href="\/events[^>]*>([^<]*)<\/a>/, '$1');
    expect(page).toMatchObject({ eventId: null, eventName: 'Example Cup 1' });
    expect(withheld(page)).toEqual(['eventId: a link to an event']);
    const without = changed(/<a href="\/events[^>]*>([^<]*)<\/a>/, '');
    expect(without).toMatchObject({ eventId: null, eventName: null });
    expect(sizes(without)).toEqual(WHOLE);
    expect(withheld(without)).toHaveLength(2);
    expect(hard(without)).toEqual([]);
  });

  it.each([
    ['an empty table', (table: string) => `${/^<table[^>]*>/.exec(table)?.[0]}</table>`],
    ['no table', () => ''],
    ['a table with a header only', (table: string) => table.replace(/<\/tr>[\s\S]*<\/table>/, '</tr></table>')],
  ])('keeps the tables of the other side and team beside %s', (_what, change) => {
    const html = overviewPage();
    const [table = ''] =
      /<table class="table ctstats(?:(?!<\/table>)[\s\S])*<\/table>/.exec(statsContent(300_001)) ?? [];
    const at = html.indexOf(table, html.indexOf('300001-content'));
    const page = parse(html.slice(0, at) + change(table) + html.slice(at + table.length));
    expect(sizes(page)).toEqual({ ...WHOLE, playerMapStats: 55 });
    const findings = found(page, 'fields-are-readable');
    expect(findings.at(-1)).toMatchObject({ severity: 'soft', mapNumber: 1 });
    expect(findings.at(-1)?.expected).toContain('players of Alpha Wolves in a table for the side ct');
    expect(hard(page)).toEqual([]);
  });

  it('keeps a cell that cannot be read as NULL', () => {
    const page = changed('>63.2<', '>n/a<');
    expect(page.seriesPlayerStats[0]).toMatchObject({ adr: null, kills: 36, kast: 90.9 });
    expect(withheld(page)).toEqual(['seriesPlayerStats[0].adr: a number from 0 to 500']);
    const impossible = changed('>90.9%<', '>190.9%<');
    expect(impossible.seriesPlayerStats[0]).toMatchObject({ adr: 63.2, kast: null });
    expect(seen(impossible)).toEqual(['"190.9%"']);
  });

  it.each(['-5.0%', '1160.2%'])('has no eco-adjusted KAST of %s', (kast) => {
    const page = changed('hidden">91.0%', `hidden">${kast}`);
    expect(page.seriesPlayerStats[0]).toMatchObject({ ecoKast: null, ecoAdr: 64.5 });
    expect(seen(page)).toEqual([`"${kast}"`]);
  });

  it('tells an empty cell from a dash', () => {
    expect(seen(changed('>63.2<', '><'))).toEqual(['""']);
    expect(checkPage('match', changed('>63.2<', '>-<'))).toEqual([]);
  });

  it('names the tables of a map or of a player that are not there', () => {
    const html = overviewPage();
    const lost = parse(html.replace('<div class="stats-content" id="300002-content">', '<div id="300002-content">'));
    expect(found(lost, 'maps-have-tables').map(({ mapNumber }) => mapNumber)).toEqual([2]);
    const [row = ''] = /<tr><td class="players">[\s\S]*?<\/tr>/.exec(html) ?? [];
    const page = parse(html.replace(row, row.replace('<tr>', '<p>').replace('</tr>', '</p>')));
    expect(found(page, 'tables-list-the-same-players').map(({ expected }) => expected)).toEqual([
      'players 50001 in the tables of all maps, side both',
    ]);
  });

  it('has a finding for a player of the match without a link', () => {
    const page = read({ potm: '<div class="highlighted-player potm-container">ash</div>' });
    expect(page.playerOfMatchId).toBeNull();
    expect(withheld(page)).toEqual(['playerOfMatchId: a link to a player']);
    expect(checkPage('match', read({ potm: '' }))).toEqual([]);
  });

  it('has its start from the time where the date has none', () => {
    expect(changed(/(class="date"[^>]*) data-unix="\d+"(?=[^>]*>\d+th of)/, '$1')).toEqual(read());
  });

  it('names the score of the header that one team alone has', () => {
    const page = read({ scores: ['<div class="won">2</div>', ''] });
    expect(page).toMatchObject({ team1MapsWon: 2, team2MapsWon: 0, team2HeaderScore: null });
    expect(withheld(page)).toEqual(['team2HeaderScore: a score, as the other team has one']);
  });

  it('keeps one of two equal rows, and none of two that differ', () => {
    const [row = ''] = /<tr><td class="players">[\s\S]*?<\/tr>/.exec(statsContent('all')) ?? [];
    const doubled = changed(row, row + row);
    expect(sizes(doubled)).toEqual(WHOLE);
    expect(seen(doubled)).toEqual([expect.stringContaining('2 rows of player 50001')]);
    const contradicting = changed(row, row + row.replace('36-36', '35-36'));
    expect(sizes(contradicting)).toEqual({ ...WHOLE, seriesPlayerStats: 29 });
    expect(hard(contradicting)).toEqual([]);
  });

  it('keeps a map whose score or halves cannot be read, for its stats are linked', () => {
    const odd = { ...ANCIENT, scores: ['1x', '9'] as [string, string] };
    const page = read({ holders: [odd, NUKE, MIRAGE] });
    expect(page.maps[0]).toMatchObject({ state: 'played', mapStatsId: 300_001, team1Rounds: null, winnerTeamId: 9001 });
    expect(page).toMatchObject({ team1MapsWon: 2, winnerTeamId: 9001 });
    expect(withheld(page)).toEqual(['maps[0].team1Rounds: a whole number']);
    const halves = read({ holders: [{ ...ANCIENT, halves: HALVES.replace('"ct"', '"x"') }, NUKE, MIRAGE] });
    expect(halves.maps[0]).toMatchObject({ team1Rounds: 13, team1StartSide: null, team1CtRounds: null });
    expect(withheld(halves)).toHaveLength(1);
    for (const each of [page, halves]) expect([sizes(each), hard(each)]).toEqual([WHOLE, []]);
  });

  it.each([
    ['halves', { halves: HALVES.replace('"ct"', '"x"') }],
    ['a score', { scores: ['1x', '9'] as [string, string] }],
    ['a pick mark on both sides', { outcome: ['won pick', 'lost pick'] as [string, string] }],
    ['a link', { stats: '/stats/matches/x' }],
  ])('keeps the one map of a best of one beside %s that cannot be read', (_what, change) => {
    const page = read({
      format: 'Best of 1 (LAN)',
      scores: ['<div class="won">13</div>', '<div class="lost">9</div>'],
      holders: [{ ...ANCIENT, outcome: ['won', 'lost'], ...change }],
      steps: [],
      stats: statsContent('all') + statsContent(300_001),
    });
    expect(page.maps).toHaveLength(1);
    expect(page.playerMapStats).toHaveLength(30);
    expect(page).toMatchObject({ team1MapsWon: 1, team2MapsWon: 0, winnerTeamId: 9001 });
    expect(withheld(page).length).toBeGreaterThan(0);
  });

  it('omits a map without a name, and one with neither score nor link', () => {
    const nameless = read({ holders: [ANCIENT, { ...NUKE, name: '' }, MIRAGE] });
    expect(nameless.maps.map(({ mapNumber }) => mapNumber)).toEqual([1, 3]);
    expect(nameless).toMatchObject({ team1MapsWon: 2, winnerTeamId: 9001, isForfeit: false });
    expect(withheld(nameless)[0]).toBe('maps[1].mapName: a text');
    const { stats: _, ...unlinked } = { ...NUKE, scores: ['1x', '9'] as [string, string] };
    const page = read({ holders: [ANCIENT, unlinked, MIRAGE], stats: statsContent(300_001) });
    expect(page.maps.map(({ mapName }) => mapName)).toEqual(['Ancient', 'Mirage']);
    for (const each of [nameless, page]) expect(hard(each)).toEqual([]);
  });

  it('gives no maps won when a map is omitted and the header has no score', () => {
    const countdown = '<div class="countdown">LIVE</div>';
    const page = read({ countdown, scores: ['', ''], holders: [ANCIENT, { ...NUKE, name: '' }, MIRAGE] });
    expect(page).toMatchObject({ status: 'live', team1MapsWon: null, team2MapsWon: null, winnerTeamId: null });
  });

  it('counts a map once that the page has twice', () => {
    const page = read({ holders: [ANCIENT, ANCIENT, NUKE, MIRAGE] });
    expect({ ...page, issues: undefined }).toEqual({ ...read(), issues: undefined });
    expect(seen(page)).toEqual(['the same one twice']);
  });

  it('gives no link to two maps that have the same one', () => {
    const { stats = '' } = ANCIENT;
    const page = read({ holders: [ANCIENT, { ...NUKE, stats }, MIRAGE], stats: statsContent('all') });
    expect(page.maps.map(({ mapStatsId }) => mapStatsId)).toEqual([null, null, null]);
    expect(withheld(page)).toHaveLength(2);
  });

  it('fails where nothing of the map list or of the player tables can be read: that is the markup', () => {
    const without = (token: string) => () => parse(overviewPage().replaceAll(token, 'renamed'));
    expect(without('mapholder')).toThrow('maps: expected at least one map');
    expect(without('"mapname"')).toThrow('maps[0].mapName');
    expect(without('results-team-score')).toThrow('maps[0].team1Rounds');
    expect(without('/player/')).toThrow('seriesPlayerStats[0].playerId');
    expect(without('class="adr text-center traditional-data"')).toThrow('seriesPlayerStats[0].adr');
    expect(without('stats-content')).toThrow('playerMapStats');
  });
});

describe('a map that is being played', () => {
  const countdown = '<div class="countdown">LIVE</div>';
  const running =
    '<span>5</span><span>:</span><span>3</span><span> (</span><span class="ct">5</span><span>:</span><span class="t">3</span>';

  it.each<[string, NonNullable<Overview['holders']>[number]]>([
    ['', { name: 'Nuke', scores: ['5', '3'], outcome: ['', ''] }],
    [' in the layout of 2018', { name: 'Nuke', results: `<div class="results">${running}</div>` }],
  ])('has a score and no winner%s', (_layout, nuke) => {
    const page = read({ countdown, scores: ['', ''], holders: [ANCIENT, nuke, MIRAGE], stats: statsContent(300_001) });
    expect(page.maps[1]).toMatchObject({ team1Rounds: 5, team2Rounds: 3, winnerTeamId: null });
    expect(page).toMatchObject({ team1MapsWon: 1, team2MapsWon: 0 });
  });
});

describe('a map with the teams in the other order', () => {
  /** The holder of the first map with both sides exchanged. */
  function exchanged(html = overviewPage()): string {
    const [holder = ''] = /<div class="mapholder">[\s\S]*?(?=<div class="mapholder">)/.exec(html) ?? [];
    const left = /(<div class="results-left )([^"]*)(">)([\s\S]*?)(<\/div><div class="results-center">)/.exec(holder);
    const right = /(<span class="results-right )([^"]*)(">)([\s\S]*?)(<\/span>)/.exec(holder);
    if (left === null || right === null) throw new Error('no sides');
    const other = holder
      .replace(left[0], `${left[1]}${right[2]}${left[3]}${right[4]}${left[5]}`)
      .replace(right[0], `${right[1]}${left[2]}${right[3]}${left[4]}${right[5]}`)
      .replace(
        HALVES,
        HALVES.replace('>8<', '>x<')
          .replace('>4<', '>8<')
          .replace('>x<', '>4<')
          .replaceAll('"ct"', '"x"')
          .replaceAll('"t"', '"ct"')
          .replaceAll('"x"', '"t"'),
      );
    expect(other).not.toBe(holder);
    return html.replace(holder, other);
  }

  it('is read by their names', () => {
    expect(parse(exchanged())).toEqual(read());
  });

  it('is read from left to right where the names do not tell', () => {
    const html = exchanged().replaceAll(/(results-teamname text-ellipsis">)[^<]*/g, '$1A former name');
    expect(parse(html).maps[0]).toMatchObject({ team1Rounds: 9, team2Rounds: 13, team1StartSide: 't' });
  });
});

describe('a map in the layout of 2018', () => {
  const line = (score: string) =>
    `<div class="results"><span class="won">${score}</span><span>:</span><span class="lost">9</span>${HALVES}<a class="results-stats" href="${ANCIENT.stats}">STATS</a></div>`;
  const withLine = (score: string) => read({ holders: [{ ...ANCIENT, results: line(score) }, NUKE, MIRAGE] });

  it('is read from its row of numbers', () => {
    expect(withLine('13').maps[0]).toEqual({ ...read().maps[0], pickMarkerTeamId: null });
  });

  it.each(['1.3', '13x', '1,3'])('has no score where the row has %s', (score) => {
    const page = withLine(score);
    expect(page.maps[0]).toMatchObject({ team1Rounds: null, team2Rounds: null, winnerTeamId: 9001 });
    expect(withheld(page)).toEqual(['maps[0].team1Rounds: a whole number']);
  });
});

describe('a played map without a link to its stats', () => {
  const { stats: _, ...unlinked } = ANCIENT;
  const dust2 = { ...unlinked, name: 'Dust2' };
  const countdown = '<div class="countdown">LIVE</div>';
  const live = (holder: Overview['holders'], stats: string) =>
    read({ countdown, scores: ['', ''], holders: [...(holder ?? []), MIRAGE], stats, steps: [] });
  const menu = (id: string, name: string) => `<div class="${id} dynamic-map-name-full" id="${id}">${name}</div>`;
  const block = (id: string) => statsContent(300_001).replace('300001-content', id);

  it.each([
    ['in the id of its tables', block('Ancient63700-content'), unlinked],
    ['in the id of its tables, behind a digit', block('Dust263700-content'), dust2],
    ['in the menu above its tables', menu('63700', 'Ancient') + block('63700-content'), unlinked],
  ])('is known by its name %s', (_where, stats, holder) => {
    const page = live([holder, NUKE], statsContent('all') + stats + statsContent(300_002));
    expect(page.maps[0]).toMatchObject({ mapStatsId: 63_700, mapStatsPath: '/stats/matches/mapstatsid/63700/_' });
    expect(page.playerMapStats.filter(({ mapNumber }) => mapNumber === 1)).toHaveLength(30);
    expect(page.playerMapStats).toHaveLength(60);
    expect(checkPage('match', page)).toEqual([]);
  });

  it('is known by the menu alone in the layout of 2018, whose linked maps have such ids too', () => {
    const page = live(
      [unlinked, { ...NUKE, name: 'Dust2' }],
      block('Ancient63700-content') + block('Dust2300002-content'),
    );
    expect(page.maps.map(({ mapStatsId }) => mapStatsId)).toEqual([63_700, 300_002, null]);
    expect(page.playerMapStats).toHaveLength(60);
  });

  it.each([
    ['says whose they are', block('63700-content')],
    ['says they are another map’s', block('Nuke63700-content')],
    ['is the only one of that name', block('Ancient63700-content') + block('Ancient63701-content')],
  ])('stays without one where nothing about the tables %s', (_what, stats) => {
    const page = live([unlinked, NUKE], stats + statsContent(300_002));
    expect(page.maps[0]).toMatchObject({ state: 'played', mapStatsId: null, mapStatsPath: null });
    expect(page.maps[1]).toMatchObject({ mapStatsId: 300_002 });
    expect(page.playerMapStats).toHaveLength(30);
    expect(seen(page)[0]).toMatch(/"\w*6370\d-content"/);
    expect(hard(page)).toEqual([]);
  });
});

/** The page with another text in its format box. */
const withFormat = (text: string, steps = STEPS) =>
  changed(/(<div class="[^"]*preformatted-text[^"]*">)[^<]*/, `$1${text}`, overviewPage({ steps }));
const unknown = (page: MatchPage) => found(page, 'nothing-unknown').map((finding) => [finding.expected, finding.seen]);

describe('the format box', () => {
  it.each([
    ['a second stage', '* Semi-final\n* Winner advances', 'Winner advances'],
    ['a line without a star', '* Semi-final\n\nDelayed by an hour', 'Delayed by an hour'],
    ['a line before the format', '', 'Show match'],
  ])('has a finding for %s', (_what, rest, line) => {
    const page = withFormat(rest === '' ? `${line}\nBest of 3 (LAN)\n* Semi-final` : `Best of 3 (LAN)\n\n${rest}`);
    expect(page).toMatchObject({ bestOf: 3, isLan: true, stage: 'Semi-final', note: null });
    expect(unknown(page)).toEqual([['a known line of the format box', expect.stringContaining(line)]]);
  });

  it.each(['(Hybrid)', '(LAN/Online)', '(Онлайн)'])('has a finding for the place %s', (place) => {
    const page = withFormat(`Best of 3 ${place}\n\n* Semi-final`);
    expect(page).toMatchObject({ bestOf: 3, isLan: null, stage: 'Semi-final' });
    expect(withheld(page)).toEqual(['isLan: (LAN) or (Online)']);
  });

  it('has none without a place', () => {
    expect(checkPage('match', withFormat('Best of 3\n\n* Semi-final'))).toEqual([]);
  });

  it.each(['Best of 3 (Online) (rescheduled)', 'Best of 3 (Online) - delayed', 'Show match: best of 3 (Online)'])(
    'has a finding for more than format and place: %s',
    (line) => {
      const page = withFormat(`${line}\n\n* Semi-final`);
      expect(page).toMatchObject({ bestOf: 3, isLan: false, stage: 'Semi-final' });
      expect(unknown(page)).toEqual([['a known line of the format box', line]]);
    },
  );

  it('may hold the steps of the veto', () => {
    const page = withFormat(`Best of 3 (LAN)\n\n* Semi-final\n\n${STEPS.join('\n')}`, []);
    expect(page.vetoes).toEqual(read().vetoes);
    expect(checkPage('match', page)).toEqual([]);
    const differing = withFormat(`Best of 3 (LAN)\n\n${STEPS[1]}`);
    expect(differing.vetoes).toEqual(read().vetoes);
    expect(withheld(differing)).toEqual(['vetoes: one list of steps']);
  });
});

describe('the veto list', () => {
  const inOneBlock = (separator: string, html = overviewPage()) =>
    html.replace(/(?:<div>\d\. [^<]*<\/div>\s*)+/, STEPS.join(separator));

  it('is read with line breaks or paragraphs in place of blocks', () => {
    expect(parse(inOneBlock('<br>'))).toEqual(read());
    expect(parse(inOneBlock('</p><p>').replace(`${STEPS[0]}`, `<p>${STEPS[0]}`))).toEqual(read());
  });

  it('is not read as one step where nothing separates its steps', () => {
    const page = parse(inOneBlock(' '));
    expect(page.vetoes).toEqual([]);
    expect(seen(page)).toEqual([expect.stringContaining('Bravo Foxes removed Dust2 2. Alpha Wolves')]);
  });

  it.each([
    ['without numbers', STEPS.map((line) => line.slice(3))],
    ['with other numbers', STEPS.map((line) => line.replace('.', ')'))],
    ['in a sentence', ['Maps were drawn by the organiser']],
  ])('is quoted %s', (_what, steps) => {
    const page = read({ steps });
    expect(page.vetoes).toEqual([]);
    expect(unknown(page)).toEqual(steps.map((line) => ['a known line of the veto', line]));
  });

  it('has a finding for a line beside its steps, and for a map that is not known', () => {
    expect(unknown(read({ steps: [...STEPS, 'Alpha Wolves was late'] }))).toEqual([
      ['a known line of the veto', 'Alpha Wolves was late'],
    ]);
    const page = read({ steps: STEPS.with(0, '1. Bravo Foxes removed Dust2 and Train') });
    expect(unknown(page)).toEqual([['a known map', 'Dust2 and Train']]);
  });

  it.each([
    [
      'a line in other words',
      [...STEPS.slice(0, 6), '7. Mirage is the decider'],
      [1, 2, 3, 4, 5, 6],
      '"Mirage is the decider"',
    ],
    ['a gap in the numbers', STEPS.toSpliced(4, 1), [1, 2, 3, 4, 6, 7], '"1, 2, 3, 4, 6, 7"'],
    ['a number that comes twice', STEPS.with(4, '4. Alpha Wolves removed Anubis'), [1, 2, 3, 6, 7], 'step 4 twice'],
    ['no number', STEPS.with(0, '1 Bravo Foxes removed Dust2'), [2, 3, 4, 5, 6, 7], '"1 Bravo Foxes removed Dust2"'],
  ])('keeps the other steps beside %s', (_what, steps, [...kept]) => {
    const page = read({ steps });
    expect(page.vetoes.map(({ step }) => step)).toEqual(kept);
    expect(sizes(page)).toEqual({ ...WHOLE, vetoes: kept.length });
    expect(seen(page).length).toBeGreaterThan(0);
    expect(hard(page)).toEqual([]);
  });

  it('quotes lines none of which is a step', () => {
    const page = read({ steps: STEPS.map((line) => line.replace(/removed|picked|was left over/, 'vetoed')) });
    expect(page.vetoes).toEqual([]);
    expect(seen(page)).toHaveLength(7);
  });

  it('gives no step to either of two teams with the same name', () => {
    const html = overviewPage().replaceAll('Bravo Foxes', 'ALPHA Wolves');
    const page = parse(html);
    expect(page.vetoes.map(({ teamId }) => teamId)).toEqual([9002, 9001, 9002, 9001, 9001, 9002, null]);
    const same = parse(html.replaceAll('ALPHA Wolves', 'Alpha Wolves'));
    expect(same.vetoes.map(({ teamId }) => teamId)).toEqual(Array(7).fill(null));
    expect(seen(same)).toEqual(['"Alpha Wolves" in step 1, 2, 3, 4, 5, 6']);
    expect(same.maps.map(({ pickedByTeamId }) => pickedByTeamId)).toEqual([9002, 9001, null]);
    expect(sizes(same)).toEqual(WHOLE);
    const cased = parse(html.replaceAll(/(?<=\d\. )(?:ALPHA|Alpha) Wolves/g, 'alpha wolves'));
    expect(cased.vetoes.map(({ teamId }) => teamId)).toEqual(Array(7).fill(null));
  });

  it('quotes an old name, whether or not it is plain whose it was', () => {
    const renamed = read({ steps: STEPS.map((line) => line.replace('Bravo Foxes', 'Bravo Cubs')) });
    expect(renamed.vetoes.map(({ teamId }) => teamId)).toEqual([9002, 9001, 9002, 9001, 9001, 9002, null]);
    expect(found(renamed, 'nothing-unknown').map((finding) => finding.seen)).toEqual(['Bravo Cubs']);
    const both = read({ steps: STEPS.map((line) => line.replace('Foxes', 'Cubs').replace('Wolves', 'Pups')) });
    expect(both.vetoes.map(({ teamId }) => teamId)).toEqual(Array(7).fill(null));
    expect(seen(both)).toEqual(['"Bravo Cubs" in step 1, 3, 6', '"Alpha Pups" in step 2, 4, 5']);
  });

  it('recognises a team whose name contains words of the list', () => {
    const html = overviewPage({ steps: ['1. Alpha Wolves picked Nuke', '2. Alpha Wolves picked picked Ancient'] });
    const page = parse(
      html.replaceAll('<div class="teamName">Bravo Foxes', '<div class="teamName">Alpha Wolves picked'),
    );
    expect(page.vetoes.map(({ teamId, mapName }) => [teamId, mapName])).toEqual([
      [9001, 'Nuke'],
      [9002, 'Ancient'],
    ]);
  });

  it('leaves a pick open where two steps pick the map', () => {
    const page = read({ steps: STEPS.with(4, '5. Alpha Wolves picked Ancient') });
    expect(page.maps[0]?.pickedByTeamId).toBeNull();
    expect(withheld(page)).toEqual(['maps[0].pickedByTeamId: one step that picked the map']);
  });
});

describe('line-ups', () => {
  it('omits a player without an id and quotes the name', () => {
    const guest = parse(overviewPage().replaceAll(/ (?:data-player-id="50001"|href="\/player\/50001\/ash")/g, ''));
    expect(guest.lineups).toHaveLength(9);
    expect(withheld(guest)).toContainEqual(
      expect.stringMatching(/^lineups\[\d\]\.playerId: a player id or a link to a player$/),
    );
    expect(seen(guest)).toContain('"ash"');
  });

  it('are observed to lack full names', () => {
    const isPresent = (html: string) =>
      observeBlocks('match', html, parse(html)).find(({ block }) => block === 'full names')?.isPresent;
    expect(isPresent(overviewPage())).toBe(true);
    expect(isPresent(overviewPage().replaceAll('player-photo', 'renamed'))).toBe(false);
  });

  it('omits a player whom both teams announce', () => {
    const html = overviewPage();
    const start = html.lastIndexOf('<div class="lineup ');
    const page = parse(html.slice(0, start) + html.slice(start).replaceAll('50011', '50001'));
    expect(page.lineups).toHaveLength(8);
    expect(seen(page)).toEqual(['player 50001 in both']);
  });

  it('assigns two blocks of the same team to no team', () => {
    const html = overviewPage();
    const start = html.lastIndexOf('<div class="lineup ');
    const page = parse(html.slice(0, start) + html.slice(start).replace('/team/9002/', '/team/9001/'));
    expect(page).toMatchObject({ lineups: [], team1Rank: null, team2Rank: null });
    expect(withheld(page)).toEqual(['lineups: one line-up of each team', 'lineups: one line-up of each team']);
    const unknown = html.slice(0, start) + html.slice(start).replace('/team/9002/', '/team/77/');
    const other = parse(unknown.replaceAll(/ data-team-ordinal="\d"/g, ''));
    expect(other.lineups.map(({ teamId }) => teamId)).toEqual([...Array(5).fill(9001), ...Array(5).fill(9002)]);
  });

  it.each(['#2x', '#1 234', '#1,234', '#2 7'])('has no rank where it cannot be read: %s', (rank) => {
    const page = changed('</span>#27', `</span>${rank}`);
    expect(page).toMatchObject({ team1Rank: null, team2Rank: 27 });
    expect(withheld(page)).toHaveLength(1);
  });

  it('has the rank beside another one', () => {
    expect(changed('</span>#27', '</span>#26 <span>(VRS #31)</span>').team1Rank).toBe(26);
  });
});

describe('tables above which no team is linked', () => {
  const unlinked = (html: string) =>
    html.replaceAll(/href="\/team\/9002\/[^"]*" class="teamName team"/g, 'class="teamName team"');

  it('are known by a name that fits one team, and withheld where it fits both', () => {
    expect(sizes(parse(unlinked(overviewPage())))).toEqual(WHOLE);
    const page = parse(unlinked(overviewPage()).replaceAll('Bravo Foxes', 'Alpha Wolves'));
    expect(sizes(page)).toEqual({ ...WHOLE, playerMapStats: 30, seriesPlayerStats: 15 });
    expect(withheld(page).filter((text) => text.includes('a link to one of the two teams'))).toHaveLength(9);
  });
});

describe('pages that were seen', () => {
  it.each([
    [
      'guest-no-profile-table',
      { vetoes: 0, lineups: 9, maps: 3, playerMapStats: 54, seriesPlayerStats: 27 },
      '"nicka4"',
    ],
    ['veto-decider', { ...WHOLE, vetoes: 6 }, '"Inferno is the decider"'],
    ['same-team-names', { ...WHOLE, vetoes: 2 }, '"Same Name" in step 1, 2'],
    ['one-map-advantage-note', { vetoes: 0, lineups: 10, maps: 4, playerMapStats: 90, seriesPlayerStats: 30 }, null],
    ['translated-ru', { ...WHOLE, vetoes: 0 }, '"Лучшие из 3 (Онлайн)"'],
  ] as const)('%s is stored with what it says', (name, expected, quote) => {
    const page = fixture(name);
    expect(sizes(page)).toEqual(expected);
    expect(hard(page)).toEqual([]);
    expect(page.maps.filter(({ mapStatsId }) => mapStatsId !== null).length).toBeGreaterThan(1);
    if (quote !== null) expect(seen(page)).toContain(quote);
    else expect(checkPage('match', page).length).toBeGreaterThan(0);
  });
});

describe('the state and the start of a match', () => {
  it.each(['2d : 12h : 44m : 58s', '16m : 23s', '2d 12h', '1w : 2d : 3h', '0s'])(
    'is upcoming with a timer: %s',
    (timer) => {
      const countdown = `<div class="countdown" data-time-countdown="LIVE" data-unix="1771080000000">${timer}</div>`;
      const page = read({ countdown, scores: ['', ''], holders: [MIRAGE], steps: [], stats: '' });
      expect(page).toMatchObject({ status: 'upcoming', winnerTeamId: null });
    },
  );

  it('has a finding for a text that is not known, although both teams have a score', () => {
    const page = changed('Match over', 'Match abandoned');
    expect(page.status).toBe('finished');
    expect(found(page, 'nothing-unknown')).toMatchObject([{ expected: 'a known status', seen: 'Match abandoned' }]);
  });

  it.each(['176502960000', '17650296000000', '99999999999999', '0', '1765029600', '-1765029600000'])(
    'fails the page for a start of %s, which is not of this century',
    (time) => {
      expect(() =>
        changed(
          /(timeAndEvent[\s\S]*?)data-unix="\d+"([\s\S]*?)data-unix="\d+"/,
          `$1data-unix="${time}"$2data-unix="${time}"`,
        ),
      ).toThrow(/startedAtMs: expected Unix milliseconds/);
    },
  );
});
