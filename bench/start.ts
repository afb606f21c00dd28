import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillDatabase } from './synthetic-database.ts';
import type { Limit, Row, Section } from './table.ts';
import { median } from './timing.ts';

/**
 * `npm run bench -- start`: wall time of short commands of the built program, as ratios to `node -e 0`. The medians of
 * alternating runs, so that other processes disturb all of them equally.
 */

const BIN = fileURLToPath(new URL('../bin/hltv-scraper.js', import.meta.url));
const BUILD = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));
const ROUNDS = 25;
const MATCHES = 100;
const REFERENCE = 'node -e 0';

export default function start(): Section {
  const { status } = spawnSync(process.execPath, [BUILD], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('The program could not be built.');
  const table = {
    title: `Wall time, ${ROUNDS} runs of each in turn`,
    subject: 'command',
    ours: 'ours',
    reference: REFERENCE,
  };
  return { tables: [{ ...table, rows: measureStart() }], notes: [] };
}

/** Measures the commands. `rounds`: runs of each. */
function measureStart(rounds = ROUNDS): Row[] {
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

function rowsOf(medians: ReadonlyMap<string, number>): Row[] {
  const quantity = (name: string) => ({ value: medians.get(name) ?? Number.NaN, unit: 'ms' });
  return Object.entries(BUDGETS).map(([name, max]) => {
    const limit: Limit = { of: 'ratio', max };
    return { name, ours: quantity(name), reference: quantity(REFERENCE), limit };
  });
}

function mediansOf(commands: ReadonlyMap<string, string[]>, rounds: number): Map<string, number> {
  const times = new Map([...commands.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, args] of commands) times.get(name)?.push(timeOfRun(args));
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}

function timeOfRun(args: readonly string[]): number {
  const startedAtMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - startedAtMs;
}
