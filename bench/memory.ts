import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startReplica } from '../src/replica/replica.ts';
import { pidsOf } from '../test/helpers/processes.ts';
import type { Section } from './table.ts';
import { mean } from './timing.ts';

/** `npm run bench -- memory 5000`: memory of the built program and its browser during a run over this many matches. */

const DEFAULT_MATCHES = 5_000;
const SAMPLE_EVERY_MS = 500;
const ROWS = 20;
/** Samples of this first share of the pages are not used: caches fill and code is compiled. */
const WARM_UP_SHARE = 0.2;
const PROGRAM = fileURLToPath(new URL('../bin/hltv-scraper.js', import.meta.url));

type Sample = { pages: number; programMb: number; browserMb: number };

export default async function memory([matches = DEFAULT_MATCHES]: number[]): Promise<Section> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hltv-bench-memory-'));
  const replica = await startReplica({ seed: 5, matches, variants: 'plain', size: 'bare' });
  const startedAtMs = performance.now();
  try {
    const flags = ['--base-url', replica.baseUrl, '--data-dir', dataDir, '--min-delay', '0', '--max-delay', '0'];
    const program = spawn(process.execPath, [PROGRAM, ...flags, '--no-archive', '--quiet'], { stdio: 'inherit' });
    const samples: Sample[] = [];
    const timer = setInterval(() => {
      const programMb = residentMb(program.pid ?? 0);
      const browserMb = pidsOf(dataDir)
        .filter((pid) => pid !== program.pid)
        .reduce((sum, pid) => sum + residentMb(pid), 0);
      samples.push({ pages: replica.requests.length, programMb, browserMb });
    }, SAMPLE_EVERY_MS);
    const code = await new Promise((resolve) => {
      program.on('exit', resolve);
    });
    clearInterval(timer);
    const minutes = (performance.now() - startedAtMs) / 60_000;
    const run = `${matches.toLocaleString('en-US')} matches, ${replica.requests.length} pages, ${minutes.toFixed(0)} min, exit code ${code}.`;
    return describe(
      samples.filter(({ programMb }) => programMb > 0),
      run,
    );
  } finally {
    await replica.close();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

function describe(samples: Sample[], run: string): Section {
  const every = Math.max(1, Math.floor(samples.length / ROWS));
  const shown = samples.filter((_, index) => index % every === 0);
  const cells = shown.map(({ pages, programMb, browserMb }) => [
    pages.toLocaleString('en-US'),
    `${programMb.toFixed(0)} MB`,
    `${browserMb.toFixed(0)} MB`,
  ]);
  const last = samples.at(-1)?.pages ?? 0;
  const warm = samples.filter(({ pages }) => pages >= last * WARM_UP_SHARE);
  const maxMb = Math.max(...warm.map(({ programMb }) => programMb));
  const growth = `After the first fifth the program takes at most ${maxMb.toFixed(0)} MB, and ${slope(warm).toFixed(2)} MB more with each 1,000 pages.`;
  return {
    tables: [{ title: 'Resident memory', head: ['pages fetched', 'program', 'browser'], cells }],
    notes: [run, growth],
  };
}

/** Slope of the least-squares line: MB per 1,000 pages. */
function slope(samples: Sample[]): number {
  const x = samples.map(({ pages }) => pages / 1000);
  const y = samples.map(({ programMb }) => programMb);
  const [middleX, middleY] = [mean(x), mean(y)];
  const covariance = mean(x.map((value, index) => (value - middleX) * ((y[index] ?? 0) - middleY)));
  return covariance / mean(x.map((value) => (value - middleX) ** 2));
}

/** Resident memory; 0 if the process has ended. Linux only. */
function residentMb(pid: number): number {
  try {
    const [, kb] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kb ?? 0) / 1024;
  } catch {
    return 0;
  }
}
