import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/fetch/browser/find-browser.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { type Replica, type ReplicaOptions, startReplica } from '../../src/replica/replica.ts';
import { openStore } from '../../src/store/store.ts';
import { type AttachedBrowser, startAttachedBrowser } from '../chaos/attached-browser.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { runCommand } from '../helpers/command.ts';
import { type Fault, withFaults } from '../helpers/faults/faults.ts';
import { browsersOf, pidsOf } from '../helpers/processes.ts';
import { OLD_NODE, runProgram, startProgram } from '../helpers/program.ts';
import { until } from '../helpers/until.ts';

/** From the signal to the end of the process, on a machine with nothing else to do. */
const GONE_WITHIN_MS = 2000;
/** What a start of the program takes on such a machine. A busy one is slower at everything, by the same factor. */
const START_MS = 250;
let slowness = 1;

/** Measures how much slower than an idle machine this one is now; the slowest measurement counts. */
async function measureSlowness(): Promise<void> {
  const atMs = performance.now();
  await runProgram(['--version']);
  slowness = Math.max(slowness, (performance.now() - atMs) / START_MS);
}

beforeAll(measureSlowness);

/** Demands that the program ended in time, with another measurement when it seems late: others may have begun to work. */
async function expectGone(tookMs: number, withinMs = GONE_WITHIN_MS): Promise<void> {
  if (tookMs >= withinMs * slowness) await measureSlowness();
  expect(tookMs).toBeLessThan(withinMs * slowness);
}

let dataDir: string;
let replica: Replica | undefined;
/** A browser for the tests in which it does not matter whose it is: the program starts none. */
let attached: AttachedBrowser | null = null;

beforeAll(async () => {
  if (hasBrowser) attached = await startAttachedBrowser();
});
afterAll(() => attached?.[Symbol.asyncDispose]());

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hltv-signal-'));
});

afterEach(async () => {
  await replica?.close();
  replica = undefined;
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
});

async function serve(options: Partial<ReplicaOptions> = {}, fault?: { path: RegExp; fault: Fault; from?: number }) {
  const intercept = fault === undefined ? {} : { intercept: withFaults({ rules: [fault] }) };
  replica = await startReplica({ seed: 3, matches: 6, ...intercept, ...options });
  return replica;
}

const flags = (site: Replica, ...more: string[]): string[] => [
  ...['--base-url', site.baseUrl, '--data-dir', dataDir, '--min-delay', '0', '--max-delay', '0', '--end-offset', '0'],
  ...more,
];

const withSharedBrowser = (site: Replica): string[] => flags(site, '--cdp-url', attached?.cdpUrl ?? '');

/** Starts the program, waits until it is where it should be, and stops it. */
async function stop(args: string[], isThere: (stderr: string) => boolean, signals: NodeJS.Signals[] = ['SIGTERM']) {
  const { started, ended, stderr } = startProgram(args);
  await until(() => isThere(stderr()) || started.exitCode !== null);
  const atMs = performance.now();
  for (const signal of signals) {
    started.kill(signal);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const end = await ended;
  return { ...end, tookMs: performance.now() - atMs };
}

function lastRun(): { reason: string | null; exitCode: number | null } | undefined {
  const store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
  try {
    return store.runs.list(1)[0];
  } finally {
    store.close();
  }
}

/** Its helpers take a moment to notice that the browser is gone. */
const noBrowser = (): Promise<void> => until(() => browsersOf(dataDir).length === 0);

const asked = (kind: string): number => replica?.requests.filter((request) => request.kind === kind).length ?? 0;

describe.runIf(hasBrowser)('SIGTERM ends the program within two seconds', () => {
  async function expectTidy(stopped: Promise<{ code: number | null; tookMs: number; stderr: string }>) {
    const { code, tookMs, stderr } = await stopped;
    expect({ code, stderr }).toMatchObject({ code: 143, stderr: expect.stringMatching(/ended {5}interrupted/) });
    await expectGone(tookMs);
    expect(lastRun()).toMatchObject({ reason: 'interrupted', exitCode: 143 });
    await noBrowser();
  }

  it('in a long pause', async () => {
    const site = await serve();
    const args = [...withSharedBrowser(site), '--min-delay', '60', '--max-delay', '60'];
    await expectTidy(stop(args, () => asked('robots') > 0 && replica?.requests.at(-1)?.doneAtMs !== null));
  });

  it('while a page hangs', async () => {
    const site = await serve({}, { path: /^\/matches\//, fault: { type: 'hang' } });
    await expectTidy(stop(flags(site), () => asked('match') > 0));
  });

  it('while a challenge is waited for', async () => {
    const site = await serve({}, { path: /^\/results/, fault: { type: 'challenge-forever' } });
    await expectTidy(stop(flags(site), () => asked('results') > 0));
  });

  it.each<[string, RegExp, Fault]>([
    ['while a page hangs in the middle', /^\/matches\//, { type: 'hang-in-body' }],
    ['while robots.txt is read', /^\/robots/, { type: 'hang' }],
    ['before the next try of a page', /^\/matches\//, { type: 'status', status: 500 }],
  ])('%s', async (_, path, fault) => {
    const site = await serve({}, { path, fault });
    const isThere = () => site.requests.some((request) => path.test(request.path));
    await expectTidy(stop(withSharedBrowser(site), isThere));
  });

  it('while the browser starts', async () => {
    const site = await serve();
    const slow = join(dataDir, 'slow-browser');
    const { executablePath } = findBrowser({ path: process.env.HLTV_BROWSER_PATH ?? null, channel: null });
    writeFileSync(slow, `#!/bin/sh\nsleep 20\nexec ${executablePath} "$@"\n`);
    chmodSync(slow, 0o755);
    await expectTidy(stop(flags(site, '--browser-path', slow), () => pidsOf(`sh ${slow}`).length > 0));
    expect(pidsOf(slow)).toEqual([]);
  });

  it('while the browser hangs', async () => {
    const site = await serve({ latencyMs: 50 });
    const stopped = stop(flags(site), () => {
      if (asked('match') === 0) return false;
      for (const pid of pidsOf(`--user-data-dir=${dataDir}`)) process.kill(pid, 'SIGSTOP');
      return true;
    });
    const { code, tookMs } = await stopped;
    expect(code).toBe(143);
    await expectGone(tookMs);
    await noBrowser();
  });

  it('immediately after a second signal', async () => {
    const site = await serve({}, { path: /^\/matches\//, fault: { type: 'hang' } });
    const { code, tookMs } = await stop(flags(site), () => asked('match') > 0, ['SIGTERM', 'SIGINT']);
    expect(code).toBe(130);
    await expectGone(tookMs, GONE_WITHIN_MS / 2);
    await noBrowser();
  });
});

describe('SIGTERM ends an import within two seconds', () => {
  it('of many files', async () => {
    const site = await serve({ matches: 4, seed: 5, variants: 'plain' });
    const folder = join(dataDir, 'pages');
    mkdirSync(folder);
    for (const id of site.matchIds()) {
      const html = renderPage(site.world, { kind: 'match', id, size: 'realistic' });
      for (let copy = 0; copy < 60; copy += 1) writeFileSync(join(folder, `${id}-${copy}.html`), html);
    }
    const { code, tookMs } = await stop(['import', folder, '--data-dir', dataDir], (stderr) =>
      stderr.includes('import'),
    );
    expect(code).toBe(143);
    await expectGone(tookMs);
    expect(lastRun()).toMatchObject({ reason: 'interrupted' });
  });

  it.each([0, 400])('of pages as large and slow as a page may be, after %i ms', async (afterMs) => {
    const site = await serve();
    const id = site.case('bo3-2-1').mapStatsIds[0] ?? 0;
    const page = renderPage(site.world, { kind: 'map-stats', id, size: 'realistic' });
    const link = '<a href="/matches/1/x" class="a-reset x y z" data-unix="1234567890123">x</a>\n';
    const filler = link.repeat(Math.floor((15.9e6 - page.length) / link.length));
    const files = [1, 2, 3, 4].map((copy) => join(dataDir, `large-${copy}.html`));
    const [first = '', ...others] = files;
    writeFileSync(first, page.replace('</body>', `${filler}</body>`));
    for (const file of others) linkSync(first, file);
    let startedAtMs = Number.POSITIVE_INFINITY;
    const { code, tookMs } = await stop(['import', ...files, '--data-dir', dataDir], (stderr) => {
      if (stderr.includes('import') && startedAtMs > performance.now()) startedAtMs = performance.now();
      return performance.now() - startedAtMs >= afterMs;
    });
    expect(code).toBe(143);
    await expectGone(tookMs);
  });
});

it.runIf(hasBrowser)('continues to its end when nobody reads its output any more', async () => {
  const site = await serve({ latencyMs: 20, matches: 1, variants: 'plain', seed: 27, size: 'bare' });
  const { started, ended } = startProgram(withSharedBrowser(site));
  await until(() => asked('match') > 0);
  started.stderr?.destroy();
  started.stdout?.destroy();
  expect((await ended).code).toBe(0);
  expect(lastRun()).toMatchObject({ reason: 'done', exitCode: 0 });
});

describe('a signal while the program starts', () => {
  it.each([30, 150, 300])('ends it with 143 after %i ms', async (afterMs) => {
    const site = await serve({}, { path: /./, fault: { type: 'hang' } });
    const atMs = performance.now();
    const { code, signal, tookMs } = await stop(flags(site), () => performance.now() - atMs > afterMs);
    // Before the first line of the program has run, the system does it.
    expect(code ?? signal).toBe(signal === null ? 143 : 'SIGTERM');
    await expectGone(tookMs);
    await noBrowser();
    expect((await runCommand(['status', '--data-dir', dataDir])).code).toBe(0);
  });
});

describe.runIf(hasBrowser)('a command that is no run', () => {
  const doctor = (site: Replica): string[] => [
    ...['doctor', '--base-url', site.baseUrl, '--data-dir', dataDir, '--min-delay', '0', '--max-delay', '0'],
  ];

  it('ends on SIGINT with its browser', async () => {
    const site = await serve({}, { path: /^\/results/, fault: { type: 'hang' } });
    const { code, tookMs } = await stop(doctor(site), () => asked('results') > 0, ['SIGINT']);
    expect(code).toBe(130);
    await expectGone(tookMs);
    await noBrowser();
  });

  it('ends when its launcher dies', async () => {
    const site = await serve({}, { path: /^\/results/, fault: { type: 'hang' } });
    const { started, ended } = startProgram(doctor(site), { HLTV_NODE_REEXEC: '1' }, { withChannel: true });
    await until(() => asked('results') > 0);
    started.disconnect();
    expect((await ended).code).toBe(143);
    await noBrowser();
  });
});

describe.runIf(hasBrowser)('the program under a launcher', () => {
  /** As the launcher starts it: with a channel that tells when the launcher has died. */
  async function launched(site: Replica, isThere: (stderr: string) => boolean) {
    const program = startProgram(flags(site), { HLTV_NODE_REEXEC: '1' }, { withChannel: true });
    await until(() => isThere(program.stderr()) || program.started.exitCode !== null);
    return program;
  }

  it('stops after the current page when the launcher dies in the middle of a run', async () => {
    const site = await serve({}, { path: /^\/matches\//, fault: { type: 'hang' } });
    const { started, ended } = await launched(site, () => asked('match') > 0);
    started.disconnect();
    expect((await ended).code).toBe(143);
    expect(lastRun()).toMatchObject({ reason: 'interrupted' });
    await noBrowser();
  });

  it.each([0, 150])('ends when the launcher dies %i ms after the start', async (afterMs) => {
    const site = await serve({}, { path: /./, fault: { type: 'hang' } });
    const atMs = performance.now();
    const { started, ended } = await launched(site, () => performance.now() - atMs > afterMs);
    started.disconnect();
    expect((await ended).code).toBe(143);
    await noBrowser();
  });

  it.skipIf(OLD_NODE === null)('ends with an older Node that is killed, and its browser too', async () => {
    const site = await serve({}, { path: /^\/matches\//, fault: { type: 'hang' } });
    const { started } = startProgram(flags(site), {}, { node: OLD_NODE ?? '' });
    await until(() => asked('match') > 0);
    const [launcher, ...programs] = pidsOf(`--data-dir ${dataDir}`);
    expect([launcher, programs.length > 0]).toEqual([started.pid, true]);
    started.kill('SIGKILL');
    await until(() => pidsOf(dataDir).length === 0);
    expect(lastRun()).toMatchObject({ reason: 'interrupted' });
  });

  it.skipIf(OLD_NODE === null).each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('hands %s on from an older Node, once, and its exit code back', async (signal, code) => {
    const site = await serve({}, { path: /^\/matches\//, fault: { type: 'hang' } });
    const { started, ended } = startProgram(withSharedBrowser(site), {}, { node: OLD_NODE ?? '' });
    await until(() => asked('match') > 0);
    const atMs = performance.now();
    started.kill(signal);
    const end = await ended;
    const tookMs = performance.now() - atMs;
    expect({ code: end.code, stderr: end.stderr }).toMatchObject({ code, stderr: expect.stringMatching(/ended {5}/) });
    await expectGone(tookMs);
    await noBrowser();
  });
});
