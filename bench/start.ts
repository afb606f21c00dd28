import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillDatabase } from './synthetic-database.ts';

/**
 * `npm run bench -- start`: wall time of short commands of the built program, as ratios to `node -e 0`. The medians of
 * alternating runs, so that other processes disturb all of them equally.
 */

const BIN = fileURLToPath(new URL('../bin/hltv-scraper.js', import.meta.url));
const ROUNDS = 25;
const MATCHES = 100;
const REFERENCE = 'node -e 0';

/** One line of the table: ours and the reference in ms; the budget is the largest ratio that is ok. */
export type StartRow = {
  name: string;
  ours: number;
  reference: number;
  ratio: number;
  budget: number;
  ok: boolean;
};

export default function start(): Promise<void> {
  const rows = measureStart();
  console.log('                 ours ms  node -e 0 ms  ratio  budget  ok');
  for (const { name, ours, reference, ratio, budget, ok } of rows) {
    const cells = [name.padEnd(16), ours.toFixed(1).padStart(7), reference.toFixed(1).padStart(13)];
    console.log(...cells, ratio.toFixed(2).padStart(6), String(budget).padStart(7), ok ? ' yes' : ' no');
  }
  return Promise.resolve();
}

/** Measures the commands. `rounds`: runs of each. */
export function measureStart(rounds = ROUNDS): StartRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-start-'));
  try {
    fillDatabase(join(folder, 'hltv.db'), MATCHES);
    const commands = new Map([
      [REFERENCE, ['-e', '0']],
      ['--version', [BIN, '--version']],
      ['--help', [BIN, '--help']],
      ['status', [BIN, 'status', '--data-dir', folder]],
    ]);
    return rowsOf(mediansOf(commands, rounds));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const BUDGETS = { '--version': 4, '--help': 2.5, status: 4 };

function rowsOf(medians: ReadonlyMap<string, number>): StartRow[] {
  const timeOf = (name: string): number => medians.get(name) ?? Number.NaN;
  return Object.entries(BUDGETS).map(([name, budget]) => {
    const [ours, reference] = [timeOf(name), timeOf(REFERENCE)];
    return { name, ours, reference, ratio: ours / reference, budget, ok: ours / reference <= budget };
  });
}

function mediansOf(commands: ReadonlyMap<string, string[]>, rounds: number): Map<string, number> {
  const times = new Map([...commands.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, args] of commands) times.get(name)?.push(timeOfRun(args));
  }
  return new Map([...times].map(([name, all]) => [name, all.toSorted((a, b) => a - b)[rounds >> 1] ?? Number.NaN]));
}

function timeOfRun(args: readonly string[]): number {
  const startedAtMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - startedAtMs;
}
