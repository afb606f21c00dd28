import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EnvironmentError, UsageError } from '../../src/errors.ts';
import { openDatabase } from '../../src/store/reader.ts';
import { openStore } from '../../src/store/store.ts';
import { matchPage } from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hltv-reader-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it('throws when there is no database', () => {
  expect(() => openDatabase(dataDir)).toThrow(EnvironmentError);
});

it.each([false, true])('reads rows, and runs statements that read; snapshot: %j', (snapshot) => {
  using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now });
  savePage(store, 'match', matchPage());
  if (snapshot) store.close();
  using database = openDatabase(dataDir, { snapshot });
  const [match] = database.rows('matches');
  expect(database.rows('matches', { matchIds: [match?.matchId ?? 0] })).toEqual([match]);
  expect(database.rows('matches', { matchIds: [1] })).toEqual([]);
  expect([...database.iterate('matches')]).toEqual([match]);
  const row = [{ match_id: match?.matchId, url: match?.url }];
  expect(database.query('SELECT match_id, url FROM matches WHERE match_id = ?', [match?.matchId])).toEqual(row);
  expect(database.query('SELECT match_id, url FROM matches WHERE is_forfeit = @no', { no: false })).toEqual(row);
});

it.each([
  ['DELETE FROM matches RETURNING match_id', [], /^Expected an SQL statement that reads/],
  ['DELETE FROM matches', [], /^Expected an SQL statement that reads/],
  ['SELECT absent FROM matches', [], /^Cannot run this SQL statement: no such column: absent/],
  ['SELECT ?', [], /^Cannot run this SQL statement: Too few parameter values/],
  ['SELECT 1; SELECT 2', [], /^Cannot run this SQL statement: .*more than one statement/],
])('rejects %s', (sql, parameters, message) => {
  openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now }).close();
  for (const snapshot of [false, true]) {
    using database = openDatabase(dataDir, { snapshot });
    const run = () => database.query(sql, parameters);
    expect(run).toThrow(UsageError);
    expect(run).toThrow(message);
  }
});
