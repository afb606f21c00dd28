import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunSummary } from '../../src/output/documents/run-summary.ts';
import type { PublicRows } from '../../src/records.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import { openStore } from '../../src/store/store.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { runCommand } from '../helpers/command.ts';
import { withFaults } from '../helpers/faults/faults.ts';
import { browserPid, browsersOf } from '../helpers/processes.ts';
import { runProgram, startProgram } from '../helpers/program.ts';
import { differences } from '../helpers/rows.ts';

/** The built program, a real browser, the replica over HTTP: what a user sees. */
describe.runIf(hasBrowser)('scrape through a real browser', () => {
  let dataDir: string;
  let replica: Replica | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'hltv-scrape-'));
  });

  afterEach(async () => {
    await replica?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const flags = (site: Replica, ...more: string[]): string[] => [
    ...['--base-url', site.baseUrl, '--data-dir', dataDir, '--min-delay', '0', '--max-delay', '0'],
    ...['--start-offset', '0', '--end-offset', '500', ...more],
  ];

  function stored(): PublicRows {
    const store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
    try {
      return store.tables.all();
    } finally {
      store.close();
    }
  }

  const pages = (site: Replica): string[] =>
    site.requests
      .splice(0)
      .filter((request) => !['robots', 'asset', 'other'].includes(request.kind))
      .map((request) => `${request.kind} ${request.id}`);

  it('fills the database with the truth, keeps every page, then asks for one listing page', async () => {
    replica = await startReplica({ seed: 1, matches: 3 });
    const { code, stdout } = await runProgram(flags(replica, '--json'));
    expect(code).toBe(0);
    const summary = RunSummary.parse(JSON.parse(stdout));
    expect(summary).toMatchObject({ exitCode: 0, reason: { type: 'done' }, newMatches: 3, completeMatches: 3 });
    expect(differences(stored(), replica.truth())).toEqual([]);
    const asked = pages(replica);
    expect(new Set(asked).size).toBe(asked.length);
    const archive = readdirSync(join(dataDir, 'archive'), { recursive: true });
    expect(archive.filter((file) => String(file).endsWith('.gz'))).toHaveLength(asked.length);

    const second = await runCommand(flags(replica));
    expect(second).toMatchObject({ code: 0 });
    expect(pages(replica)).toEqual(['results 0']);
    expect(browsersOf(dataDir)).toEqual([]);
  }, 120_000);

  it('does the same with --transport navigate, at the full size of the site', async () => {
    replica = await startReplica({ seed: 27, matches: 1, variants: 'plain', size: 'realistic' });
    expect(await runCommand(flags(replica, '--transport', 'navigate'))).toMatchObject({ code: 0 });
    expect(differences(stored(), replica.truth())).toEqual([]);
  }, 120_000);

  it('stops on SIGINT and continues from there', async () => {
    replica = await startReplica({ seed: 4, matches: 3, latencyMs: 20 });
    const { started, ended } = startProgram(flags(replica));
    await until(() => (replica?.requests.length ?? 0) > 10);
    started.kill('SIGINT');
    const interrupted = await ended;
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).toMatch(/ended {5}interrupted by/);
    expect(browsersOf(dataDir)).toEqual([]);
    const before = pages(replica);
    const { matches } = stored();
    expect(matches.length).toBeGreaterThan(0);

    expect(await runCommand(flags(replica))).toMatchObject({ code: 0 });
    expect(differences(stored(), replica.truth())).toEqual([]);
    const after = pages(replica).filter((page) => page !== 'results 0');
    const twice = after.filter((page) => before.includes(page));
    expect(twice.length).toBeLessThanOrEqual(1);
  }, 120_000);

  it('is not harmed by a browser that is killed again and again', async () => {
    replica = await startReplica({ seed: 27, matches: 2, variants: 'plain', latencyMs: 20 });
    const { ended } = startProgram(flags(replica));
    for (let kill = 1; kill <= 2; kill += 1) {
      const asked = replica.requests.length;
      await until(() => (replica?.requests.length ?? 0) >= asked + 3);
      process.kill(browserPid(dataDir), 'SIGKILL');
    }
    expect(await ended).toMatchObject({ code: 0 });
    expect(differences(stored(), replica.truth())).toEqual([]);
    expect(browsersOf(dataDir)).toEqual([]);
    const others = readdirSync(dataDir).filter((name) => !name.startsWith('hltv.db'));
    expect(others.sort()).toEqual(['archive', 'browser-profile', 'logs', 'robots', 'run.lock']);
  }, 120_000);

  it('halts where everything is refused, marks nothing as failed, and stays away until the time it names', async () => {
    const refuse = withFaults({ rules: [{ fault: { type: 'status', status: 403 } }] });
    replica = await startReplica({ seed: 8, matches: 3, intercept: refuse });
    const first = await runProgram(flags(replica, '--json', '--max-consecutive-failures', '2'));
    expect(first.code).toBe(4);
    expect(RunSummary.parse(JSON.parse(first.stdout))).toMatchObject({
      reason: { type: 'halted', code: 'refused', message: expect.stringContaining('Come back after') },
      refusals: 2,
    });
    expect(replica.requests.splice(0).length).toBeLessThan(10);
    const again = await runCommand(flags(replica));
    expect(again.code).toBe(4);
    expect(again.stderr).toMatch(/\d\d:\d\d/);
    expect(replica.requests).toEqual([]);
    const status = await runCommand(['status', '--json', '--data-dir', dataDir]);
    expect(JSON.parse(status.stdout)).toMatchObject({ quarantine: [] });
    expect(status.stdout).not.toMatch(/"failed":\s*[1-9]/);
  }, 60_000);

  it('says why it halted with --quiet as well, and nothing else', async () => {
    const garbled = withFaults({ rules: [{ path: /^\/matches\//, fault: { type: 'garbage' } }] });
    replica = await startReplica({ seed: 27, matches: 3, variants: 'plain', intercept: garbled });
    const ended = await runCommand(flags(replica, '--quiet', '--max-consecutive-failures', '1'));
    expect(ended).toMatchObject({ code: 4, stdout: '' });
    expect(ended.stderr).toMatch(/halted[\s\S]*\/matches\/\d+/);
    expect(ended.stderr).not.toContain('browser started');
    expect(await runCommand(flags(replica, '--quiet', '--stages', 'discovery'))).toMatchObject({ code: 0, stderr: '' });
  }, 60_000);
});

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}
