import { describe, expect, it } from 'vitest';
import { teamsOfSeries } from '../../src/assembly/teams.ts';
import { checkPage } from '../../src/checks/check-page.ts';
import {
  checkEconomyBeside,
  checkListingAgainstOverview,
  checkMapStatsAgainstOverview,
  checkPerformanceBeside,
} from '../../src/checks/cross-page.ts';
import type { EconomyPage, Finding, MapStatsPage } from '../../src/page-records.ts';
import {
  economyPage,
  listingEntry,
  mapStatsPage,
  matchPage,
  overtimeEconomyPage,
  overtimePage,
  overviewContext,
  performancePage,
  resultsPage,
} from './records.ts';

function firstTeamOf(page: EconomyPage, mapStats: MapStatsPage): number | null {
  return teamsOfSeries(page, mapStats, mapStats.team1StartSide)[0];
}

function severitiesOf(findings: Finding[], rule: string): string[] {
  return [...new Set(findings.filter((finding) => finding.rule === rule).map((finding) => finding.severity))];
}

/** The same page with the teams changing places, as some stats pages have it. */
function swapped(page: MapStatsPage): MapStatsPage {
  const entries = Object.entries(page).map(([field, value]) => {
    if (field.startsWith('team1')) return [field.replace('team1', 'team2'), value];
    return [field.replace('team2', 'team1'), value];
  });
  const turned = Object.fromEntries(entries) as MapStatsPage & { team2StartSide?: unknown };
  delete turned.team2StartSide;
  turned.team1StartSide = page.team1StartSide === 'ct' ? 't' : 'ct';
  turned.rounds = page.rounds.map((round) => ({
    ...round,
    team1Score: round.team2Score,
    team2Score: round.team1Score,
  }));
  return turned;
}

describe('map stats', () => {
  it('takes a page with overtime', () => {
    expect(checkPage('map-stats', overtimePage())).toEqual([]);
  });

  it('takes eco-adjusted KAST above 100 and eco values that do not add up', () => {
    const page = mapStatsPage();
    expect(page.playerMapStats.some((row) => (row.ecoKast ?? 0) > 100)).toBe(true);
    for (const row of page.playerMapStats) Object.assign(row, { ecoKills: 77, ecoDeaths: 3, ecoHeadshots: 99 });
    expect(checkPage('map-stats', page)).toEqual([]);
  });

  it('accepts null for every optional value', () => {
    const page = mapStatsPage();
    for (const row of page.playerMapStats) {
      for (const field of Object.keys(row)) {
        const isKept = ['playerId', 'playerName', 'side', 'teamId'].includes(field);
        if (!isKept) Object.assign(row, { [field]: null });
      }
    }
    const unknown = { matchId: null, team1Rating: null, team1FirstKills: null, team1ClutchesWon: null };
    const halves = { team1StartSide: null, team1CtRounds: null, team1TRounds: null, team2CtRounds: null };
    Object.assign(page, unknown, halves, { team2TRounds: null, ratingVersion: null });
    for (const round of page.rounds) Object.assign(round, { winnerSide: null, team1Score: null, team2Score: null });
    expect(checkPage('map-stats', page)).toEqual([]);
    expect(checkMapStatsAgainstOverview(page, overviewContext())).toEqual([]);
  });

  it('takes a page without round icons', () => {
    expect(checkPage('map-stats', { ...mapStatsPage(), rounds: [] })).toEqual([]);
  });

  it('asks no team sums of a page with one scoreboard', () => {
    const page = mapStatsPage();
    page.scoreboards = 1;
    page.playerMapStats = page.playerMapStats.filter((row) => row.teamId === page.team1Id);
    expect(checkPage('map-stats', page)).toEqual([]);
    expect(checkMapStatsAgainstOverview(page, overviewContext())).toEqual([]);
    expect(checkPerformanceBeside(performancePage(), { mapStats: page, overview: null })).toEqual([]);
  });

  it('takes a round without a first kill', () => {
    const page = mapStatsPage();
    page.team1FirstKills! -= 1;
    page.playerMapStats = [];
    expect(checkPage('map-stats', page)).toEqual([]);
  });

  it('takes overtime rounds that the history lacks softly, rounds of regulation never', () => {
    const page = overtimePage();
    page.rounds.splice(27);
    expect(severitiesOf(checkPage('map-stats', page), 'map-stats/rounds-are-the-score')).toEqual(['soft']);
    page.rounds.splice(20);
    expect(severitiesOf(checkPage('map-stats', page), 'map-stats/rounds-are-the-score')).toEqual(['hard']);
  });

  it('takes titles of another convention softly', () => {
    const page = mapStatsPage();
    for (const round of page.rounds) {
      Object.assign(round, { team1Score: round.team2Score, team2Score: round.team1Score });
    }
    expect(severitiesOf(checkPage('map-stats', page), 'map-stats/running-score')).toEqual(['soft']);
  });

  it('does not ask the mean rating of six players', () => {
    const page = mapStatsPage();
    page.playerMapStats.push({ ...page.playerMapStats[0]!, playerId: 106, rating: 0.1 });
    expect(severitiesOf(checkPage('map-stats', page), 'map-stats/team-rating-is-the-mean')).toEqual([]);
  });
});

describe('map stats against the overview', () => {
  it.each([
    ['no note', {}, 'hard'],
    ['a note', { note: 'Alpha Wolves receive a technical win' }, 'soft'],
    ['an overview read while the match was live', { status: 'live' as const }, 'soft'],
  ])('compares the final scores: %s', (_what, change, severity) => {
    const overview = { ...overviewContext(), ...change };
    overview.map.team1Rounds = 16;
    const found = checkMapStatsAgainstOverview(mapStatsPage(), overview);
    expect(found.map((finding) => [finding.rule, finding.severity])).toEqual([
      ['map-stats/score-of-the-overview', severity],
    ]);
  });

  it('keeps a page that spells the map in another way', () => {
    const overview = overviewContext();
    overview.map.mapName = 'Ancient (Night)';
    const found = checkMapStatsAgainstOverview(mapStatsPage(), overview);
    expect(found.map((finding) => [finding.rule, finding.severity])).toEqual([
      ['map-stats/map-of-the-overview', 'soft'],
    ]);
  });

  it('maps teams by id when the page has them the other way round', () => {
    const turned = swapped(mapStatsPage());
    expect(checkPage('map-stats', turned)).toEqual([]);
    const found = checkMapStatsAgainstOverview(turned, overviewContext());
    expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([['map-stats/left-is-team-1', 'soft']]);
  });

  it('gives both values and the map number', () => {
    const page = mapStatsPage();
    const ct = page.playerMapStats.find((row) => row.playerId === 203 && row.side === 'ct')!;
    Object.assign(ct, { kills: 44, adr: 1.5 });
    const [finding, ...others] = checkMapStatsAgainstOverview(page, { ...overviewContext(), mapNumber: 1 });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'map-stats/player-values-of-the-overview',
      severity: 'soft',
      mapNumber: 1,
      seen: 'kills 44, ADR 1.5',
    });
    expect(finding?.expected).toMatch(/^player203 \(203\) ct: kills \d+, ADR 70.5$/);
  });

  it('asks nothing of a map whose name was not decided and whose score was not there', () => {
    const overview = overviewContext();
    Object.assign(overview.map, { mapName: 'TBA', team1Rounds: null, team2Rounds: null, mapStatsId: null });
    expect(checkMapStatsAgainstOverview(mapStatsPage(), overview)).toEqual([]);
  });
});

describe('performance against map stats', () => {
  it('notes a player of one page only softly, and rates per round softly then', () => {
    const page = performancePage();
    const mapStats = mapStatsPage();
    mapStats.playerMapStats.push({ ...mapStats.playerMapStats[0]!, playerId: 106, kills: 0, deaths: 0, assists: 0 });
    expect(checkPerformanceBeside(page, { mapStats, overview: null }).map(({ severity }) => severity)).toEqual([
      'soft',
    ]);
    page.playerMapStats[0]!.kpr = 2;
    expect(
      severitiesOf(checkPerformanceBeside(page, { mapStats, overview: null }), 'performance/per-round-of-map-stats'),
    ).toEqual(['soft']);
  });

  it('takes cards without a place in the matrix softly where it is not five against five', () => {
    const page = performancePage();
    page.playerMapStats.push({ ...page.playerMapStats[0]!, playerId: 106 });
    expect(severitiesOf(checkPage('performance', page), 'performance/cards-are-the-matrix')).toEqual(['soft']);
  });

  it('takes columns in the other order', () => {
    const page = performancePage();
    const turned = {
      ...page,
      team1Name: page.team2Name,
      team1Kills: page.team2Kills,
      team1Deaths: page.team2Deaths,
      team1Assists: page.team2Assists,
      team2Name: page.team1Name,
      team2Kills: page.team1Kills,
      team2Deaths: page.team1Deaths,
      team2Assists: page.team1Assists,
      playerMapStats: page.playerMapStats.map((card) => ({
        ...card,
        team: card.team === 1 ? (2 as const) : (1 as const),
      })),
    };
    expect(checkPage('performance', turned)).toEqual([]);
    expect(checkPerformanceBeside(turned, { mapStats: mapStatsPage(), overview: null })).toEqual([]);
  });

  it('accepts null for every optional value', () => {
    const page = performancePage();
    for (const card of page.playerMapStats) Object.assign(card, { kpr: null, dpr: null, kast: null, adr: null });
    Object.assign(page, {
      team1Kills: null,
      team1Deaths: null,
      team1Assists: null,
      ratingVersion: null,
      killMatrix: [],
    });
    expect(checkPage('performance', page)).toEqual([]);
    expect(checkPerformanceBeside(page, { mapStats: mapStatsPage(), overview: null })).toEqual([]);
  });
});

describe('economy', () => {
  it('takes a page that ends with regulation', () => {
    expect(checkPage('economy', overtimeEconomyPage())).toEqual([]);
    expect(checkEconomyBeside(overtimeEconomyPage(), { mapStats: overtimePage(), overview: null })).toEqual([]);
  });

  it('tells teams apart by name, whichever series comes first', () => {
    const page = economyPage();
    Object.assign(page, { team1Name: page.team2Name, team2Name: page.team1Name });
    const turn = <Round extends { team: 1 | 2 }>(round: Round) => ({
      ...round,
      team: round.team === 1 ? (2 as const) : (1 as const),
    });
    page.roundEconomy = page.roundEconomy.map(turn);
    page.cells = page.cells.map(turn);
    expect(firstTeamOf(page, mapStatsPage())).toBe(9002);
    expect(checkEconomyBeside(page, { mapStats: mapStatsPage(), overview: null })).toEqual([]);
  });

  it('tells teams apart by their sides when names differ', () => {
    const page = economyPage();
    Object.assign(page, { team1Name: 'AW', team2Name: 'BF' });
    expect(firstTeamOf(page, mapStatsPage())).toBe(9001);
    expect(checkEconomyBeside(page, { mapStats: mapStatsPage(), overview: null }).map(({ rule }) => rule)).toEqual([
      'economy/names-of-map-stats',
    ]);
    const mapStats = swapped(mapStatsPage());
    expect(firstTeamOf(page, mapStats)).toBe(mapStats.team2Id);
  });

  it('is rejected when its names and its sides contradict each other, even without winners', () => {
    const page = economyPage();
    Object.assign(page, { team1Name: page.team2Name, team2Name: page.team1Name });
    for (const round of page.roundEconomy) round.won = null;
    const findings = checkEconomyBeside(page, { mapStats: mapStatsPage(), overview: null });
    expect(severitiesOf(findings, 'economy/sides-of-the-history')).toEqual(['hard']);
  });

  it('takes a page without tables, boxes, sides and winners', () => {
    const page = economyPage();
    Object.assign(page, { cells: [], breakdown: [] });
    for (const round of page.roundEconomy) Object.assign(round, { side: null, won: null });
    expect(checkPage('economy', page)).toEqual([]);
    expect(checkEconomyBeside(page, { mapStats: mapStatsPage(), overview: null })).toEqual([]);
  });

  it('takes boxes that count round 1 as well', () => {
    const page = economyPage();
    for (const box of page.breakdown.filter((each) => each.buyType === 'full_eco')) {
      box.played += 1;
      box.won += box.team === 1 ? 1 : 0;
    }
    expect(checkPage('economy', page)).toEqual([]);
  });
});

describe('listing', () => {
  it('takes filtered, empty and short listings', () => {
    const page = resultsPage();
    const unpaged = { offset: null, first: null, last: null, total: null };
    expect(checkPage('results', { ...page, ...unpaged })).toEqual([]);
    expect(checkPage('results', { ...page, first: 0, last: 0, total: 0, rowCount: 0, entries: [] })).toEqual([]);
  });

  it('takes the map of a best of one as its format', () => {
    const page = { ...matchPage(), bestOf: 1, team1HeaderScore: 13, team2HeaderScore: 9 };
    const entry = { ...listingEntry(), format: 'anc', team1Score: 13, team2Score: 9 };
    expect(checkListingAgainstOverview(entry, page)).toEqual([]);
  });

  it('takes a forfeit whose header has no score', () => {
    const page = { ...matchPage(), isForfeit: true, team1HeaderScore: null, team2HeaderScore: null };
    const entry = { ...listingEntry(), format: 'def', isForfeit: true, team1Score: 1, team2Score: 0 };
    expect(checkListingAgainstOverview(entry, page)).toEqual([]);
  });
});
