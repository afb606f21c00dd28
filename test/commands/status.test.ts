import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CS2_ERA_MS } from '../../src/config.ts';
import { Status } from '../../src/output/documents/status.ts';
import { STAGE_NAMES } from '../../src/page-kinds.ts';
import { lockDataFolder } from '../../src/store/lock.ts';
import { openStore } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';
import type { Ended } from '../helpers/program.ts';
import { canMount, mountTmpfs } from '../helpers/tmpfs.ts';

/** `status` during a run, and `status --check`. */

const HOUR_MS = 3_600_000;

let folder: string;
let dataDir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-status-'));
  dataDir = join(folder, 'data');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const statusOf = (...flags: string[]): Promise<Ended> => runCommand(['status', '--data-dir', dataDir, ...flags]);

const SETTINGS = {
  ...{ stages: STAGE_NAMES, startOffset: 0, matchIds: null, sinceMs: CS2_ERA_MS, untilMs: null },
  ...{ events: [], teams: [], minStars: null },
};

type RunRow = { command?: string; settings?: object; hoursAgo?: number; exitCode?: number; reason?: string };

/** A run in the database that ended some hours ago; `reason` null: it has not ended. */
function addRun({ command = 'scrape', settings = {}, hoursAgo = 1, exitCode = 0, reason = 'done' }: RunRow): void {
  const clock = () => Date.now() - hoursAgo * HOUR_MS;
  using store = openStore({ file: join(dataDir, 'hltv.db'), clock });
  const runId = store.runs.start({ command, settings: { ...SETTINGS, ...settings } });
  store.runs.finish(runId, { exitCode, reason, summary: null });
}

/** A run in the database that has not ended. */
function startRun(): void {
  using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now });
  store.runs.start({ command: 'scrape', settings: SETTINGS });
}

describe('status --check', () => {
  it('prints nothing when the last complete run is recent enough', async () => {
    addRun({ hoursAgo: 25 });
    expect(await statusOf('--check', '26h')).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    addRun({ hoursAgo: 1, exitCode: 4, reason: 'halted' });
    expect(await statusOf('--check', '26h')).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  it('exits with code 3 and one line when it is older, with how the last run ended', async () => {
    addRun({ hoursAgo: 51 });
    addRun({ hoursAgo: 2, exitCode: 4, reason: 'halted' });
    const { code, stdout, stderr } = await statusOf('--check', '2d');
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(stdout).toMatch(
      /^The last complete run \(run 1\) ended 2 d 3 h ago, at \S+ \S+ UTC: more than 2 d 0 h\. The last run, 2 scrape, ended with halted, exit code 4\. `hltv-scraper status --data-dir \S+` shows more\.\n$/,
    );
  });

  it.each([
    ['was halted', { exitCode: 4, reason: 'halted' }],
    ['used up its budget', { reason: 'budget' }],
    ['ended with failed pages', { exitCode: 3 }],
    ['did not scrape', { command: 'import' }],
    ['did not read the listing', { settings: { matchIds: [77] } }],
    ['did not read the newest matches', { settings: { startOffset: 100 } }],
    ['had fewer stages', { settings: { stages: ['discovery', 'overview'] } }],
    ['began later in time', { settings: { sinceMs: CS2_ERA_MS + 1 } }],
    ['left out the newest matches', { settings: { untilMs: CS2_ERA_MS + 1 } }],
    ['was for one event', { settings: { events: ['major'] } }],
    ['was for one team', { settings: { teams: ['g2'] } }],
    ['was for starred matches', { settings: { minStars: 1 } }],
    ['ended in the future, by a wrong clock', { hoursAgo: -5 }],
    ['has settings that cannot be read', { settings: { stages: null } }],
  ] satisfies [string, RunRow][])('does not count a run that %s', async (_, run) => {
    addRun(run);
    const { code, stdout } = await statusOf('--check', '26h');
    expect(code).toBe(3);
    expect(stdout).toMatch(/^No run was complete yet\. .*\n$/);
  });

  it('counts a demo, which reads the whole listing of its site', async () => {
    addRun({ command: 'demo' });
    expect((await statusOf('--check', '26h')).code).toBe(0);
  });

  it('counts a run that included at least the matches and stages of its own settings', async () => {
    const settings = { stages: ['discovery', 'overview'], sinceMs: CS2_ERA_MS - 1, teams: ['g2'], minStars: 2 };
    addRun({ settings });
    const flags = ['--stages', 'discovery,overview', '--min-stars', '3'];
    expect((await statusOf('--check', '26h', ...flags)).code).toBe(3);
    expect((await statusOf('--check', '26h', ...flags, '--team', 'MOUZ')).code).toBe(3);
    expect(await statusOf('--check', '26h', ...flags, '--team', 'G2')).toMatchObject({ code: 0, stdout: '' });
  });

  it.each(['', 'a folder'])('says that there is no database yet, with %j', async (kind) => {
    if (kind !== '') mkdirSync(dataDir);
    const { code, stdout, stderr } = await statusOf('--check', '1h30m');
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(stdout).toBe(`No run was complete yet: there is no database ${join(dataDir, 'hltv.db')}.\n`);
    const json = await statusOf('--check', '1h30m', '--json');
    expect(json.code).toBe(3);
    expect(Status.parse(JSON.parse(json.stdout))).toMatchObject({
      exists: false,
      check: { maxAgeMs: 1.5 * HOUR_MS, isOk: false },
    });
  });

  it('is part of the document with --json', async () => {
    addRun({ hoursAgo: 30 });
    const [recent, old] = [await statusOf('--json', '--check', '31h'), await statusOf('--json', '--check', '29h')];
    expect([recent.code, old.code]).toEqual([0, 3]);
    expect(Status.parse(JSON.parse(recent.stdout))).toMatchObject({
      lastCompleteRun: { runId: 1 },
      check: { maxAgeMs: 31 * HOUR_MS, isOk: true, message: null },
    });
    const { check } = Status.parse(JSON.parse(old.stdout));
    expect(check).toMatchObject({
      isOk: false,
      message: expect.stringMatching(/^The last complete run .* 30 h 00 min/),
    });
  });

  it('refuses what is not a duration', async () => {
    const { code, stderr } = await statusOf('--check', 'yesterday');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('Expected --check to be a duration such as 45m'),
    });
  });

  it('does not count the run that is active, and works during it', async () => {
    addRun({ hoursAgo: 30 });
    startRun();
    using _lock = lockDataFolder(dataDir);
    expect((await statusOf('--check', '31h')).code).toBe(0);
    const { code, stdout } = await statusOf('--check', '29h');
    expect(code).toBe(3);
    expect(stdout).toContain('The last run, 2 scrape, has not ended.');
  });

  it.runIf(canMount)('works in a read-only folder', async () => {
    using disk = mountTmpfs(dataDir, 8 * 1024 * 1024);
    addRun({ hoursAgo: 3 });
    disk.remount('ro');
    expect((await statusOf('--check', '4h')).code).toBe(0);
    expect((await statusOf('--check', '2h')).code).toBe(3);
    expect((await statusOf()).stdout).toMatch(/^complete {4}run 1, ended 3 h 00 min ago/m);
  });
});

describe('status', () => {
  it('does not take a database that it cannot see for a missing one', async () => {
    symlinkSync(dataDir, dataDir);
    for (const flags of [[], ['--check', '26h']]) {
      const { code, stderr } = await statusOf(...flags);
      expect(code).toBe(1);
      expect(stderr).toContain(`Cannot look for the database ${join(dataDir, 'hltv.db')} (ELOOP)`);
    }
    for (const command of ['verify', 'reparse', 'report', 'export']) {
      expect((await runCommand([command, '--data-dir', dataDir])).stderr, command).toContain('(ELOOP)');
    }
  });

  it('says which run has locked the folder', async () => {
    startRun();
    const idle = await statusOf();
    expect(idle.stdout).not.toMatch(/^running /m);
    expect(idle.stdout).toMatch(/^complete {4}no run was complete yet$/m);
    using _lock = lockDataFolder(dataDir);
    expect((await statusOf()).stdout).toMatch(new RegExp(`^running {5}pid ${process.pid} on \\S+, since 2`, 'm'));
    expect(Status.parse(JSON.parse((await statusOf('--json')).stdout))).toMatchObject({
      holder: { pid: process.pid },
      lastCompleteRun: null,
      check: null,
    });
  });
});
