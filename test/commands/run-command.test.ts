import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type PageSource, withRun } from '../../src/commands/run-command.ts';
import { openWorkspace, type Workspace } from '../../src/commands/workspace.ts';
import { CommonSettings } from '../../src/config.ts';
import { CrashError, EnvironmentError } from '../../src/errors.ts';
import type { ExitCode } from '../../src/exit-codes.ts';
import { RunSummary } from '../../src/output/documents/run-summary.ts';

let dataDir: string;
let workspace: Workspace;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'hltv-run-'));
  workspace = await openWorkspace(common(), { clock: systemClock, keepsPages: false, site: null });
});

afterEach(() => {
  workspace[Symbol.dispose]();
  rmSync(dataDir, { recursive: true, force: true });
});

const common = () => CommonSettings.parse({ dataDir, logLevel: 'silent' });

/** What comes out of a run whose work, and the closing of whose fetcher, fail so. */
async function errorOf(work: () => Promise<void>, onClose = () => Promise.resolve()): Promise<unknown> {
  return run(work, onClose).catch((error: unknown) => error);
}

type Work = Parameters<typeof withRun<PageSource>>[2];

function run(work: Work, onClose = () => Promise.resolve()): Promise<ExitCode> {
  const setExitCode = () => undefined;
  const stages = ['overview'] as const;
  const context = {
    command: 'scrape',
    common: common(),
    settings: {},
    stages,
    clock: systemClock,
    workspace,
    setExitCode,
  };
  const stats = () => ({ requests: 2, retries: 0, refusals: 0, bytes: 0, politePauseMs: 0, ofNoDocument: 7 });
  return withRun(context, async () => ({ site: null, stats, [Symbol.asyncDispose]: onClose }), work);
}

const crashes = (): { level: number; stack: string }[] =>
  readFileSync(workspace.log.file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === 'crash');

it('logs the stack trace of an unexpected error, and names the log', async () => {
  const error = await errorOf(() => Promise.reject(new TypeError('sprung', { cause: new RangeError('the spring') })));
  expect(error).toBeInstanceOf(CrashError);
  expect((error as CrashError).message).toMatch(/TypeError: sprung\. The stack trace is in .*\.log\.$/);
  expect((error as CrashError).message).toContain(workspace.log.file);
  expect(crashes()).toHaveLength(1);
  expect(crashes()[0]).toMatchObject({ level: 50 });
  expect(crashes()[0]?.stack).toMatch(/^TypeError: sprung\n +at [\s\S]*\nCaused by: RangeError: the spring\n +at /);
});

it('names the error that ended the work, not one of closing afterwards', async () => {
  const error = await errorOf(
    () => Promise.reject(new TypeError('sprung')),
    () => Promise.reject(new Error('not closed')),
  );
  expect((error as CrashError).message).toContain('TypeError: sprung.');
});

it('prints a summary with only the documented fields, regardless of the counts of its source', async () => {
  expect(await run(async (_run, _source, summarise) => summarise({ type: 'done' }))).toBe(0);
  const [stored] = workspace.store.runs.list(1);
  expect(RunSummary.parse(stored?.summary)).toMatchObject({ exitCode: 0, requests: 2 });
});

it('leaves an error with a message for people as it is', async () => {
  const known = new EnvironmentError('no-browser', 'There is no browser.');
  expect(await errorOf(() => Promise.reject(known))).toBe(known);
  expect(crashes()).toEqual([]);
});
