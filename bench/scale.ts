import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { measurePath } from './path.ts';
import { fillDatabase } from './synthetic-database.ts';
import { eventIdOf, MATCHES_A_DAY, playerIdOf, startOf, teamIdOf } from './synthetic-matches.ts';
import type { Comparison, Limit, Row, Section } from './table.ts';
import { cpuTimed, median } from './timing.ts';

/** `npm run bench -- scale 100000`: databases with this many matches. */

const DEFAULT_MATCHES = 20_000;
/** The path of a page is measured in a larger database, which takes little time to fill. */
const DEFAULT_PATH_MATCHES = 100_000;
const ROUNDS = 5;
const MAX_FILTERED_MS = 50;
/** A whole view may take 5 s at 100,000 matches. */
const MAX_WHOLE_MS_A_MATCH = 0.05;
const DAY_MS = 86_400_000;

export default async function scale([matches = DEFAULT_MATCHES]: number[]): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-scale-'));
  try {
    const file = join(folder, 'hltv.db');
    fillDatabase(file, matches);
    const size = `${matches.toLocaleString('en-US')} synthetic matches, ${Math.round(statSync(file).size / 1e6)} MB`;
    const queries = measureQueries(file, matches);
    const path = await measurePath(Math.max(matches, DEFAULT_PATH_MATCHES));
    const notes = [
      `The views are queried in a database of ${size}; \`npm run bench -- scale 100000\` takes a larger one.`,
      'Views of round events are left out, because the synthetic database has no events.',
      'The time is that of SQLite for computing every value of the rows; it is compared with a fixed budget.',
      'On the path of a page the shortest of five runs in turn is shown.',
    ];
    return { tables: [...queries, ...path], notes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureQueries(file: string, matches: number): Comparison[] {
  const database = new Database(file, { readonly: true });
  try {
    const views = viewsOf(database);
    const filtered = views.flatMap((view) =>
      conditionsOf(database, view, matches).flatMap((question) =>
        ask(database, { view, ...question }, { of: 'ours', max: MAX_FILTERED_MS }),
      ),
    );
    const limit: Limit = { of: 'ours', max: MAX_WHOLE_MS_A_MATCH * matches };
    const whole = views.flatMap((view) => ask(database, { view, name: 'whole', condition: 'TRUE' }, limit));
    const headings = { subject: 'view: question (rows)', ours: 'CPU', reference: 'reference' };
    return [
      { title: 'Filtered views', ...headings, rows: filtered },
      { title: 'Whole views', ...headings, rows: whole },
    ];
  } finally {
    database.close();
  }
}

const viewsOf = (database: Database.Database): string[] =>
  database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name`).pluck().all() as string[];

const columnsOf = (database: Database.Database, view: string): string[] =>
  (database.pragma(`table_info(${view})`) as { name: string }[]).map(({ name }) => name);

type Question = { view: string; name: string; condition: string };

/**
 * The team with the most matches, one of its players, an event and a week in the middle, if the view has the column.
 */
function conditionsOf(database: Database.Database, view: string, matches: number): Omit<Question, 'view'>[] {
  const middle = Math.floor(matches / 2);
  const columns = columnsOf(database, view);
  const from = startOf(middle);
  const week = `>= ${from} AND started_at_ms < ${from + 7 * DAY_MS}`;
  const conditions: [column: string, name: string, condition: string][] = [
    ['team_id', 'team that plays most', `team_id = ${teamIdOf(0)}`],
    ['team_id', 'team', `team_id = ${teamIdOf(50)}`],
    ['team1_id', 'team that plays most', `team1_id = ${teamIdOf(0)} OR team2_id = ${teamIdOf(0)}`],
    ['player_id', 'player who plays most', `player_id = ${playerIdOf(0, 0)}`],
    ['player_id', 'player', `player_id = ${playerIdOf(50, 0)}`],
    ['event_id', 'event', `event_id = ${eventIdOf(middle)}`],
    ['team_id', 'team on a map', `team_id = ${teamIdOf(0)} AND map_name = 'Nuke'`],
    ['started_at_ms', `week, ${7 * MATCHES_A_DAY} matches`, `started_at_ms ${week}`],
    ['ended_at_ms', 'week by end', `ended_at_ms ${week.replace('started', 'ended')}`],
  ];
  return conditions
    .filter(([column, name]) => columns.includes(column) && (name !== 'team on a map' || columns.includes('map_name')))
    .map(([, name, condition]) => ({ name, condition }));
}

/** No row for a view without rows, because its time would have no meaning. */
function ask(database: Database.Database, { view, name, condition }: Question, limit: Limit): Row[] {
  const counts = columnsOf(database, view).map((column) => `count(${column})`);
  const query = database.prepare(`SELECT count(*), ${counts.join(', ')} FROM ${view} WHERE ${condition}`).raw();
  const { cpuMs, result } = medianOf(() => query.get());
  const [rows = 0] = result as number[];
  const counted = `${view}: ${name} (${rows.toLocaleString('en-US')})`;
  return rows === 0 ? [] : [{ name: counted, ours: { value: cpuMs, unit: 'ms' }, reference: null, limit }];
}

/** The median of several runs, or a single run if it is long. CPU time, so that other processes do not count. */
function medianOf(run: () => unknown): { cpuMs: number; result: unknown } {
  const times: number[] = [];
  let result: unknown = null;
  while (times.length < ROUNDS && !times.some((cpuMs) => cpuMs > 1_000)) {
    times.push(
      cpuTimed(() => {
        result = run();
      }),
    );
  }
  return { cpuMs: median(times), result };
}
