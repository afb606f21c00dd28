import { hash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CS2_ERA_MS } from '../../src/config.ts';
import { lockDataFolder } from '../../src/store/lock.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';
import type { Ended } from '../helpers/program.ts';
import { listingEntry } from '../helpers/records.ts';
import { canMount, mountTmpfs } from '../helpers/tmpfs.ts';

/** The built program: `--dry-run` reads and nothing else. */

let folder: string;
let dataDir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-dry-run-'));
  dataDir = join(folder, 'data');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const dryRun = (...flags: string[]): Promise<Ended> => runCommand(['--dry-run', '--data-dir', dataDir, ...flags]);

/** A folder in which some matches are listed and not read. */
function listMatches(count: number): Store {
  const store = openStore({ file: join(dataDir, 'hltv.db'), clock: () => 1 });
  const ids = Array.from({ length: count }, (_, index) => 2_400_001 + index);
  const entries = ids.map((matchId) => listingEntry({ matchId }));
  store.listing.savePage({ entries, reasonToSkip: () => null, force: false, crawled: true });
  return store;
}

function contentOf(path: string): Record<string, string> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(path, name)).isFile());
  const content = files.map((name) => [name, hash('sha256', readFileSync(join(path, name)))]);
  return { '': names.toSorted().join(), ...Object.fromEntries(content) };
}

describe('--dry-run', () => {
  it('plans a first run without a folder, and creates none', async () => {
    const first = await dryRun('--end-offset', '500');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(`data: ${dataDir} is empty`);
    expect(first.stdout).toContain('listing: offsets 0 to 500, 6 pages at most');
    expect(first.stdout).toMatch(/at most 600 matches, about 4,926 pages, 8 h 20 min\.\n {2}Shorter: --stages/);
    expect(first.stdout).not.toContain('--force-rescrape');
    const named = JSON.parse((await dryRun('--match', '77', '--json')).stdout);
    expect(named).toMatchObject({ exists: false, listing: null, pending: [{ kind: 'match', id: 77 }] });
    expect(existsSync(dataDir)).toBe(false);
  });

  it('changes no byte of a folder and leaves no file in it', async () => {
    listMatches(3).close();
    const before = contentOf(folder);
    const { stdout, code } = await dryRun('--match', '2400001', '--match', '77', '--force-rescrape', '--retry-failed');
    expect(code).toBe(0);
    expect(stdout).toContain('pending: 2 pages known so far (2 match)');
    expect(contentOf(folder)).toEqual(before);
  });

  it('works during another run, and reports it', async () => {
    using _ = listMatches(3);
    const lock = lockDataFolder(dataDir);
    // The names alone: a process that opens and closes its own locked file loses the lock.
    const before = readdirSync(dataDir);
    const { stdout, code } = await dryRun();
    expect(code).toBe(0);
    expect(stdout).toContain(`running: a run has locked ${dataDir} (pid ${process.pid} on `);
    expect(stdout).toContain('estimate: about 3 matches, 26 pages');
    expect(readdirSync(dataDir)).toEqual(before);
    lock.release();
    expect((await dryRun()).stdout).not.toContain('running:');
  });

  it('does not take the note of a killed run for a running one', async () => {
    listMatches(1).close();
    writeFileSync(join(dataDir, 'run.owner.json'), '{"pid":null}');
    expect((await dryRun()).stdout).not.toContain('running:');
  });

  it.runIf(canMount)('works on a read-only folder', async () => {
    using disk = mountTmpfs(dataDir, 8 * 1024 * 1024);
    listMatches(2).close();
    disk.remount('ro');
    const { stdout, code } = await dryRun();
    expect(code).toBe(0);
    expect(stdout).toContain('pending: 2 pages known so far');
  });

  it('names the command that converts a database of an older version', async () => {
    listMatches(1).close();
    const database = new Database(join(dataDir, 'hltv.db'));
    database.exec('DELETE FROM schema_version WHERE version > 1');
    database.close();
    const before = contentOf(folder);
    const { stderr, code } = await dryRun();
    expect(code).toBe(1);
    expect(stderr).toMatch(/has schema version 1, this program needs \d+/);
    expect(stderr).toContain(`hltv-scraper verify --fix --data-dir ${dataDir}`);
    expect(contentOf(folder)).toEqual(before);
  });
});

describe('status', () => {
  const statusOf = (...flags: string[]): Promise<Ended> => runCommand(['status', '--data-dir', dataDir, ...flags]);

  it.each([[[]], [['--min-delay', '10', '--max-delay', '20']], [['--stages', 'discovery,overview']]])(
    'has the estimate of --dry-run, with %j',
    async (flags) => {
      listMatches(332).close();
      const before = contentOf(folder);
      const [plan, status] = await Promise.all([dryRun('--json', ...flags), statusOf('--json', ...flags)]);
      expect(JSON.parse(status.stdout).backlog.estimate).toEqual(JSON.parse(plan.stdout).estimate);
      expect(contentOf(folder)).toEqual(before);
    },
  );

  it('also reports what is left with the settings of the last run', async () => {
    const store = listMatches(3);
    for (const id of [2_400_001, 2_400_002, 2_400_003]) store.targets.markDone({ kind: 'match', id }, 1);
    const page = { matchId: 2_400_001, path: '/stats/matches/mapstatsid/5/_', sortMs: 1 };
    store.targets.upsert({ kind: 'map-stats', id: 5, ...page });
    const settings = { stages: ['discovery', 'overview'], sinceMs: CS2_ERA_MS };
    store.runs.start({ command: 'scrape', settings });
    store.close();
    expect((await statusOf()).stdout).toContain(
      'backlog     1 page pending\n' +
        '            about 1 match, 2 pages, finished in 12 s\n' +
        'last run    --stages discovery,overview: nothing is pending\n',
    );
    expect((await statusOf('--stages', 'discovery,overview')).stdout).toMatch(
      /^backlog {5}nothing is pending\ncomplete /m,
    );
  });
});
