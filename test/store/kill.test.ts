import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { ALL_FORMS } from '../helpers/all-forms.ts';

const root = mkdtempSync(join(tmpdir(), 'hltv-kill-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const KILLS = ALL_FORMS ? 8 : 5;
const PROGRAM = fileURLToPath(new URL('./page-saver.ts', import.meta.url));

/** Runs the saver, kills it `delayMs` after it said `signal`; resolves to the last match it said it had stored. */
const runAndKill = async (file: string, signal: string, delayMs: number) => {
  const child = spawn(process.execPath, [PROGRAM, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  while (!said.includes(`${signal}\n`)) await once(child.stdout, 'data');
  await wait(delayMs);
  child.kill('SIGKILL');
  await once(child, 'close');
  const stored = said.split('\n').slice(0, -1).map(Number).filter(Number.isInteger);
  return stored.at(-1) ?? 0;
};

it('keeps every page it said it had stored, each of them whole, however often and whenever it is killed', async () => {
  const file = join(root, 'hltv.db');
  let stored = 0;
  let seed = 11;
  for (let kill = 0; kill < KILLS; kill += 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    const isEarly = kill < 2;
    const last = await runAndKill(file, isEarly ? 'opening' : `${stored + 1 + (seed % 4)}`, seed % 25);
    stored = Math.max(stored, last);
    using store = openStore({ file, clock: () => 1 });
    expect(store.diagnose().problems).toEqual([]);
    const matches = store.tables.rows('matches').map(({ matchId }) => matchId);
    expect(matches).toEqual(matches.map((_, index) => index + 1));
    // The current page may be stored although it was not reported.
    expect([stored, stored + 1]).toContain(matches.length);
    stored = matches.length;
    expect(store.tables.rows('rounds')).toHaveLength(22 * stored);
    expect(store.tables.rows('round_economy')).toHaveLength(44 * stored);
    expect(store.tables.rows('kill_matrix')).toHaveLength(150 * stored);
    expect(store.pages.list({ kinds: ['match'] })).toHaveLength(stored);
    expect(store.targets.counts().match).toMatchObject({ done: stored, pending: 0 });
  }
  expect(stored).toBeGreaterThan(0);
});
