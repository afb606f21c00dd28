import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InterruptedError } from '../../src/errors.ts';
import { openExportFolder } from '../../src/export/folder.ts';
import { tablesOfSet } from '../../src/export/tables.ts';
import { exportToFolder } from '../../src/export/write-folder.ts';
import { ExportManifest } from '../../src/output/documents/export-manifest.ts';
import { openStore } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';
import { canMount, mountTmpfs } from '../helpers/tmpfs.ts';
import { openWritable, storeWorld } from './stored-world.ts';

/** The folder of an export: whole or as it was, and never someone else's. */

const folder = mkdtempSync(join(tmpdir(), 'hltv-export-folder-'));
const dataDir = join(folder, 'data');
let database: string;
let out: string;
let counter = 0;

beforeAll(async () => {
  database = await storeWorld(dataDir);
});

beforeEach(() => {
  counter += 1;
  out = join(folder, `out-${counter}`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runCommand(['export', '--data-dir', dataDir, ...args]);
const manifestIn = (path: string) =>
  ExportManifest.parse(JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')));

/** Every file below a folder with its content. */
function contentOf(path: string): Record<string, string> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [
      join(parentPath, name).slice(path.length),
      readFileSync(join(parentPath, name), 'base64'),
    ]),
  );
}

describe('a folder that holds no export', () => {
  it.each([
    ['any file', 'notes.txt', 'mine'],
    ['a manifest of another program', 'manifest.json', '{"program":"other"}'],
    ['a manifest that leads elsewhere', 'manifest.json', '{"program":"hltv-scraper","files":[{"file":"../../x.csv"}]}'],
  ])('with %s is not touched', async (_, name, content) => {
    mkdirSync(out);
    writeFileSync(join(out, name), content);
    const { code, stderr } = await run('--out', out);
    expect(code).toBe(2);
    expect(stderr).toContain(`The folder "${out}" is not empty and holds no export`);
    expect(contentOf(out)).toEqual({ [`/${name}`]: Buffer.from(content).toString('base64') });
  });

  it('is the data folder too', async () => {
    const before = statSync(database).size;
    expect((await run('--out', dataDir)).code).toBe(2);
    expect(statSync(database).size).toBe(before);
  });

  it('is taken when it is empty', async () => {
    mkdirSync(out);
    expect((await run('--out', out, '--table', 'teams')).code).toBe(0);
  });
});

describe('an earlier export', () => {
  it('is replaced whole: files that the new one lacks are gone', async () => {
    await run('--out', out, '--set', 'all', '--format', 'jsonl', '--partition-by', 'year', '--datasette');
    await run('--out', out, '--table', 'teams');
    expect(readdirSync(out).sort()).toEqual(['manifest.json', 'teams.csv']);
  });

  it('stays as it was when the new one is interrupted, and nothing half done is left', async () => {
    await run('--out', out, '--table', 'teams');
    const before = contentOf(out);
    await expect(interrupted(out)).rejects.toThrow(InterruptedError);
    expect(contentOf(out)).toEqual(before);
    expect(readdirSync(out)).not.toContain('.unfinished');
  });

  it('does not come into being when the first is interrupted', async () => {
    await expect(interrupted(out)).rejects.toThrow(InterruptedError);
    expect(existsSync(out)).toBe(false);
  });

  it('is recognised although a kill has left unfinished files', async () => {
    mkdirSync(join(out, '.unfinished'), { recursive: true });
    writeFileSync(join(out, '.unfinished', 'x'), 'half');
    expect((await run('--out', out, '--table', 'teams')).code).toBe(0);
    expect(readdirSync(out)).not.toContain('.unfinished');
  });

  it.runIf(canMount)('stays as it was when the disk is full; the message names the file', async () => {
    const path = join(folder, 'disk');
    using _ = mountTmpfs(path, 96 * 1024);
    out = join(path, 'out');
    expect((await run('--out', out, '--table', 'teams')).code).toBe(0);
    const before = contentOf(out);
    const { code, stderr } = await run('--out', out, '--format', 'jsonl');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /out\/\w+\.jsonl: No space left\. Free some space, or name a folder on another disk with --out\./,
    );
    expect(contentOf(out)).toEqual(before);
  });
});

/** An export that a signal ends after the first batch of rows. */
async function interrupted(path: string): Promise<unknown> {
  using store = openStore({ file: database, clock: () => 1, readOnly: true });
  using target = openExportFolder(path);
  const controller = new AbortController();
  const filters = { sinceMs: null, untilMs: null, events: [], teams: [], maps: [], minStars: null };
  return await exportToFolder({
    store,
    tables: tablesOfSet(store, 'tables'),
    request: { format: 'csv', csvSafe: false, partitionBy: null, set: 'tables', tables: [], filters },
    folder: target,
    keepsUnchanged: false,
    hasDatasette: false,
    version: '1',
    exportedAtMs: 1,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
}

describe('--changed-since', () => {
  const flags = ['--set', 'all', '--format', 'parquet', '--partition-by', 'year'];

  /** Without the views, which take longest. */
  const ofTables = ['--set', 'tables', '--format', 'parquet', '--partition-by', 'year'];

  async function update(): Promise<string[]> {
    const { code, stdout, stderr } = await run('--changed-since', out, '--json');
    expect([code, stderr]).toEqual([0, '']);
    const { files } = JSON.parse(stdout);
    return files
      .filter((file: { isUnchanged: boolean }) => !file.isUnchanged)
      .map((file: { file: string }) => file.file);
  }

  function change(sql: string): void {
    using connection = openWritable(database);
    connection.pragma('foreign_keys = ON');
    connection.exec(sql);
  }

  const yearOf = (file: string) => /year=([^/]+)/.exec(file)?.[1] ?? null;

  it('writes nothing again when nothing has changed', async () => {
    await run('--out', out, ...flags);
    const before = contentOf(join(out, 'matches'));
    const inode = statSync(join(out, 'matches/year=2024/data.parquet')).ino;
    expect(await update()).toEqual([]);
    expect(contentOf(join(out, 'matches'))).toEqual(before);
    expect(statSync(join(out, 'matches/year=2024/data.parquet')).ino).toBe(inode);
    expect(manifestIn(out).files.length).toBeGreaterThan(20);
  });

  it.each([
    {
      what: 'a value',
      exported: flags,
      sql: `UPDATE player_map_stats SET kills = 99 WHERE match_id = (SELECT max(match_id) FROM matches WHERE started_at_ms < 1704067200000)`,
      years: ['2023'],
    },
    {
      what: 'a match that is gone',
      exported: ofTables,
      sql: 'DELETE FROM matches WHERE match_id = (SELECT max(match_id) FROM matches WHERE started_at_ms >= 1767225600000)',
      years: ['2026'],
    },
    {
      what: 'a match that moves to another year',
      exported: ofTables,
      sql: `UPDATE matches SET started_at_ms = 1735689600000 WHERE match_id = (SELECT min(match_id) FROM matches WHERE started_at_ms < 1704067200000)`,
      years: ['2023', '2025'],
    },
  ])('writes the years of $what, and the result equals a new export', async ({ exported, sql, years }) => {
    await run('--out', out, ...exported);
    change(sql);
    const changed = await update();
    const changedYears = [...new Set(changed.map(yearOf))].filter((year) => year !== null).sort();
    expect(changedYears).toEqual(years);
    const fresh = `${out}-fresh`;
    await run('--out', fresh, ...exported);
    const [one, other] = [contentOf(out), contentOf(fresh)];
    for (const content of [one, other]) delete content['/manifest.json'];
    expect(one).toEqual(other);
  });

  it('writes a file again that is damaged or missing', async () => {
    await run('--out', out, ...ofTables);
    writeFileSync(join(out, 'teams/data.parquet'), 'x');
    rmSync(join(out, 'matches/year=2024/data.parquet'));
    expect((await update()).sort()).toEqual(['matches/year=2024/data.parquet', 'teams/data.parquet']);
  });

  it('keeps the filters and the tables of the export', async () => {
    await run('--out', out, '--table', 'matches', '--since', '2024-01-01', '--csv-safe');
    const { filters } = manifestIn(out);
    expect(await update()).toEqual([]);
    expect(manifestIn(out)).toMatchObject({ tables: ['matches'], csvSafe: true, filters });
  });

  it('exports all matches again with --since all', async () => {
    await run('--out', out, '--table', 'matches', '--since', '2024-01-01');
    const { code } = await run('--changed-since', out, '--since', 'all');
    const fresh = `${out}-fresh`;
    await run('--out', fresh, '--table', 'matches');
    expect([code, manifestIn(out).filters]).toEqual([0, manifestIn(fresh).filters]);
    expect(contentOf(out)['/matches.csv']).toEqual(contentOf(fresh)['/matches.csv']);
  });

  it('of a folder without an export is a usage error', async () => {
    const { code, stderr } = await run('--changed-since', join(folder, 'none'));
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('Expected --changed-since to be the folder of an earlier export'),
    ]);
  });
});
