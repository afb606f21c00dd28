import { describe, expect, it } from 'vitest';
import { checkPage } from '../../src/checks/check-page.ts';
import { checkMapStatsAgainstOverview } from '../../src/checks/cross-page.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import type { EconomyPage, MapStatsPage, PerformancePage } from '../../src/page-records.ts';
import { observeBlocks } from '../../src/pages/coverage.ts';
import { PAGES } from '../../src/pages/pages.ts';
import {
  BARS,
  type Bar,
  BREAKDOWN,
  breakdownBox,
  categories,
  type Economy,
  economyChart,
  economyPage,
  historyRows,
  type MapStats,
  mapStatsPage,
  type Performance,
  performancePage,
  SERIES,
  scoreboard,
} from './reference-stats-pages.ts';

const mapStats = (change?: MapStats): MapStatsPage => PAGES['map-stats'].parse(mapStatsPage(change), { id: null });
const performance = (change?: Performance): PerformancePage =>
  PAGES.performance.parse(performancePage(change), { id: null });
const economy = (change?: Economy): EconomyPage => PAGES.economy.parse(economyPage(change), { id: null });
const hardIn = (kind: PageKind, record: never): string[] =>
  checkPage(kind, record).flatMap(({ severity, rule }) => (severity === 'hard' ? [rule] : []));

const history = (rows: string): string => `<div class="standard-box round-history-con">${rows}</div>`;
const escaped = (value: unknown): string => JSON.stringify(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** The page with other values in the columns that came with rating 3.0: count, count in brackets, ADR, KAST, swing. */
function withNewer(version: string, [count = '', inner = '', adr = '', kast = '', swing = '']: string[]): string {
  return mapStatsPage()
    .replaceAll('"ratingDesc">3.0', `"ratingDesc">${version}`)
    .replaceAll(/(st-(?:kills|deaths) eco[^>]*>)\d+( <span[^>]*>)\(\d+\)/g, `$1${count}$2${inner}`)
    .replaceAll(/(st-opkd[^>]*eco[^>]*>)4 : 1/g, `$1${count} : ${count}`)
    .replaceAll(/(st-adr eco[^>]*>)[^<]*/g, `$1${adr}`)
    .replaceAll(/(st-kast[^>]*eco[^>]*>)(?=\d)[^<]*/g, `$1${kast}`)
    .replaceAll(/(st-roundSwing won">)(?=[+-])[^<]*/g, `$1${swing}`);
}

const NO_NEWER = {
  ...{ ecoKills: null, ecoHeadshots: null, ecoDeaths: null, ecoTradedDeaths: null, ecoAdr: null, ecoKast: null },
  ...{ ecoOpeningKills: null, ecoOpeningDeaths: null, roundSwing: null },
};

describe('the map stats page of the reference', () => {
  it('gives the values of its example', () => {
    const page = mapStats();
    expect(page).toMatchObject({
      mapStatsId: 300_001,
      matchId: 2_400_001,
      eventId: 9100,
      mapName: 'Ancient',
      ratingVersion: '3.0',
      startedAtMs: 1_771_080_000_000,
      team1Rounds: 13,
      team1StartSide: 'ct',
      team1CtRounds: 8,
      team2CtRounds: 5,
      team1OtRounds: null,
      team2Country: 'Spain',
      team1Rating: 1.47,
      team1FirstKills: 10,
      team2ClutchesWon: 5,
      scoreboards: 2,
    });
    expect(page.playerMapStats).toHaveLength(30);
    expect(page.playerMapStats[0]).toMatchObject({
      kills: 18,
      headshots: 8,
      ecoKills: 21,
      ecoHeadshots: 10,
      deaths: 18,
      tradedDeaths: 2,
      ecoTradedDeaths: 3,
      openingKills: 2,
      ecoOpeningKills: 4,
      kast: 90.9,
      ecoKast: 116.2,
      roundSwing: 5.31,
    });
    expect(page.rounds).toHaveLength(22);
    expect(page.rounds[21]).toMatchObject({ roundNumber: 22, team1Score: 13, team2Score: 9 });
    expect(hardIn('map-stats', page as never)).toEqual([]);
  });

  it.each([
    ['an empty one', history('')],
    [
      'rows without icons',
      history('<div class="round-history-team-row"><img class="round-history-team" src="a.png"></div>'.repeat(2)),
    ],
  ])('is kept where no round is published: %s', (_what, text) => {
    const { rounds, issues } = mapStats({ history: text });
    expect(rounds).toEqual([]);
    expect(issues).toEqual([expect.objectContaining({ field: 'rounds', expected: 'icons of played rounds' })]);
  });

  it('is not read without a round history', () => {
    expect(() => mapStats({ history: '' })).toThrow('rounds: expected a round history, saw none');
  });

  it('is not read without rounds where icons stand under another class', () => {
    const renamed = mapStatsPage().replaceAll('round-history-outcome', 'renamed');
    expect(() => PAGES['map-stats'].parse(renamed, { id: null })).toThrow('rounds');
  });

  it.each(['(3)', '%20(3)', ' (3)', '%283%29'])('knows icons of saved copies by their names, ending in %s', (end) => {
    const icons = history(historyRows(undefined, (name) => `./saved_files/${name}${end}.svg`));
    expect(mapStats({ history: icons })).toEqual(mapStats());
  });

  it('has a finding for icons that are embedded pictures, which have no name', () => {
    const page = mapStats({ history: history(historyRows(undefined, () => 'data:image/svg+xml;base64,PHN2Zz4=')) });
    expect(page.rounds.map(({ outcome, ...round }) => round)).toEqual(
      mapStats().rounds.map(({ outcome, ...round }) => round),
    );
    expect(page.rounds.every(({ outcome }) => outcome === null)).toBe(true);
    expect(page.issues).toMatchObject([{ field: 'rounds.outcome', expected: 'icons with a name', seen: 'pictures' }]);
  });

  it('is observed to lack a column that it no longer has', () => {
    const html = mapStatsPage().replaceAll(/<t([dh]) class="st-adr traditional-data">.*?<\/t\1>/g, '');
    const isPresent = (text: string) => {
      const observed = observeBlocks('map-stats', text, PAGES['map-stats'].parse(text, { id: null }));
      return Object.fromEntries(observed.map((block) => [block.block, block.isPresent]));
    };
    expect(isPresent(mapStatsPage())).toMatchObject({ damage: true, KAST: true, 'countries of the players': true });
    expect(isPresent(html)).toMatchObject({ damage: false, KAST: true });
  });

  it('finds teams and scores where links are bold or stand deeper', () => {
    const box = (id: number, name: string, score: number) =>
      `<span><a href="/stats/teams/${id}/x" class="block bold">${name}</a></span><div class="bold">${score}</div>`;
    expect(mapStats({ teams: [box(9001, 'Alpha Wolves', 13), box(9002, 'Bravo Foxes', 9)] })).toEqual(mapStats());
  });

  it.each([' ( 7 : 5 )', ' <span>( 7 : 5 )</span>', ' ( <span>7</span> : <span>5</span> )', ' ( 3 : 3 ) ( 4 : 2 )'])(
    'adds up the overtime in%s',
    (overtime) => {
      const level = BREAKDOWN.replace('>13<', '>19<')
        .replace('>9<', '>17<')
        .replace('>8<', '>6<')
        .replace('>4<', '>6<');
      const breakdown = level.replaceAll('>5<', '>6<') + overtime;
      const page = mapStats({ scores: ['19', '17'], breakdown, history: history('') });
      expect(page).toMatchObject({ team1OtRounds: 7, team2OtRounds: 5, team1CtRounds: 6, team2TRounds: 6 });
      expect(hardIn('map-stats', page as never)).toEqual([]);
    },
  );

  it.each([
    ['2.0', ['null', '(null)', '0.0', '0.0%', '+0.00%']],
    ['2.1', ['-', '(-)', '-', '-', '-']],
    ['2.0', ['0', '(0)', '0.0', '0.0%', '+0.00%']],
  ])('has no values of rating 3.0 on a map of rating %s that shows %j, without a finding', (version, shown) => {
    const page = PAGES['map-stats'].parse(withNewer(version, shown), { id: null });
    for (const row of page.playerMapStats) expect(row).toMatchObject({ ...NO_NEWER, kills: expect.any(Number) });
    expect(page).not.toHaveProperty('issues');
  });

  it('names values of rating 3.0 on a map of an older rating, and does not store them', () => {
    const page = PAGES['map-stats'].parse(withNewer('2.0', ['21', '(10)', '64.5', '91.0%', '+5.31%']), { id: null });
    for (const row of page.playerMapStats) expect(row).toMatchObject(NO_NEWER);
    expect(page.issues).toHaveLength(6);
    expect(page.issues?.[0]).toMatchObject({
      field: 'playerMapStats',
      expected: 'no eco-adjusted values and no swing with rating 2.0',
      seen: expect.stringContaining('ecoKills 21, ecoHeadshots 10'),
    });
  });

  it('keeps the zeros of a map of rating 3.0', () => {
    const page = PAGES['map-stats'].parse(withNewer('3.0', ['1', '(0)', '0.0', '0.0%', '+0.00%']), { id: null });
    expect(page.playerMapStats[0]).toMatchObject({
      ecoKills: 1,
      ecoHeadshots: 0,
      ecoAdr: 0,
      ecoKast: 0,
      roundSwing: 0,
    });
    const none = PAGES['map-stats'].parse(withNewer('3.0', ['null', '(null)', '0.0', '0.0%', '+0.00%']), { id: null });
    expect(none.playerMapStats[0]).toMatchObject({ ...NO_NEWER, roundSwing: 0 });
  });

  it('keeps a page with one scoreboard', () => {
    const page = mapStats({ boards: scoreboard(1, 'totalstats') });
    expect(page.scoreboards).toBe(1);
    expect(page.playerMapStats.map(({ teamId }) => teamId)).toEqual([9002, 9002, 9002, 9002, 9002]);
    expect(hardIn('map-stats', page as never)).toEqual([]);
  });

  it('keeps what was played of a map that was given away', () => {
    const breakdown = BREAKDOWN.replace('>13<', '>1<').replace('>9<', '>0<');
    const page = mapStats({ scores: ['1', '0'], breakdown });
    expect(page).toMatchObject({ team1Rounds: 1, team2Rounds: 0, team1CtRounds: 8 });
    expect(hardIn('map-stats', page as never)).toEqual([]);
    const map = {
      ...page,
      mapNumber: 1,
      state: 'played',
      winnerTeamId: 9001,
      pickedByTeamId: null,
      matchId: 2_400_001,
    };
    const overview = { ...page, matchId: 2_400_001, mapNumber: 1, bestOf: 3, map, playerMapStats: [] };
    const beside = checkMapStatsAgainstOverview(mapStats(), overview as never);
    expect(beside.filter(({ severity }) => severity === 'hard')).toEqual([]);
  });
});

describe('the performance page of the reference', () => {
  const changed = (label: string, change: Bar): Bar[] =>
    BARS.map((bar) => (bar.label === label ? { ...bar, ...change } : bar));

  it('gives the values of its example', () => {
    const page = performance();
    expect(page).toMatchObject({
      mapStatsId: 300_001,
      ratingVersion: '3.0',
      team1Name: 'Alpha Wolves',
      team2Kills: 90,
    });
    expect(page.playerMapStats).toHaveLength(10);
    expect(page.playerMapStats[0]).toMatchObject({
      playerId: 50_001,
      playerName: 'ash',
      kpr: 0.82,
      kast: 90.9,
      mkRating: 1.18,
      impact: null,
      roundSwing: 5.31,
      rating: 1.47,
    });
    expect(page.killMatrix).toHaveLength(150);
    expect(page.killMatrix[0]).toEqual({ kind: 'all', killerId: 50_011, victimId: 50_001, kills: 4 });
    expect(hardIn('performance', page as never)).toEqual([]);
  });

  it.each([
    ['numbers instead of texts', changed('ADR', { displayValue: 63.2 })],
    ['a line without a label', [...BARS, { vline: 'true' }]],
    ['labels as in the tooltips', changed('Swing', { label: 'Round Swing' })],
    ['labels as in the tooltips', changed('MK rating', { label: 'Multi-kill rating' })],
    ['blanks around labels', BARS.map((bar) => ({ ...bar, label: ` ${bar.label}  ` }))],
  ])('says the same with %s', (_what, bars) => {
    expect(performance({ bars })).toEqual(performance());
  });

  it('says the same with a bar of another kind, which it names', () => {
    const unknowns = [{ what: 'chart bar', seen: 'form' }];
    const bars = [...BARS, { label: 'Form', displayValue: '3' }];
    expect(performance({ bars })).toEqual({ ...performance(), unknowns });
  });

  it.each(['-', null, 'null'])('has no value where the bar shows %j', (displayValue) => {
    expect(performance({ bars: changed('ADR', { displayValue }) }).playerMapStats[0]?.adr).toBeNull();
  });

  it('reads a chart that was escaped twice', () => {
    const config = escaped({ dataSource: { data: BARS } }).replaceAll('&', '&amp;');
    expect(performance({ config })).toEqual(performance());
  });

  it('has no swing with an older rating', () => {
    const older = changed('Rating 3.0', { label: 'Rating 2.0' });
    const zero = older.map((bar) => (bar.label === 'Swing' ? { ...bar, displayValue: '+0.00%' } : bar));
    expect(performance({ bars: zero }).playerMapStats[0]).toMatchObject({ roundSwing: null, rating: 1.47 });
    expect(performance({ bars: zero })).not.toHaveProperty('issues');
    const { playerMapStats, issues } = performance({ bars: older });
    expect(playerMapStats[0]).toMatchObject({ roundSwing: null, rating: 1.47 });
    expect(issues).toMatchObject([{ field: 'playerMapStats', seen: expect.stringContaining('roundSwing 5.31') }]);
  });

  it('asks no damage and no KAST of the first rating', () => {
    const bars = [...BARS.slice(0, 2), { label: 'Rating 1.0', displayValue: '1.47' }];
    expect(performance({ bars })).toMatchObject({ ratingVersion: '1.0' });
    expect(performance({ bars }).playerMapStats[0]).toMatchObject({ kpr: 0.82, adr: null, kast: null, rating: 1.47 });
    expect(() => performance({ bars: BARS.filter(({ label }) => label !== 'KAST') })).toThrow('kast');
  });
});

describe('the economy page of the reference', () => {
  const inChart = (from: string | RegExp, to: string): Economy => ({
    chart: JSON.parse(JSON.stringify(economyChart()).replaceAll(from, to)),
  });
  const asNumbers = SERIES.map((each) => ({
    ...each,
    data: each.data.map((point) => ({ ...point, value: Number(point.value) })),
  }));
  const average = { seriesname: 'Average', data: [{ value: '1' }, { value: '2' }, { value: '3' }] };

  it('gives the values of its example', () => {
    const page = economy();
    expect(page).toMatchObject({ mapStatsId: 300_001, team1Name: 'Alpha Wolves', team2Name: 'Bravo Foxes' });
    expect(
      page.roundEconomy.map(({ equipmentValue, side, won, buyType }) => [equipmentValue, side, won, buyType]),
    ).toEqual([
      [4200, 'ct', true, 'full_eco'],
      [4050, 't', false, 'full_eco'],
      [22_300, 'ct', false, 'full_buy'],
      [8700, 't', true, 'semi_eco'],
      [9100, 'ct', false, 'semi_eco'],
      [24_100, 't', true, 'full_buy'],
    ]);
    expect(page.cells).toEqual(page.roundEconomy.map((round) => ({ ...round, icon: expect.any(String) })));
    expect(page.breakdown[0]).toEqual({ team: 1, buyType: 'full_eco', played: 2, won: 1 });
    expect(hardIn('economy', page as never)).toEqual([]);
  });

  it.each<[string, Economy]>([
    ['numbers instead of texts', { chart: economyChart(asNumbers, [1, 2, 3]) }],
    ['relative addresses of the pictures', inChart('https://www.hltv.org', '')],
    ['bare names of the pictures', inChart('https://www.hltv.org/img/static/economy/', '')],
    ['a line that is no team’s', { chart: economyChart([average, ...SERIES]) }],
    ['a picture at the loser', inChart('"value":"4050"', '"value":"4050","anchorImageUrl":"/x/tRoundLost.png"')],
    ['a chart that was escaped twice', { config: escaped(economyChart()).replaceAll('&', '&amp;') }],
    ['the chart in other elements', { wrap: (chart) => `<p><i>${chart.replaceAll('worker-ignore', 'div')}</i></p>` }],
    ['teams in writing', { tables: categories(undefined, (team) => ['Alpha Wolves', 'Bravo Foxes'][team] ?? '') }],
    ['a negative number of the chart', inChart('uniqueChartId7654321', 'uniqueChartId-7654321')],
  ])('says the same with %s', (_what, change) => {
    expect(economy(change)).toEqual(economy());
  });

  it('says the same without the chart, and leaves out rounds that were not played', () => {
    expect(economy({ chart: null }).roundEconomy).toEqual(economy().roundEconomy);
    const blank: [string, string] = ['', ''];
    const tables = categories([
      [['4200', 'ctPistolWin'], blank, blank],
      [['4050', 'tPistolLoss'], blank, blank],
    ]);
    expect(economy({ chart: null, tables }).roundEconomy).toHaveLength(2);
  });

  it('takes money with a sign for the same value', () => {
    const tables = categories([
      [
        ['$4,200', 'ctPistolWin'],
        ['$22,300', 'ctRifleArmorLoss'],
        ['9100', 'ctForcePistolLoss'],
      ],
      [
        ['4050', 'tPistolLoss'],
        ['8700', 'tForcePistolWin'],
        ['24100', 'tRifleArmorWin'],
      ],
    ]);
    expect(economy({ tables }).cells).toEqual(economy().cells);
  });

  it('keeps the chart where the tables are empty and the boxes in other words', () => {
    const tables = '<table class="standard-box equipment-categories"><tbody></tbody></table>';
    const page = economy({ tables, boxes: breakdownBox(0, ['3', '?', '', '2 of 4']) });
    expect(page).toMatchObject({ roundEconomy: economy().roundEconomy, cells: [], breakdown: [] });
  });
});
