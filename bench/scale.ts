import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { fillDatabase } from './synthetic-database.ts';
import { eventIdOf, MATCHES_A_DAY, playerIdOf, startOf, teamIdOf } from './synthetic-matches.ts';

/** `npm run bench -- scale 20000 100000`: time of queries on the views in databases with this many matches. */

const SIZES = process.argv.slice(3).map(Number);
const DEFAULT_SIZES = [20_000];
const ROUNDS = 5;
const MAX_FILTERED_MS = 50;
const MAX_WHOLE_MS = 5_000;
const MAX_READ_ROWS = 100_000;
const DAY_MS = 86_400_000;

export default async function scale(): Promise<void> {
  for (const matches of SIZES.length > 0 ? SIZES : DEFAULT_SIZES) {
    const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-scale-'));
    try {
      measure(join(folder, 'hltv.db'), matches);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function measure(file: string, matches: number): void {
  const startedAtMs = performance.now();
  fillDatabase(file, matches);
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(0);
  console.log(`${matches} matches, ${Math.round(statSync(file).size / 1e6)} MB, made in ${seconds} s`);
  const database = new Database(file, { readonly: true });
  console.log('                                                  CPU ms: every value');
  console.log('view                 question                    rows  in SQLite  read by us  rows a ms');
  for (const view of viewsOf(database)) {
    for (const question of conditionsOf(database, view, matches)) {
      ask(database, { view, ...question }, MAX_FILTERED_MS);
    }
    ask(database, { view, name: 'whole', condition: 'TRUE' }, MAX_WHOLE_MS);
  }
  database.close();
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

function ask(database: Database.Database, { view, name, condition }: Question, limitMs: number): void {
  const counts = columnsOf(database, view).map((column) => `count(${column})`);
  const from = `FROM ${view} WHERE ${condition}`;
  const count = database.prepare(`SELECT count(*), ${counts.join(', ')} ${from}`).raw();
  const inside = medianOf(() => count.get());
  const [rows = 0] = inside.result as number[];
  const read = rows > MAX_READ_ROWS ? null : medianOf(() => database.prepare(`SELECT * ${from}`).raw().all());
  const cells = [view.padEnd(20), name.padEnd(22), `${rows}`.padStart(9), inside.cpuMs.toFixed(1).padStart(10)];
  cells.push((read?.cpuMs.toFixed(1) ?? '').padStart(10), `${Math.round(rows / inside.cpuMs)}`.padStart(9));
  cells.push(inside.cpuMs > limitMs ? 'over budget' : '');
  console.log(...cells);
}

/** The median of several runs, or a single run if it is long. CPU time, so that other processes do not count. */
function medianOf(run: () => unknown): { cpuMs: number; result: unknown } {
  const runs: { cpuMs: number; result: unknown }[] = [];
  while (runs.length < ROUNDS && !runs.some(({ cpuMs }) => cpuMs > 1_000)) {
    const before = process.cpuUsage();
    const result = run();
    const { user, system } = process.cpuUsage(before);
    runs.push({ cpuMs: (user + system) / 1_000, result });
  }
  const [median] = runs.toSorted((one, other) => one.cpuMs - other.cpuMs).slice(Math.floor(runs.length / 2));
  return median ?? { cpuMs: Number.NaN, result: null };
}
