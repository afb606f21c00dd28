import type { MatchPage } from '../page-records.ts';
import { TableSide } from '../records.ts';
import { commonRules } from './common-rules.ts';
import { difference, listed, scoresDiffer, sumOf } from './comparing.ts';
import { isAwarded, roundsPlayed } from './halves.ts';
import { MAP_SCORE_RULES, type ScoredMap } from './map-score-rules.ts';
import { ROSTER_RULES } from './roster-rules.ts';
import { hard, type Rule, rulesOfParts, soft } from './rule.ts';
import { compareSideSums, isShort, playerText, SCOREBOARD_RULES, type Scoreboard } from './scoreboard-rules.ts';
import { hasIssues, hasNote, SERIES_RULES } from './series-rules.ts';

/** Maps with a final score; none while the match is live. */
function listScores(page: MatchPage): ScoredMap[] {
  if (page.status === 'live') return [];
  const played = page.maps.filter((map) => map.state === 'played');
  return played.map((map) => ({ mapNumber: map.mapNumber, score: map, hasNote: hasNote(page) }));
}

function listBoards(page: MatchPage): Scoreboard[] {
  const { status, team1Id, team2Id } = page;
  const boards = page.maps.map(
    (map): Scoreboard => ({
      mapNumber: map.mapNumber,
      rounds: status === 'live' || map.state === 'forfeit' || isAwarded(map) ? null : roundsPlayed(map),
      team1Id,
      team2Id,
      rows: page.playerMapStats.filter((row) => row.mapNumber === map.mapNumber),
      hasNote: hasNote(page),
      isPartial: false,
      hasGaps: () => lacksRows(page) || boards.some(isShort),
    }),
  );
  return boards;
}

function lacksRows(page: MatchPage): boolean {
  return hasIssues(page, 'playerMapStats') || hasIssues(page, 'seriesPlayerStats');
}

/** A played map has no tables: stats are published later, or the match is live. */
function lacksTables(page: MatchPage): boolean {
  const withTables = new Set(page.playerMapStats.map((row) => row.mapNumber));
  return page.status === 'live' || page.maps.some((map) => map.state === 'played' && !withTables.has(map.mapNumber));
}

/** Kills and deaths of each row of the all-maps tables, with the sums of the maps. */
function listSeriesSums(page: MatchPage) {
  return page.seriesPlayerStats.map((row) => {
    const { playerId, side, teamId } = row;
    const maps = page.playerMapStats.filter(
      (each) => each.playerId === playerId && each.side === side && each.teamId === teamId,
    );
    const added = [sumOf(maps, 'kills'), sumOf(maps, 'deaths')];
    return { row, maps, shown: [row.kills, row.deaths], added };
  });
}

type Group = { text: string; mapNumber: number | null; rows: { playerId: number; side: string; teamId: number }[] };

/** The tables of each map with stats, and those of the series. None on a page without player tables. */
function listGroups(page: MatchPage): Group[] {
  if (page.playerMapStats.length === 0 && page.seriesPlayerStats.length === 0) return [];
  const maps = page.maps.filter(({ mapStatsId, state }) => mapStatsId !== null && state === 'played');
  const ofMaps = maps.map(({ mapNumber, mapName }) => ({
    text: mapName,
    mapNumber,
    rows: page.playerMapStats.filter((row) => row.mapNumber === mapNumber),
  }));
  return [...ofMaps, { text: 'all maps', mapNumber: null, rows: page.seriesPlayerStats }];
}

/** The table of each side with the players of its group who are missing in it. */
function listTables(page: MatchPage) {
  return listGroups(page).flatMap(({ text, mapNumber, rows }) => {
    const others = mapNumber === null ? page.playerMapStats : [];
    const memberIds = [...rows, ...others].map(({ playerId }) => playerId);
    return TableSide.options.map((side) => {
      const present = rows.flatMap((row) => (row.side === side ? [row.playerId] : []));
      return { text, mapNumber, side, absent: present.length === 0 ? [] : difference(memberIds, present) };
    });
  });
}

const SIDE_RULES: Rule<Scoreboard>[] = [
  hard('sides-add-up', {
    statement: 'CT and T add up to the total for kills and deaths; not checked for eco-adjusted values.',
    compare: ({ rows }) => compareSideSums(rows, { kills: (row) => row.kills, deaths: (row) => row.deaths }),
  }),
];

export const MATCH_RULES: Rule<MatchPage>[] = [
  ...commonRules('match'),
  ...SERIES_RULES,
  ...rulesOfParts('match', MAP_SCORE_RULES, listScores),
  ...ROSTER_RULES,
  ...rulesOfParts('match', SCOREBOARD_RULES, listBoards),
  soft('match/maps-have-tables', {
    statement: 'On a page with player tables each map with a stats link has its own, and so has the series.',
    skipIf: ({ leftOut }) => leftOut !== undefined,
    each: listGroups,
    holds: ({ rows }) => rows.length > 0,
    expected: ({ text }) => `player tables of ${text}`,
    seen: () => 'none',
  }),
  soft('match/tables-list-the-same-players', {
    statement: 'The tables of a map list the same players on each side; those of the series list all of the maps.',
    each: listTables,
    holds: ({ absent }) => absent.length === 0,
    expected: ({ text, side, absent }) => `players ${listed(absent)} in the tables of ${text}, side ${side}`,
    seen: () => 'none of them',
  }),
  ...rulesOfParts('match', SIDE_RULES, listBoards),
  // An annulled map may still be counted in the all-maps tables.
  hard('match/maps-add-up', {
    statement:
      'Kills and deaths of the maps add up to the all-maps tables; soft with a note, a forfeit, or rows missing.',
    downgradeIf: (page) =>
      lacksTables(page) || lacksRows(page) || hasNote(page) || page.maps.some(({ state }) => state === 'forfeit'),
    each: listSeriesSums,
    holds: ({ shown, added }) => !scoresDiffer(shown, added),
    expected: ({ row, shown }) => `${playerText(row)} ${row.side}: ${shown.join('-')} over all maps`,
    seen: ({ maps, added }) => `${added.join('-')}, the sum of ${maps.length} maps`,
  }),
];
