import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { openStore, type Store, storeOn } from '../../src/store/store.ts';
import { canMount, onTmpfs } from '../helpers/tmpfs.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-snapshot-'));
  file = join(folder, 'hltv.db');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(): Store {
  const store = openStore({ file, clock: () => 1 });
  for (const id of [7, 8])
    store.targets.upsert({ kind: 'match', id, matchId: id, path: `/matches/${id}/_`, sortMs: id });
  return store;
}

const openSnapshot = (): Store => openStore({ file, readOnly: true, snapshot: true, clock: () => 2 });

function contentOfFolder(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => {
      const path = join(folder, name);
      return [name, `${readFileSync(path, 'base64')} ${statSync(path).mtimeMs}`];
    }),
  );
}

describe('a snapshot of a database', () => {
  it('makes and changes no file, however often it is read or rehearsed', () => {
    write().close();
    const before = contentOfFolder();
    expect(Object.keys(before)).toEqual(['hltv.db']);
    for (let time = 0; time < 2; time += 1) {
      using store = openSnapshot();
      const states = store.rehearse(() => {
        store.targets.markDone({ kind: 'match', id: 7 }, 1);
        store.targets.upsert({ kind: 'match', id: 9, matchId: 9, path: '/matches/9/_', sortMs: 9 });
        return [7, 8, 9].map((id) => store.targets.find('match', id)?.state);
      });
      expect(states).toEqual(['done', 'pending', 'pending']);
      expect([7, 8, 9].map((id) => store.targets.find('match', id)?.state)).toEqual(['pending', 'pending', undefined]);
    }
    expect(contentOfFolder()).toEqual(before);
  });

  it.each([
    ['nothing while nothing changes', { matchIds: null, changes: false, copied: null }],
    ['all targets before a change', { matchIds: null, changes: true, copied: 2 }],
    ['the targets of the matches that are asked for before a change', { matchIds: [8, 9], changes: true, copied: 1 }],
  ])('on a read-only connection copies %s', (_, { matchIds, changes, copied }) => {
    write().close();
    const database = openDatabase({ file, readOnly: true, clock: () => 2 });
    using store = storeOn(database, { file, clock: () => 2 });
    const seen = store.rehearse(
      () => {
        store.targets.resetFailed();
        if (changes) store.targets.markSkipped({ kind: 'match', id: 6 }, 'other-event');
        const tables = database.prepare(`SELECT count(*) FROM sqlite_temp_schema WHERE type = 'table'`).pluck().get();
        return tables === 0 ? null : database.prepare('SELECT count(*) FROM temp.targets').pluck().get();
      },
      { matchIds },
    );
    expect(seen).toBe(copied);
    expect(store.targets.counts().match.pending).toBe(2);
  });

  it('shows what a running writer has committed, and does not hinder it', () => {
    using writer = write();
    const names = readdirSync(folder);
    using store = openSnapshot();
    const seen = store.rehearse(() => {
      writer.targets.markDone({ kind: 'match', id: 8 }, 1);
      store.targets.markDone({ kind: 'match', id: 7 }, 1);
      return store.targets.counts().match;
    });
    expect(seen).toMatchObject({ pending: 1, done: 1 });
    expect(store.targets.find('match', 8)?.state).toBe('done');
    expect(writer.targets.find('match', 7)?.state).toBe('pending');
    expect(readdirSync(folder)).toEqual(names);
  });

  it('reads the WAL that a killed writer has left', () => {
    using writer = write();
    const copy = join(folder, 'copy');
    mkdirSync(copy);
    for (const suffix of ['', '-wal', '-shm']) copyFileSync(`${file}${suffix}`, join(copy, `hltv.db${suffix}`));
    file = join(copy, 'hltv.db');
    using store = openSnapshot();
    expect(store.targets.counts().match.pending).toBe(2);
    expect(writer.targets.counts().match.pending).toBe(2);
  });

  it.each([
    ['older', 'DELETE FROM schema_version WHERE version > 1', 'older-schema'],
    ['newer', "INSERT INTO schema_version VALUES (9000, 'x', 1)", 'newer-schema'],
    ['foreign', 'PRAGMA application_id = 1', 'foreign-database'],
  ])('is refused when the database is %s', (_, sql, code) => {
    write().close();
    const database = new Database(file);
    database.exec(sql);
    database.close();
    expect(openSnapshot).toThrow(expect.objectContaining({ code }));
  });

  it.runIf(canMount)('can be had of a read-only folder', () => {
    onTmpfs(folder, 4 * 1024 * 1024, (remount) => {
      write().close();
      remount('ro');
      using store = openSnapshot();
      expect(store.rehearse(() => store.targets.counts().match.pending)).toBe(2);
    });
  });
});
