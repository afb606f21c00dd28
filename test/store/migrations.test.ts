import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { listMigrations, migrate, schemaVersion } from '../../src/store/migrations.ts';
import { openStore, storeOn } from '../../src/store/store.ts';
import { economyPage, mapStatsPage, matchPage, performancePage } from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';

const root = mkdtempSync(join(tmpdir(), 'hltv-migrations-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const all = listMigrations();
const schemaOf = (database: Database.Database) =>
  database.prepare(`SELECT type, name, sql FROM sqlite_schema ORDER BY type, name`).all();

const run = (database: Database.Database, migrations = all) =>
  migrate(database, { migrations, nowMs: 1, file: 'hltv.db' });

const databaseAt = (version: number): Database.Database => {
  const database = new Database(':memory:');
  run(database, all.slice(0, version));
  return database;
};

/** The schema and every row of every table. */
function contentOf(database: Database.Database) {
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all();
  const rows = tables.map((name) => [name, database.prepare(`SELECT * FROM "${String(name)}"`).all()]);
  return { schema: schemaOf(database), rows };
}

const FINISHED = schemaOf(databaseAt(all.length));

describe('migrations', () => {
  it('are numbered without gaps and recorded one by one', () => {
    expect(all.map(({ version }) => version)).toEqual(all.map((_, index) => index + 1));
    const database = new Database(':memory:');
    run(database);
    expect(database.prepare('SELECT version, name FROM schema_version ORDER BY version').all()).toEqual(
      all.map(({ version, name }) => ({ version, name })),
    );
  });

  it.each(all.map(({ version }) => version))('lead to the same schema from version %i', (version) => {
    const database = databaseAt(version);
    expect(schemaVersion(database)).toBe(version);
    run(database);
    expect(schemaOf(database)).toEqual(FINISHED);
  });

  it('applied a second time change nothing', () => {
    const database = new Database(':memory:');
    run(database);
    const before = database.serialize();
    run(database);
    expect(database.serialize().equals(before)).toBe(true);
  });

  it.each(all)(
    'interrupted inside $name leave all of the version before it, and the next start completes them',
    (migration) => {
      // The statements of a trigger are indented, and its last line is `END`.
      const statements = migration.sql.split(/;\n(?! |END)/).filter((text) => text.trim() !== '');
      const database = databaseAt(migration.version - 1);
      const before = contentOf(database);
      for (let done = 0; done <= statements.length; done += 1) {
        const broken = `${statements.slice(0, done).join(';\n')};\nSELECT * FROM power_cut;`;
        const cut = all.map((step) => (step.version === migration.version ? { ...step, sql: broken } : step));
        expect(() => run(database, cut)).toThrow(/power_cut/);
        expect(contentOf(database)).toEqual(before);
      }
      run(database);
      expect(schemaOf(database)).toEqual(FINISHED);
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    },
  );

  it('interrupted before their row in schema_version is written leave nothing, and the next start completes them', () => {
    const database = new Database(':memory:');
    const noTime = { migrations: all, nowMs: Number.NaN, file: ':memory:' };
    expect(() => migrate(database, noTime)).toThrow(/NOT NULL.*applied_at_ms/);
    run(database);
    expect(schemaOf(database)).toEqual(FINISHED);
  });

  it('keep what the listing said, and leave full forfeits that were skipped to the filters of the next run', () => {
    const database = new Database(':memory:');
    run(database, all.slice(0, 6));
    database.exec(`
      INSERT INTO listing_entries VALUES (7, '/matches/7/_', 5000, 'A', 'B', 1, 0, 'def', 0, 'Cup', 1, 1, 1, 10, 20);
      INSERT INTO targets (kind, id, match_id, path, state, reason, first_seen_at_ms, last_seen_at_ms)
      VALUES ('match', 7, 7, '/', 'skipped', 'forfeit', 1, 1), ('match', 8, 8, '/', 'skipped', 'before-since', 1, 1);`);
    const [{ led, ...before }] = database.prepare('SELECT * FROM listing_entries').all() as [Record<string, unknown>];
    run(database);
    expect(database.prepare('SELECT * FROM listing_entries').all()).toMatchObject([{ ...before, was_top: led }]);
    const store = storeOn(database, { file: ':memory:', clock: () => 1 });
    const statesWith = (sinceMs: number) => {
      store.targets.applyFilter(({ endedAtMs }) => ((endedAtMs ?? 0) < sinceMs ? 'before-since' : null));
      return [7, 8].map((id) => store.targets.find('match', id)?.state);
    };
    expect(statesWith(5001)).toEqual(['skipped', 'skipped']);
    expect(statesWith(5000)).toEqual(['pending', 'skipped']);
  });

  it('keep every entry of the page log, with what is stored of it', () => {
    const database = new Database(':memory:');
    run(
      database,
      all.slice(
        0,
        all.findIndex(({ name }) => name.includes('page-versions')),
      ),
    );
    database.exec(`
      INSERT INTO map_stats_page (map_stats_id, map_name, scoreboards, team1_id, team2_id) VALUES (5, 'Nuke', 1, 1, 2);
      INSERT INTO map_stats_teams (map_stats_id, team_id, team_name, rounds) VALUES (5, 1, 'A', 13), (5, 2, 'B', 9);
      INSERT INTO pages (kind, id, day, url, fetched_at_ms, transport, bytes, sha256, outcome) VALUES
        ('map-stats', 5, '', '/5', 50, 'fetch', 1, 'five', 'stored'),
        ('map-stats', 6, '', '/6', 60, 'fetch', 1, 'six', 'quarantined'),
        ('economy', 7, '', '/7', 70, 'fetch', 1, 'seven', 'no-data'),
        ('results', 0, '2026-02-14', '/r', 80, 'fetch', 1, 'top', 'stored'),
        ('results', 0, '2026-02-15', '/r', 90, 'fetch', 1, 'top', 'stored'),
        ('results', 0, '2026-02-16', '/r', 99, 'fetch', 1, 'new', 'stored')`);
    run(database);
    const columns = 'kind, id, capture, fetched_at_ms AS at, state, newest_readable_at_ms AS readable_at';
    expect(database.prepare(`SELECT ${columns} FROM pages ORDER BY kind, id, at`).all()).toEqual([
      { kind: 'economy', id: 7, capture: '', at: 70, state: 'no_data', readable_at: 70 },
      { kind: 'map-stats', id: 5, capture: '', at: 50, state: 'incomplete', readable_at: 50 },
      { kind: 'map-stats', id: 6, capture: 'rejected', at: 60, state: null, readable_at: null },
      { kind: 'results', id: 0, capture: 'top', at: 90, state: 'complete', readable_at: 90 },
      { kind: 'results', id: 0, capture: 'new', at: 99, state: 'complete', readable_at: 99 },
    ]);
  });

  it('refuse to go on when a step leaves rows without their parent', () => {
    const database = new Database(':memory:');
    run(database);
    savePage(storeOn(database, { file: ':memory:', clock: () => 1 }), 'match', matchPage());
    const bad = { version: all.length + 1, name: 'bad', sql: 'DELETE FROM matches' };
    expect(() => run(database, [...all, bad])).toThrow(/without a parent/);
    expect(schemaVersion(database)).toBe(all.length);
    expect(database.prepare('SELECT count(*) FROM matches').pluck().get()).toBe(1);
  });

  it('keep what is stored when a later step rebuilds a table', () => {
    const file = join(root, 'kept.db');
    const store = openStore({ file, clock: () => 1 });
    savePage(store, 'match', matchPage());
    savePage(store, 'map-stats', mapStatsPage());
    savePage(store, 'performance', performancePage());
    savePage(store, 'economy', economyPage());
    const before = store.tables.all();
    store.close();
    const database = new Database(file);
    const rebuild = `CREATE TABLE copy AS SELECT * FROM matches; DELETE FROM matches;
      INSERT INTO matches SELECT * FROM copy; DROP TABLE copy;`;
    run(database, [...all, { version: all.length + 1, name: 'rebuild', sql: rebuild }]);
    expect(storeOn(database, { file, clock: () => 1 }).tables.all()).toEqual(before);
    database.close();
  });

  it('refuse a database that is newer than the program', () => {
    const database = new Database(':memory:');
    run(database);
    expect(() => run(database, all.slice(0, -1))).toThrow(/Install a newer hltv-scraper/);
  });

  it.each([['0002-first.sql'], ['1-first.sql'], ['0001_first.sql']])('must not be named %s', (name) => {
    const folder = mkdtempSync(join(root, 'names-'));
    writeFileSync(join(folder, name), 'SELECT 1');
    expect(() => listMigrations(pathToFileURL(`${folder}/`))).toThrow(/Expected migration 1 to be named like/);
  });

  it('are applied once when two programs start at the same moment', () => {
    const file = join(root, 'twice.db');
    const [one, other] = [new Database(file), new Database(file)];
    run(one);
    run(other);
    expect(other.prepare('SELECT count(*) FROM schema_version').pluck().get()).toBe(all.length);
    one.close();
    other.close();
  });
});
