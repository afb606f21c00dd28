import type { Finding, MatchPage, OverviewPlayerStats } from '../page-records.ts';
import { difference, listed, sum } from './comparing.ts';
import { isAwarded, roundsPlayed } from './halves.ts';
import { fieldsAreReadable } from './issues-rule.ts';
import { mapScoreRules } from './map-score-rules.ts';
import { ROSTER_RULES } from './roster-rules.ts';
import { hard, type Mismatch, mismatchIf, type Rule, runRules, soft } from './rule.ts';
import { savedInFull } from './saver-rule.ts';
import { compareSideSums, playerText, type Scoreboard, scoreboardRules } from './scoreboard-rules.ts';
import { hasIssues, hasNote, SERIES_RULES } from './series-rules.ts';
import { nothingUnknown } from './unknowns-rule.ts';

/** Maps with a final score; none while the match is live. */
function listScores(page: MatchPage) {
  if (page.status === 'live') return [];
  return page.maps.filter((map) => map.state === 'played').map((map) => ({ mapNumber: map.mapNumber, score: map }));
}

function listBoards(page: MatchPage): Scoreboard<OverviewPlayerStats>[] {
  return page.maps.map((map) => ({
    mapNumber: map.mapNumber,
    rounds: page.status === 'live' || map.state === 'forfeit' || isAwarded(map) ? null : roundsPlayed(map),
    team1Id: page.team1Id,
    team2Id: page.team2Id,
    rows: page.playerMapStats.filter((row) => row.mapNumber === map.mapNumber),
  }));
}

function compareSides(page: MatchPage): Mismatch[] {
  return listBoards(page).flatMap(({ mapNumber, rows }) =>
    compareSideSums(rows, {
      kills: (row) => row.kills,
      deaths: (row) => row.deaths,
    }).map((each) => ({ ...each, mapNumber })),
  );
}

/** Compares the sum of the maps of a player with the all-maps tables. */
function compareSeriesSums(page: MatchPage): Mismatch[] {
  return page.seriesPlayerStats.flatMap((total) => {
    const { playerId, side, teamId } = total;
    const maps = page.playerMapStats.filter(
      (row) => row.playerId === playerId && row.side === side && row.teamId === teamId,
    );
    const kills = sum(maps.map((row) => row.kills));
    const deaths = sum(maps.map((row) => row.deaths));
    if (kills === null || deaths === null || total.kills === null || total.deaths === null) return [];
    if (kills === total.kills && deaths === total.deaths) return [];
    return [
      {
        expected: `${playerText(total)} ${total.side}: ${total.kills}-${total.deaths} over all maps`,
        seen: `${kills}-${deaths}, the sum of ${maps.length} maps`,
      },
    ];
  });
}

function lacksRows(page: MatchPage): boolean {
  return hasIssues(page, 'playerMapStats') || hasIssues(page, 'seriesPlayerStats');
}

/** A played map has no tables: stats are published later, or the match is live. */
function lacksTables(page: MatchPage): boolean {
  const withTables = new Set(page.playerMapStats.map((row) => row.mapNumber));
  return page.status === 'live' || page.maps.some((map) => map.state === 'played' && !withTables.has(map.mapNumber));
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

function compareTables(page: MatchPage): Mismatch[] {
  if (page.leftOut !== undefined) return [];
  return listGroups(page).flatMap(({ text, mapNumber, rows }) =>
    mismatchIf(rows.length === 0, () => ({ expected: `player tables of ${text}`, seen: 'none', mapNumber })),
  );
}

/** Players of a group of tables who are missing in the table of one side. */
function compareTablePlayers(page: MatchPage): Mismatch[] {
  const groups = listGroups(page);
  return groups.flatMap(({ text, mapNumber, rows }) => {
    const others = mapNumber === null ? page.playerMapStats : [];
    const memberIds = [...rows, ...others].map(({ playerId }) => playerId);
    return ['both', 'ct', 't'].flatMap((side) => {
      const present = rows.flatMap((row) => (row.side === side ? [row.playerId] : []));
      const absent = present.length === 0 ? [] : difference(memberIds, present);
      return mismatchIf(absent.length > 0, () => ({
        expected: `players ${listed(absent)} in the tables of ${text}, side ${side}`,
        seen: 'none of them',
        mapNumber,
      }));
    });
  });
}

export const MATCH_RULES: Rule<MatchPage>[] = [
  fieldsAreReadable('match'),
  savedInFull('match'),
  nothingUnknown('match'),
  ...SERIES_RULES,
  ...mapScoreRules('match', listScores, hasNote),
  ...ROSTER_RULES,
  ...scoreboardRules('match', listBoards, { hasNote, lacksRows }),
  soft({
    name: 'match/maps-have-tables',
    statement: 'On a page with player tables each map with a stats link has its own, and so has the series.',
    compare: compareTables,
  }),
  soft({
    name: 'match/tables-list-the-same-players',
    statement: 'The tables of a map list the same players on each side; those of the series list all of the maps.',
    compare: compareTablePlayers,
  }),
  hard({
    name: 'match/sides-add-up',
    statement: 'CT and T add up to the total for kills and deaths; never asked of eco-adjusted values.',
    compare: compareSides,
  }),
  // An annulled map may still be counted in the all-maps tables.
  hard({
    name: 'match/maps-add-up',
    statement:
      'Kills and deaths of the maps add up to the all-maps tables; soft with a note, a forfeit, or rows missing.',
    compare: compareSeriesSums,
    downgradeIf: (page) =>
      lacksTables(page) || lacksRows(page) || hasNote(page) || page.maps.some(({ state }) => state === 'forfeit'),
  }),
];

export function checkMatchPage(page: MatchPage): Finding[] {
  return runRules(MATCH_RULES, page);
}
