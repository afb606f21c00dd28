import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { runCommand } from '../helpers/command.ts';
import { HOSTILE_NAMES } from '../hostile/names.ts';

/** A database with every kind of row, made from the pages of a replica and then given years and hostile names. */

const MATCHES = 7;
const CASES = ['bo5-3-2', 'full-forfeit'];

/** Names as a page may show them; a database holds no NUL, which no page can bring either. */
export const HOSTILE = [
  ...HOSTILE_NAMES.map(({ name }) => name.replaceAll('\0', '')),
  'a "quoted", name',
  'two\r\nlines\nand\rmore',
  ' blanks ',
  '-1+1',
  '\t=1+1',
  '＝1',
];

export const YEARS = [2023, 2024, 2026];

let stored: Promise<Buffer> | undefined;

/** Fills `dataDir`; returns the database file. The pages are imported once per process: each database is a copy. */
export async function storeWorld(dataDir: string): Promise<string> {
  stored ??= databaseOfWorld();
  const file = join(dataDir, 'hltv.db');
  mkdirSync(dataDir);
  writeFileSync(file, await stored);
  return file;
}

async function databaseOfWorld(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-stored-world-'));
  try {
    savePages(folder);
    const dataDir = join(folder, 'data');
    const { code, stderr } = await runCommand(['import', folder, '--no-archive', '--data-dir', dataDir]);
    if (code !== 0 && code !== 3) throw new Error(stderr);
    using database = openWritable(join(dataDir, 'hltv.db'));
    spreadOverYears(database);
    giveHostileNames(database);
    return database.serialize();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A connection that is closed at the end of its block. */
export function openWritable(file: string): Database.Database & Disposable {
  const database = new Database(file);
  return Object.assign(database, { [Symbol.dispose]: () => void database.close() });
}

function savePages(folder: string): void {
  const world = createWorld({ seed: 21, matches: 40 });
  const save = (kind: 'results' | 'match' | 'map-stats' | 'performance' | 'economy', id: number): void => {
    writeFileSync(join(folder, `${kind}-${id}.html`), renderPage(world, { kind, id, size: 'bare' }));
  };
  save('results', 0);
  const matches = [...world.matchIds().slice(0, MATCHES).map(world.findMatch), ...CASES.map(world.caseMatch)];
  for (const match of matches) {
    if (match === null) continue;
    save('match', match.matchId);
    for (const { mapStatsId } of match.maps) {
      if (mapStatsId === null || world.findMap(mapStatsId) === null) continue;
      for (const kind of ['map-stats', 'performance', 'economy'] as const) trySave(() => save(kind, mapStatsId));
    }
  }
}

/** Some maps of the variants have no page of a kind. */
function trySave(save: () => void): void {
  try {
    save();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/** The first match at the very beginning of a year, the second at its very end. */
function spreadOverYears(database: Database.Database): void {
  const ids = database.prepare('SELECT match_id FROM matches ORDER BY match_id').pluck().all();
  const set = database.prepare('UPDATE matches SET started_at_ms = ? WHERE match_id = ?');
  for (const [index, id] of ids.entries()) {
    const year = YEARS[index % YEARS.length] ?? 0;
    set.run(index < YEARS.length ? Date.UTC(year, 0, 1) : Date.UTC(year + 1, 0, 1) - 1, id);
  }
}

function giveHostileNames(database: Database.Database): void {
  const columns = [
    ...['matches.event_name', 'matches.team1_name', 'matches.note', 'matches.stage', 'maps.map_name'],
    ...['lineups.player_name', 'player_map_stats.player_name', 'players.full_name', 'teams.name', 'events.name'],
    ...['listing_entries.team1_name', 'vetoes.map_name'],
  ];
  for (const place of columns) {
    const [table = '', column = ''] = place.split('.');
    const keys = database
      .prepare(`SELECT DISTINCT ${column} FROM ${table} WHERE ${column} IS NOT NULL LIMIT ?`)
      .pluck();
    for (const [index, value] of keys.all(HOSTILE.length).entries()) {
      // Every other name stays, so that filters and notebooks find some.
      if (index % 2 === 0) continue;
      database.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`).run(HOSTILE[index], value);
    }
  }
  const hostileNotes = database.prepare('SELECT match_id FROM matches ORDER BY match_id DESC').pluck().all();
  const setNote = database.prepare('UPDATE matches SET note = ? WHERE match_id = ?');
  for (const [index, id] of hostileNotes.entries())
    setNote.run(HOSTILE.slice(index * 4, index * 4 + 4).join('\n') || null, id);
}
