import { ScraperError } from '../errors.ts';
import type { EconomyPage, MapStatsPage, MatchPage, PerformancePage } from '../page-records.ts';
import { otherSide, type TargetKind } from '../records.ts';
import { deleteSightings, saveMapStatsSightings, saveMatchSightings, savePerformanceSightings } from './sightings.ts';
import { type Context, insertAll, type Sql } from './sql.ts';
import { isConstraintError } from './storage-errors.ts';

/** Saving a page replaces everything that came from it, in one transaction, and touches nothing else. */

const PAGE_TABLES = {
  match: { table: 'match_page', key: 'match_id' },
  'map-stats': { table: 'map_stats_page', key: 'map_stats_id' },
  performance: { table: 'performance_page', key: 'map_stats_id' },
  economy: { table: 'economy_page', key: 'map_stats_id' },
} as const;

const removePage = (sql: Sql, kind: TargetKind, id: number) => {
  const { table, key } = PAGE_TABLES[kind];
  if (kind !== 'economy') deleteSightings(sql, kind, id);
  return sql.run(`DELETE FROM ${table} WHERE ${key} = ?`, [id]);
};

const refused = (kind: TargetKind, id: number, why: string) =>
  new ScraperError(`${kind} ${id}: ${why}`, { policy: 'quarantine', code: 'constraint' });

/** A page that breaks a rule of the schema is the page's fault: it is not stored, the old rows stay. */
const replacePage = (context: Context, page: { kind: TargetKind; id: number }, write: () => void) => {
  try {
    context.sql.transaction(() => {
      removePage(context.sql, page.kind, page.id);
      write();
    });
  } catch (error) {
    if (isConstraintError(error)) throw refused(page.kind, page.id, `the record breaks the schema: ${error.message}`);
    throw error;
  }
};

/** For comparing names with differences in blanks and case only. */
const folded = (name: string) => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

const foldedOrNull = (name: string | null) => (name === null ? null : folded(name));

const refuseForeignMaps = (sql: Sql, page: MatchPage) => {
  for (const { mapStatsId } of page.maps) {
    if (mapStatsId === null) continue;
    const owner = sql.find<{ match_id: number }>('SELECT match_id FROM match_page_maps WHERE map_stats_id = ?', [
      mapStatsId,
    ]);
    if (owner !== undefined) {
      throw refused('match', page.matchId, `links map stats ${mapStatsId}, which match ${owner.match_id} has already`);
    }
  }
};

/** Rows of one match overview: match, vetoes, line-ups, maps, player rows by side. */
export const saveMatchPage = (context: Context, page: MatchPage) => {
  const { sql } = context;
  const { vetoes, lineups, maps, playerMapStats, seriesPlayerStats, ...rest } = page;
  const { unknowns: _, issues: __, leftOut: ___, ...match } = rest;
  const { matchId, team1Id, team2Id } = match;
  replacePage(context, { kind: 'match', id: matchId }, () => {
    refuseForeignMaps(sql, page);
    const names = {
      team1FoldedName: foldedOrNull(match.team1Name),
      team2FoldedName: foldedOrNull(match.team2Name),
    };
    insertAll(sql, 'match_page', [{ ...match, ...names }]);
    insertAll(
      sql,
      'vetoes',
      vetoes.map((veto) => ({ matchId, ...veto })),
    );
    insertAll(
      sql,
      'lineups',
      lineups.map(({ playerId, teamId, playerName }) => ({ matchId, playerId, teamId, playerName })),
    );
    insertAll(
      sql,
      'match_page_maps',
      maps.map((map) => ({ matchId, team1Id, team2Id, ...map })),
    );
    insertAll(
      sql,
      'match_page_players',
      playerMapStats.map(({ country, ...row }) => ({ matchId, ...row })),
    );
    saveMatchSightings(sql, page);
  });
};

const mapStatsTeams = (page: MapStatsPage) => [
  {
    mapStatsId: page.mapStatsId,
    teamId: page.team1Id,
    teamName: page.team1Name,
    country: page.team1Country,
    rounds: page.team1Rounds,
    startSide: page.team1StartSide,
    ctRounds: page.team1CtRounds,
    tRounds: page.team1TRounds,
    otRounds: page.team1OtRounds,
    rating: page.team1Rating,
    firstKills: page.team1FirstKills,
    clutchesWon: page.team1ClutchesWon,
  },
  {
    mapStatsId: page.mapStatsId,
    teamId: page.team2Id,
    teamName: page.team2Name,
    country: page.team2Country,
    rounds: page.team2Rounds,
    startSide: page.team1StartSide === null ? null : otherSide(page.team1StartSide),
    ctRounds: page.team2CtRounds,
    tRounds: page.team2TRounds,
    otRounds: page.team2OtRounds,
    rating: page.team2Rating,
    firstKills: page.team2FirstKills,
    clutchesWon: page.team2ClutchesWon,
  },
];

/** Rows of one map-stats page: teams, players by side, rounds. Its match need not be known. */
export const saveMapStatsPage = (context: Context, page: MapStatsPage) => {
  const { sql } = context;
  const { mapStatsId } = page;
  replacePage(context, { kind: 'map-stats', id: mapStatsId }, () => {
    const { matchId, eventId, eventName, startedAtMs, mapName, ratingVersion, scoreboards, team1Id, team2Id } = page;
    insertAll(sql, 'map_stats_page', [
      { mapStatsId, matchId, eventId, eventName, startedAtMs, mapName, ratingVersion, scoreboards, team1Id, team2Id },
    ]);
    insertAll(sql, 'map_stats_teams', mapStatsTeams(page));
    insertAll(
      sql,
      'map_stats_players',
      page.playerMapStats.map(({ country, ...row }) => ({ mapStatsId, ...row })),
    );
    insertAll(
      sql,
      'map_stats_rounds',
      page.rounds.map((round) => ({ mapStatsId, ...round })),
    );
    saveMapStatsSightings(sql, page);
  });
};

/** Rows of one performance page: totals, player cards, kill matrix. */
export const savePerformancePage = (context: Context, page: PerformancePage) => {
  const { sql } = context;
  const { playerMapStats, killMatrix, unknowns: _, issues: __, leftOut: ___, ...head } = page;
  const { mapStatsId } = head;
  replacePage(context, { kind: 'performance', id: mapStatsId }, () => {
    const names = { team1FoldedName: foldedOrNull(head.team1Name), team2FoldedName: foldedOrNull(head.team2Name) };
    insertAll(sql, 'performance_page', [{ ...head, ...names }]);
    insertAll(
      sql,
      'performance_players',
      playerMapStats.map(({ country, ...row }) => ({ mapStatsId, ...row })),
    );
    insertAll(
      sql,
      'performance_kills',
      killMatrix.map((cell) => ({ mapStatsId, ...cell })),
    );
    savePerformanceSightings(sql, page);
  });
};

// Both formats, halves of 12 and of 15, have changed sides in none of these.
const FIRST_HALF_ROUNDS = 12;

/** Side on which the first series starts; null where the page does not say or contradicts itself. */
const firstSide = (page: EconomyPage) => {
  const shown = page.roundEconomy
    .filter(({ side, roundNumber }) => side !== null && roundNumber <= FIRST_HALF_ROUNDS)
    .sort((one, other) => one.roundNumber - other.roundNumber);
  const [first] = shown;
  if (first === undefined) return null;
  const sides = shown
    .filter(({ roundNumber }) => roundNumber === first.roundNumber)
    .map(({ team, side }) => (team === 1 || side === null ? side : otherSide(side)));
  return new Set(sides).size === 1 ? (sides[0] ?? null) : null;
};

const saveEconomyTotals = (sql: Sql, mapStatsId: number) =>
  sql.run(
    `INSERT INTO economy_totals
    SELECT map_stats_id, team,
      count(*) FILTER (WHERE buy_type = 'full_eco'), count(*) FILTER (WHERE buy_type = 'full_eco' AND won),
      count(*) FILTER (WHERE buy_type = 'semi_eco'), count(*) FILTER (WHERE buy_type = 'semi_eco' AND won),
      count(*) FILTER (WHERE buy_type = 'semi_buy'), count(*) FILTER (WHERE buy_type = 'semi_buy' AND won),
      count(*) FILTER (WHERE buy_type = 'full_buy'), count(*) FILTER (WHERE buy_type = 'full_buy' AND won)
    FROM economy_rounds WHERE map_stats_id = ? GROUP BY team`,
    [mapStatsId],
  );

/** Rows of one economy page. What its cells and boxes say again is checked when parsing and not kept. */
export const saveEconomyPage = (context: Context, page: EconomyPage) => {
  const { sql } = context;
  const { mapStatsId, eventName, team1Name, team2Name } = page;
  replacePage(context, { kind: 'economy', id: mapStatsId }, () => {
    insertAll(sql, 'economy_page', [
      {
        mapStatsId,
        eventName,
        team1Name,
        team1FoldedName: foldedOrNull(team1Name),
        team1FirstSide: firstSide(page),
        team2Name,
        team2FoldedName: foldedOrNull(team2Name),
      },
    ]);
    insertAll(
      sql,
      'economy_rounds',
      page.roundEconomy.map((round) => ({ mapStatsId, ...round })),
    );
    saveEconomyTotals(sql, mapStatsId);
  });
};

/** Removes what came from one page; says whether there was anything. */
export const deletePage = (context: Context, kind: TargetKind, id: number): boolean =>
  context.sql.transaction(() => removePage(context.sql, kind, id)) > 0;
