import { assembleMapTeams, type MapTeam } from '../src/assembly/map-teams.ts';
import { TARGET_KINDS } from '../src/page-kinds.ts';
import { openDatabase } from '../src/store/database.ts';
import { countVetoes, insertMatchTeams } from '../src/store/derived-rows.ts';
import { createSql, insertAll, type Sql } from '../src/store/sql.ts';
import {
  createWorld,
  eventIdOf,
  FIRST_MATCH_ID,
  type MatchRows,
  matchRows,
  namesOf,
  playerIdOf,
  startOf,
  teamIdOf,
  type World,
} from './synthetic-matches.ts';

/** Number of matches that are generated; those of later eras are copies with other ids and dates. */
const ERA_MATCHES = 2_000;
/** After this many eras teams and players are replaced. */
const ERAS_OF_A_TEAM = 32;

/**
 * Fills a new database with this many matches: public tables, other tables that views use, listing and targets. Page
 * records, observed names and the kill matrix stay empty, since no view uses them.
 */
export function fillDatabase(file: string, matches: number): void {
  const database = openDatabase({ file, readOnly: false, clock: Date.now });
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.pragma('cache_size = -500000');
  database.pragma('foreign_keys = OFF');
  const sql = createSql(database);
  const world = createWorld(Math.min(matches, ERA_MATCHES));
  sql.transaction(() => {
    for (const [table, rows] of Object.entries(namesOf(world))) insertAll(sql, table, rows);
    for (let index = 0; index < world.matches; index += 1) insertMatch(sql, matchRows(world, index));
  });
  for (let era = 1; era * ERA_MATCHES < matches; era += 1) {
    const count = Math.min(ERA_MATCHES, matches - era * ERA_MATCHES);
    sql.transaction(() => copyEra(sql, era, count));
  }
  sql.transaction(() => copyNames(sql, world, Math.ceil(matches / ERA_MATCHES)));
  // A crawl stores the newest match first, in the order of the large tables. These rows were inserted in the opposite
  // order, which leaves the pages of the file half empty.
  database.exec('VACUUM');
  database.close();
}

const COPIED = [
  ...['matches', 'match_teams', 'vetoes', 'lineups', 'maps', 'map_teams', 'player_map_stats', 'rounds'],
  ...['round_economy', 'listing_entries', 'targets'],
];

/** Copies the first matches of era 0, with ids and dates moved on. */
function copyEra(sql: Sql, era: number, count: number): void {
  for (const table of COPIED) {
    const columns = columnsOf(sql, table);
    const values = columns.map((column) => movedOn(table, column, era));
    sql.database.exec(`INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM ${table}
      WHERE match_id < ${FIRST_MATCH_ID + count} ORDER BY ${table === 'targets' ? 'kind, id' : 'match_id'}`);
  }
}

const columnsOf = ({ database }: Sql, table: string): string[] =>
  (database.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);

const generationOf = (era: number): number => Math.floor(era / ERAS_OF_A_TEAM);

function movedOn(table: string, column: string, era: number): string {
  const matches = era * ERA_MATCHES;
  if (column === 'match_id') return `match_id + ${matches}`;
  if (column === 'map_stats_id') return `map_stats_id + ${3 * matches}`;
  if (table === 'targets' && column === 'id') return `id + iif(kind = 'match', 1, 3) * ${matches}`;
  if (column === 'event_id') return `event_id + ${eventIdOf(matches) - eventIdOf(0) + era}`;
  if (/^(winner_|picked_by_)?team[12]?_id$|^opponent_id$/.test(column))
    return `${column} + ${TEAM_STEP * generationOf(era)}`;
  if (/^player_(of_match_)?id$/.test(column)) return `${column} + ${PLAYER_STEP * generationOf(era)}`;
  return /^(started|ended)_at_ms$|^sort_ms$/.test(column) ? `${column} + ${startOf(matches) - startOf(0)}` : column;
}

const TEAM_STEP = 1_500;
const PLAYER_STEP = 15_000;

/** Names of later teams, players and events; totals of vetoes, which grow with every era of a team. */
function copyNames(sql: Sql, { matches }: World, eras: number): void {
  for (let generation = 1; generation <= generationOf(eras - 1); generation += 1) {
    sql.database.exec(`INSERT INTO teams SELECT team_id + ${generation * TEAM_STEP}, name, country FROM teams
      WHERE team_id < ${TEAM_STEP + teamIdOf(0)};
    INSERT INTO players SELECT player_id + ${generation * PLAYER_STEP}, name, full_name, country FROM players
      WHERE player_id < ${PLAYER_STEP + playerIdOf(0, 0)};
    INSERT INTO veto_totals SELECT team_id + ${generation * TEAM_STEP}, map_name, vetoes, removed, removed_first, picked,
      removed_by_opponent, picked_by_opponent, left_over, played, won FROM veto_totals
      WHERE team_id < ${TEAM_STEP + teamIdOf(0)};`);
  }
  sql.database.exec(`INSERT OR IGNORE INTO events SELECT DISTINCT event_id, event_name FROM matches
    WHERE match_id >= ${FIRST_MATCH_ID + matches}`);
}

function insertMatch(sql: Sql, { listing, ...tables }: MatchRows): void {
  const { matchId } = listing;
  for (const [table, rows] of Object.entries(tables)) insertAll(sql, table, rows);
  insertMatchTeams(sql, matchId);
  insertAll(sql, 'map_teams', mapTeamsOf(tables));
  countVetoes(sql, matchId, 1);
  const seen = { firstSeenAtMs: 1, lastSeenAtMs: 1 };
  insertAll(sql, 'listing_entries', [{ ...listing, crawled: 1, asOfMs: 1, ...seen }]);
  insertAll(
    sql,
    'targets',
    targetsOf(tables.maps, listing).map((target) => ({ ...target, ...seen })),
  );
}

function mapTeamsOf({ matches: [match], maps, rounds, round_economy }: Omit<MatchRows, 'listing'>): MapTeam[] {
  if (match === undefined) return [];
  return maps.flatMap((map) => {
    const isOfMap = ({ mapNumber }: { mapNumber: number }): boolean => mapNumber === map.mapNumber;
    return assembleMapTeams(match, { map, rounds: rounds.filter(isOfMap), economy: round_economy.filter(isOfMap) });
  });
}

function targetsOf(maps: MatchRows['maps'], { matchId, path, endedAtMs }: MatchRows['listing']) {
  const ids = maps.flatMap(({ mapStatsId }) => mapStatsId ?? []);
  return TARGET_KINDS.flatMap((kind) =>
    (kind === 'match' ? [matchId] : ids).map((id) => ({ kind, id, matchId, path, sortMs: endedAtMs, state: 'done' })),
  );
}
