import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { archiveContents, contentDifferences, tableContents } from '../chaos/contents.ts';
import { type ProcessRun, runProcess } from '../chaos/process-run.ts';
import { type CrawledFolder, crawledFolder } from '../helpers/crawled-folder.ts';

/** Places at which the program is killed. A batch of `reparse` is one transaction. */
const KILL_POINTS = [
  ['statement', 3],
  ['before-commit', 12],
  ['statement', 400],
  ['before-commit', 2],
  ['after-commit', 1],
] as const;

let crawled: CrawledFolder;
let folder: string;
let dataDir: string;

beforeAll(async () => {
  crawled = await crawledFolder({ seed: 9, matches: 2 });
  folder = mkdtempSync(join(tmpdir(), 'hltv-killed-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  crawled[Symbol.dispose]();
});

beforeEach(() => {
  dataDir = mkdtempSync(join(folder, 'data-'));
  cpSync(crawled.dataDir, dataDir, { recursive: true, preserveTimestamps: true });
});

const file = (of = dataDir): string => join(of, 'hltv.db');

/** Runs a command on the built program; with a place it is killed there. */
function run(args: string[], place?: (typeof KILL_POINTS)[number]): Promise<ProcessRun> {
  const killPoint = place === undefined ? null : ({ type: 'step', step: place[0], nth: place[1] } as const);
  return runProcess({ args, signal: 'SIGKILL', killPoint, requests: [], tempDir: folder });
}

it('a killed reparse continues and rebuilds the same database as an undisturbed one', async () => {
  const undisturbed = join(folder, 'undisturbed');
  cpSync(join(dataDir, 'archive'), join(undisturbed, 'archive'), { recursive: true, preserveTimestamps: true });
  expect(await run(['reparse', '--data-dir', undisturbed])).toMatchObject({ code: 0 });
  rmSync(file());
  const archive = archiveContents(dataDir);
  let hits = 0;
  for (const place of KILL_POINTS) hits += (await run(['reparse', '--data-dir', dataDir], place)).wasHit ? 1 : 0;
  expect(hits).toBeGreaterThan(3);
  expect(await run(['reparse', '--data-dir', dataDir])).toMatchObject({ code: 0 });
  expect(contentDifferences(tableContents(dataDir), tableContents(undisturbed))).toEqual([]);
  expect(archiveContents(dataDir)).toEqual(archive);
});

it('a killed verify --fix leaves rows as they were or as they should be, and a repeated one corrects the rest', async () => {
  const before = tableContents(dataDir);
  const database = new Database(file());
  database.exec('UPDATE player_map_stats SET kills = kills + 1; DELETE FROM maps WHERE map_number = 2');
  database.close();
  let hits = 0;
  for (const place of KILL_POINTS) {
    hits += (await run(['verify', '--fix', '--data-dir', dataDir], place)).wasHit ? 1 : 0;
  }
  expect(hits).toBeGreaterThan(2);
  await run(['verify', '--fix', '--data-dir', dataDir]);
  expect(await run(['verify', '--data-dir', dataDir])).toMatchObject({ code: 0 });
  expect(contentDifferences(tableContents(dataDir), before)).toEqual([]);
});
