import { describe, expect, it } from 'vitest';
import { assembleMap } from '../../src/assembly/map.ts';
import { outcomesOfRounds } from '../../src/assembly/swing-beside-map-stats.ts';
import { checkPage } from '../../src/checks/check-page.ts';
import type { MapStatsPage, MatchPage, PerformancePage } from '../../src/page-records.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { eventOf, sectionOf } from '../checks/broken-round-swing.ts';
import { mapStatsPage, matchPage, performancePage } from '../checks/records.ts';
import { hasCorpus } from '../helpers/corpus.ts';
import { PAGE_ID, performancePageHtml } from '../helpers/performance-page.ts';
import { recordedMap, renderSection } from '../helpers/round-swing.ts';

type Change = (pages: { performance: PerformancePage; mapStats: MapStatsPage; match: MatchPage }) => void;

function rowsAfter(change: Change, { hasMapStats = true } = {}) {
  const pages = { performance: performancePage(), mapStats: mapStatsPage(), match: matchPage() };
  change(pages);
  const [map] = pages.match.maps;
  if (map === undefined) throw new Error('no map');
  const mapStats = hasMapStats ? pages.mapStats : null;
  return assembleMap(pages.match, map, { mapStats, performance: pages.performance, economy: null });
}

const roundsIn = (rows: ReturnType<typeof rowsAfter>) =>
  new Set(rows.round_events.map(({ roundNumber }) => roundNumber));
const WHOLE = rowsAfter(() => {});

/** The same section as a page would have it that names the other team first. */
function swapTeams({ performance }: { performance: PerformancePage }): void {
  const section = sectionOf(performance);
  [section.team1Name, section.team2Name] = [section.team2Name, section.team1Name];
  for (const event of section.events) {
    [event.team1Alive, event.team2Alive] = [event.team2Alive, event.team1Alive];
    [event.team1WinProbability, event.team2WinProbability] = [event.team2WinProbability, event.team1WinProbability];
  }
  for (const score of section.scores) [score.team1Rounds, score.team2Rounds] = [score.team2Rounds, score.team1Rounds];
}

describe('the events of the rounds', () => {
  it('are rows of the map, with the counts and chances of team 1 of the match', () => {
    expect(roundsIn(WHOLE).size).toBe(22);
    expect(WHOLE.round_events).toHaveLength(sectionOf(performancePage()).events.length);
    expect(WHOLE.round_events[1]).toEqual({
      ...{ matchId: 2400001, mapNumber: 1, roundNumber: 1, eventNumber: 2, type: 'kill' },
      ...{ playerId: 102, victimId: 201, team1Alive: 5, team2Alive: 4, team1WinProbability: 52 },
    });
    expect(WHOLE.round_event_swings).toHaveLength(220);
  });

  it('are the same when the section names the teams in the other order', () => {
    expect(rowsAfter(swapTeams)).toEqual(WHOLE);
    expect(rowsAfter(swapTeams, { hasMapStats: false }).round_events).toEqual(WHOLE.round_events);
  });

  it.each([
    [
      'its last event',
      (page: PerformancePage) => sectionOf(page).events.findLast(({ roundNumber }) => roundNumber === 1),
    ],
    ['its second event', (page: PerformancePage) => eventOf(page, 1, 2)],
  ])('say nothing of the outcome of a round without %s', (_, lost) => {
    const page = performancePage();
    const event = lost(page);
    sectionOf(page).events = sectionOf(page).events.filter((each) => each !== event);
    const mapStats = mapStatsPage();
    Object.assign(mapStats.rounds[0] ?? {}, { outcome: 'bomb_exploded' });
    expect(outcomesOfRounds({ page: performancePage(), mapStats })).toHaveLength(1);
    expect(outcomesOfRounds({ page, mapStats })).toEqual([]);
  });

  it('are the same when both teams have other names by now', () => {
    const renamed = rowsAfter(({ match }) => Object.assign(match, { team1Name: 'New Wolves', team2Name: 'New Foxes' }));
    expect(renamed.round_events).toEqual(WHOLE.round_events);
  });

  it('are none when nothing says which team is first', () => {
    const rows = rowsAfter(({ performance }) => {
      Object.assign(sectionOf(performance), { team1Name: 'Gamma', team2Name: 'Delta' });
    });
    expect(rows.round_events).toEqual([]);
    expect(rows.kill_matrix).toEqual(WHOLE.kill_matrix);
  });

  it.each<[string, Change, number[]]>([
    ['a count that rises', ({ performance }) => Object.assign(eventOf(performance, 4, 3), { team2Alive: 5 }), [4]],
    [
      'chances that do not add up',
      ({ performance }) => Object.assign(eventOf(performance, 5, 2), { team2WinProbability: 40 }),
      [5],
    ],
    [
      'another winner by the score',
      ({ performance }) => Object.assign(sectionOf(performance).scores[6] ?? {}, { team1Rounds: 9 }),
      [7, 8],
    ],
    [
      'another winner on map stats',
      ({ mapStats }) => Object.assign(mapStats.rounds[8] ?? {}, { winnerTeamId: 9999 }),
      [9],
    ],
    [
      'another outcome on map stats',
      ({ mapStats }) => Object.assign(mapStats.rounds[9] ?? {}, { outcome: 'bomb_defused' }),
      [10],
    ],
  ])('leave out a round with %s', (_, change, withheld) => {
    const rows = rowsAfter(change);
    const all = Array.from({ length: 22 }, (__, index) => index + 1);
    expect([...roundsIn(rows)]).toEqual(all.filter((round) => !withheld.includes(round)));
    const withSwings = new Set(rows.round_event_swings.map(({ roundNumber }) => roundNumber));
    expect(withSwings).toEqual(roundsIn(rows));
    expect([rows.kill_matrix, rows.player_map_stats]).toEqual([WHOLE.kill_matrix, WHOLE.player_map_stats]);
  });

  it('keep their rows and lose the swings when those of one player do not add up', () => {
    const rows = rowsAfter(({ performance }) => {
      Object.assign(sectionOf(performance).swings[0] ?? {}, { swing: 6 });
    });
    expect(rows.round_events).toEqual(WHOLE.round_events);
    expect(rows.round_event_swings).toEqual([]);
  });

  it('have no swing of a player whose nick is not clear, and those of the others', () => {
    const rows = rowsAfter(({ performance }) => {
      const section = sectionOf(performance);
      for (const player of section.players) if (player.playerId === 102) player.playerName = 'player101';
      for (const swing of section.swings) if (swing.playerId === 101 || swing.playerId === 102) swing.playerId = null;
    });
    expect(rows.round_event_swings).toHaveLength(176);
  });
});

it.runIf(hasCorpus)('nothing is found on the recorded map but the one kill of a team mate', () => {
  const map = recordedMap();
  const page = PAGES.performance.parse(performancePageHtml(map, renderSection(map)), { id: PAGE_ID });
  expect(checkPage('performance', page)).toEqual([
    {
      rule: 'performance/round-swing-is-the-change',
      severity: 'soft',
      mapNumber: null,
      expected: 'round 3, event 8: swings of -26.8 and 26.8',
      seen: '-39.72 and 13.83',
    },
  ]);
});
