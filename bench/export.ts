import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Section } from './table.ts';

/** `npm run bench -- export 20000`: rows per second and peak memory of the built program for every format. */

const BIN = fileURLToPath(new URL('../bin/hltv-scraper.js', import.meta.url));
const DEFAULT_MATCHES = 20_000;
const RUNS: [name: string, flags: string[]][] = [
  ['csv', ['--format', 'csv']],
  ['jsonl', ['--format', 'jsonl']],
  ['parquet', ['--format', 'parquet']],
  ['parquet by year', ['--format', 'parquet', '--partition-by', 'year']],
  ['the same, unchanged', ['--changed-since']],
];

export default function exports([matches = DEFAULT_MATCHES]: number[]): Section {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-export-'));
  try {
    mkdirSync(join(folder, 'data'));
    fill(join(folder, 'data/hltv.db'), matches);
    const head = ['format', 'rows', 'size', 'time', 'CPU', 'rows/s of CPU', 'peak memory'];
    const cells = RUNS.map(([name, flags]) => measure(folder, name, flags));
    const title = `\`export --set tables\` of ${matches.toLocaleString('en-US')} synthetic matches`;
    return { tables: [{ title, head, cells }], notes: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the program in a separate process, because the peak memory of a child includes that of its parent. */
function fill(file: string, matches: number): void {
  const module = new URL('synthetic-database.ts', import.meta.url).href;
  const script = `(await import('${module}')).fillDatabase(process.argv[1], Number(process.argv[2]))`;
  spawnSync(process.execPath, ['--input-type=module', '-e', script, file, String(matches)], { stdio: 'inherit' });
}

function measure(folder: string, name: string, flags: string[]): string[] {
  const out = join(folder, 'out');
  const target = flags.includes('--changed-since') ? [...flags, out] : [...flags, '--set', 'tables', '--out', out];
  const run = ['export', ...target, '--data-dir', join(folder, 'data'), '--json'];
  // The child prints its usage when it exits.
  const report = `process.on('exit', () => console.error(JSON.stringify(process.resourceUsage())))`;
  const node = ['--import', `data:text/javascript,${encodeURIComponent(report)}`, BIN, ...run];
  const { stdout, stderr, status } = spawnSync(process.execPath, node, { encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0) throw new Error(stderr);
  const { rows, bytes, wallMs } = JSON.parse(stdout);
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '{}');
  const cpuS = (userCPUTime + systemCPUTime) / 1e6;
  return [
    name,
    Number(rows).toLocaleString('en-US'),
    `${Math.round(bytes / 1e6)} MB`,
    `${(wallMs / 1000).toFixed(0)} s`,
    `${cpuS.toFixed(0)} s`,
    Math.round(rows / cpuS).toLocaleString('en-US'),
    `${Math.round(maxRSS / 1024)} MB`,
  ];
}
