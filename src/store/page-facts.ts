import type {
  EconomyRound,
  MapStatsPage,
  MapStatsRound,
  OverviewMap,
  OverviewPlayerStats,
  PerformancePage,
} from '../page-records.ts';
import type { MatchMap, MatchStatus } from '../records.ts';
import { PAGE_RANKS } from './sightings.ts';
import { type Context, type Sql, toRecord } from './sql.ts';

/** Reads what single pages said, as they said it: the context that identity checks need. */

/** A map as its match overview alone shows it. */
export type MapOverview = {
  matchId: number;
  mapNumber: number;
  url: string;
  status: MatchStatus;
  note: string | null;
  startedAtMs: number;
  /** From the listing; null when the match was imported or given by id. */
  endedAtMs: number | null;
  bestOf: number | null;
  team1Id: number | null;
  team1Name: string | null;
  team2Id: number | null;
  team2Name: string | null;
  map: MatchMap;
  playerMapStats: OverviewPlayerStats[];
};

const withoutFolded = (row: object) =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !column.endsWith('folded_name')));

/** Countries are kept with the sightings of the page. */
const COUNTRY = `(SELECT country FROM sightings AS s WHERE s.page_rank = @rank AND s.page_id = @pageId
  AND s.entity = 'player' AND s.entity_id = p.player_id) AS country`;

type MapRow = Omit<OverviewMap, 'mapStatsPath' | 'pickMarkerTeamId'> & { matchId: number };

const overviewPlayers = (sql: Sql, matchId: number, mapNumber: number) =>
  sql
    .list<object>(
      `SELECT map_number, player_id, side, player_name, kills, deaths, adr, kast, round_swing, rating,
        eco_kills, eco_deaths, eco_adr, eco_kast, team_id, ${COUNTRY}
      FROM match_page_players AS p WHERE match_id = @pageId AND map_number = @mapNumber
      ORDER BY team_id, side, player_id`,
      { rank: PAGE_RANKS.match, pageId: matchId, mapNumber },
    )
    .map((row) => toRecord<OverviewPlayerStats>(row));

/** The map and its match as the overview has them; null while no stored overview links this map. */
export const overviewOfMap = ({ sql }: Context, mapStatsId: number): MapOverview | null => {
  const row = sql.find<object>(
    `SELECT match_id, map_number, map_stats_id, map_name, state, team1_rounds, team2_rounds, winner_team_id,
      picked_by_team_id, team1_start_side, team1_ct_rounds, team1_t_rounds, team1_ot_rounds,
      team2_ct_rounds, team2_t_rounds, team2_ot_rounds, rating_version
    FROM match_page_maps WHERE map_stats_id = ?`,
    [mapStatsId],
  );
  if (row === undefined) return null;
  const map = toRecord<MapRow>(row);
  const match = sql.find<object>(
    `SELECT url, status, note, started_at_ms, ended_at_ms, best_of, team1_id, team1_name, team2_id, team2_name
    FROM matches WHERE match_id = ?`,
    [map.matchId],
  );
  const statsOnly = { team1Rating: null, team2Rating: null, team1FirstKills: null, team2FirstKills: null };
  return {
    ...toRecord<Omit<MapOverview, 'matchId' | 'mapNumber' | 'map' | 'playerMapStats'>>(match ?? {}),
    matchId: map.matchId,
    mapNumber: map.mapNumber,
    map: { ...map, ...statsOnly, team1ClutchesWon: null, team2ClutchesWon: null },
    playerMapStats: overviewPlayers(sql, map.matchId, map.mapNumber),
  };
};

const mapStatsRounds = (sql: Sql, mapStatsId: number) =>
  sql
    .list<object>(
      `SELECT round_number, winner_team_id, winner_side, outcome, team1_score, team2_score
      FROM map_stats_rounds WHERE map_stats_id = ? ORDER BY round_number`,
      [mapStatsId],
    )
    .map((row) => toRecord<MapStatsRound>(row));

const mapStatsPlayers = (sql: Sql, mapStatsId: number) =>
  sql
    .list<object>(
      `SELECT p.*, ${COUNTRY} FROM map_stats_players AS p JOIN map_stats_page AS m USING (map_stats_id)
      WHERE map_stats_id = @pageId ORDER BY p.team_id = m.team2_id, side, player_id`,
      { rank: PAGE_RANKS['map-stats'], pageId: mapStatsId },
    )
    .map((row) => {
      const { mapStatsId: _, ...player } = toRecord<MapStatsPage['playerMapStats'][number] & { mapStatsId: number }>(
        row,
      );
      return player;
    });

/** The stored map-stats page, teams in the page's own order; player rows by team, side and player. */
export const mapStatsOf = ({ sql }: Context, mapStatsId: number): MapStatsPage | null => {
  const row = sql.find<object>(
    `SELECT p.map_stats_id, p.match_id, p.event_id, p.event_name, p.started_at_ms, p.map_name, p.rating_version,
      p.scoreboards, p.team1_id, p.team2_id,
      a.team_name AS team1_name, a.country AS team1_country, a.rounds AS team1_rounds,
      a.start_side AS team1_start_side, a.ct_rounds AS team1_ct_rounds, a.t_rounds AS team1_t_rounds,
      a.ot_rounds AS team1_ot_rounds, a.rating AS team1_rating, a.first_kills AS team1_first_kills,
      a.clutches_won AS team1_clutches_won,
      b.team_name AS team2_name, b.country AS team2_country, b.rounds AS team2_rounds,
      b.ct_rounds AS team2_ct_rounds, b.t_rounds AS team2_t_rounds, b.ot_rounds AS team2_ot_rounds,
      b.rating AS team2_rating, b.first_kills AS team2_first_kills, b.clutches_won AS team2_clutches_won
    FROM map_stats_page AS p
    JOIN map_stats_teams AS a ON a.map_stats_id = p.map_stats_id AND a.team_id = p.team1_id
    JOIN map_stats_teams AS b ON b.map_stats_id = p.map_stats_id AND b.team_id = p.team2_id
    WHERE p.map_stats_id = ?`,
    [mapStatsId],
  );
  if (row === undefined) return null;
  return {
    ...toRecord<Omit<MapStatsPage, 'playerMapStats' | 'rounds'>>(row),
    playerMapStats: mapStatsPlayers(sql, mapStatsId),
    rounds: mapStatsRounds(sql, mapStatsId),
  };
};

/** The stored performance page; players by column and id, the matrix by kind, killer and victim. */
export const performanceOf = ({ sql }: Context, mapStatsId: number): PerformancePage | null => {
  const row = sql.find<object>('SELECT * FROM performance_page WHERE map_stats_id = ?', [mapStatsId]);
  if (row === undefined) return null;
  const players = sql.list<object>(
    `SELECT player_id, player_name, kpr, dpr, impact, mk_rating, kast, adr, round_swing, rating, team, ${COUNTRY}
    FROM performance_players AS p WHERE map_stats_id = @pageId ORDER BY team, player_id`,
    { rank: PAGE_RANKS.performance, pageId: mapStatsId },
  );
  const kills = sql.list<object>(
    `SELECT kind, killer_id, victim_id, kills FROM performance_kills WHERE map_stats_id = ?
    ORDER BY kind, killer_id, victim_id`,
    [mapStatsId],
  );
  return {
    ...toRecord<Omit<PerformancePage, 'playerMapStats' | 'killMatrix'>>(withoutFolded(row)),
    playerMapStats: players.map((player) => toRecord<PerformancePage['playerMapStats'][number]>(player)),
    killMatrix: kills.map((cell) => toRecord<PerformancePage['killMatrix'][number]>(cell)),
  };
};

/** What is kept of an economy page. */
export type StoredEconomy = {
  mapStatsId: number;
  eventName: string | null;
  team1Name: string;
  team2Name: string;
  roundEconomy: EconomyRound[];
};

/** The stored economy page: the chart, by round and series. */
export const economyOf = ({ sql }: Context, mapStatsId: number): StoredEconomy | null => {
  const row = sql.find<object>(
    'SELECT map_stats_id, event_name, team1_name, team2_name FROM economy_page WHERE map_stats_id = ?',
    [mapStatsId],
  );
  if (row === undefined) return null;
  const rounds = sql.list<{ won: number | null }>(
    `SELECT round_number, side, equipment_value, buy_type, won, team
    FROM economy_rounds WHERE map_stats_id = ? ORDER BY round_number, team`,
    [mapStatsId],
  );
  return {
    ...toRecord<Omit<StoredEconomy, 'roundEconomy'>>(row),
    roundEconomy: rounds.map((round) =>
      toRecord<EconomyRound>({ ...round, won: round.won === null ? null : round.won === 1 }),
    ),
  };
};
