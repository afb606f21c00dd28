import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openArchive } from '../src/archive/archive.ts';
import { identifyPage } from '../src/pages/pages.ts';
import { openPageWorkers } from '../src/reparse/page-workers.ts';
import { reparse } from '../src/reparse/reparse.ts';
import { type Handlers, storeBatch } from '../src/reparse/settle.ts';
import { renderPage } from '../src/replica/render/render-page.ts';
import { createWorld } from '../src/replica/world/world.ts';
import { savedListingHandler } from '../src/stages/discovery.ts';
import { targetHandlers } from '../src/stages/handlers.ts';
import { openStore } from '../src/store/store.ts';
import { CORPUS_NOTES } from './corpus.ts';
import type { Comparison, Section } from './table.ts';
import { cpuTimed, cpuTimedAsync } from './timing.ts';

/** `reparse` over match pages: CPU time on one core beside `gunzip` of the same files, and the speed on two cores. */

const corpus = resolve(process.env.HLTV_CORPUS ?? '../shared/pages', 'match');
const ROUNDS = 6;
/** Enough that the start and the end, when one of the threads has no page, are a small part. */
const REPLICA_MATCHES = 150;
const REPLICA_ROUNDS = 4;
/** Rounds until V8 has optimized the parsers in every thread, as it has in a run over thousands of pages. */
const WARM_UP_ROUNDS = 4;
const TURNS = 2;
const MIN_PAGES_A_CORE = 60;
const MIN_SPEEDUP = 1.7;

/** A data folder with an archive of match pages. */
type Pages = { folder: string; name: string; files: string[]; rounds: number };

export default async function reparseBench(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-reparse-'));
  try {
    const replica = { folder: join(folder, 'replica'), name: 'replica', rounds: REPLICA_ROUNDS };
    const pages = [{ ...replica, files: writeReplicaPages(replica.folder) }];
    if (existsSync(corpus)) {
      const real = { folder: join(folder, 'corpus'), name: 'real', rounds: ROUNDS };
      pages.unshift({ ...real, files: copyCorpus(real.folder) });
    }
    const tables: Comparison[] = [];
    for (const each of pages) tables.push(await onOneCore(each));
    tables.push(await onTwoCores({ ...replica, files: pages.at(-1)?.files ?? [] }));
    const note = 'One core: the pages divided by the CPU time of all threads. Two cores: by the time that passes.';
    return { tables, notes: [note, ...CORPUS_NOTES] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const perSecond = (pages: number, ms: number): number => (pages * 1000) / ms;
const quantity = (value: number) => ({ value, unit: 'pages/s' });
const titleOf = ({ name, files }: Pages): string => `${files.length} ${name} match pages`;

async function onOneCore(pages: Pages): Promise<Comparison> {
  const { folder, files } = pages;
  const gunzipMs = cpuTimed(() => {
    for (const file of files) gunzipSync(readFileSync(join(folder, 'archive', file)));
  });
  const rebuilt = await measure(pages, { threads: 1, isRebuilt: true });
  const unchanged = await measure(pages, { threads: 1, isRebuilt: false });
  const row = (name: string, { cpuMs, peakMb }: Result) => ({
    name: `${name} (peak ${peakMb.toFixed(0)} MB)`,
    ours: quantity(perSecond(files.length, cpuMs)),
    reference: quantity(perSecond(files.length, gunzipMs)),
    limit: { of: 'ours' as const, min: MIN_PAGES_A_CORE },
  });
  const rows = [row('the database is that of these pages', unchanged), row('into a new database', rebuilt)];
  return { title: `${titleOf(pages)}, one core`, subject: 'reparse', ours: 'reparse', reference: 'gunzip', rows };
}

async function onTwoCores(pages: Pages): Promise<Comparison> {
  const count = pages.files.length;
  const rows = [];
  for (const isRebuilt of [false, true]) {
    let [oneMs, twoMs] = [0, 0];
    // In turn, because the speed of a machine changes.
    for (let turn = 0; turn < TURNS; turn += 1) {
      oneMs += (await measure(pages, { threads: 1, isRebuilt })).cpuMs / TURNS;
      twoMs += (await measure(pages, { threads: 2, isRebuilt })).elapsedMs / TURNS;
    }
    rows.push({
      name: isRebuilt ? 'into a new database' : 'the database is that of these pages',
      ours: quantity(perSecond(count, twoMs)),
      reference: quantity(perSecond(count, oneMs)),
      limit: { of: 'ratio' as const, min: MIN_SPEEDUP },
    });
  }
  return { title: titleOf(pages), subject: 'reparse', ours: 'two cores', reference: 'one core', rows };
}

function writeReplicaPages(folder: string): string[] {
  const world = createWorld({ seed: 7, matches: REPLICA_MATCHES, variants: 'plain' });
  return world.matchIds().map((id) => {
    const file = fileOf(folder, id);
    writeFileSync(join(folder, 'archive', file), gzipSync(renderPage(world, { kind: 'match', id, size: 'realistic' })));
    return file;
  });
}

function copyCorpus(folder: string): string[] {
  const names = readdirSync(corpus).filter((name) => name.endsWith('.html.gz'));
  return names.flatMap((name) => {
    const { id } = identifyPage(gunzipSync(readFileSync(join(corpus, name))).toString('utf8'));
    if (id === null) return [];
    const file = fileOf(folder, id);
    cpSync(join(corpus, name), join(folder, 'archive', file));
    return [file];
  });
}

/** The file of a match page in the archive. Its folder is created. */
function fileOf(folder: string, id: number): string {
  const file = `match/${Math.floor(id / 1000)}/${id}.html.gz`;
  mkdirSync(dirname(join(folder, 'archive', file)), { recursive: true });
  return file;
}

/** Times of one round. `cpuMs`: of all threads. */
type Result = { elapsedMs: number; cpuMs: number; peakMb: number };

async function measure(
  { folder, rounds }: Pages,
  { threads, isRebuilt }: { threads: number; isRebuilt: boolean },
): Promise<Result> {
  await using pool = openPageWorkers(threads);
  const archive = openArchive(join(folder, 'archive'));
  const databases = mkdtempSync(join(folder, 'databases-'));
  let peakBytes = 0;
  let elapsedMs = 0;
  let cpuMs = 0;
  for (let round = 0; round < WARM_UP_ROUNDS + rounds; round += 1) {
    using store = openStore({ file: join(databases, `${isRebuilt ? round : 'same'}.db`), clock: Date.now });
    const handlers: Handlers = { results: savedListingHandler(store, 0), ...targetHandlers(store) };
    const runId = store.runs.start({ command: 'bench', settings: null });
    const shutdown = { requested: null, signal: new AbortController().signal, request() {}, [Symbol.dispose]() {} };
    const clock = { now: Date.now, sleep: () => Promise.resolve() };
    const run = { runId, startedAtMs: 0, store, archive, shutdown, clock, notify: () => undefined };
    const startedAtMs = performance.now();
    const roundCpuMs = await cpuTimedAsync(() =>
      reparse({
        ...{ store, archive, handlers, pool },
        selection: { matchIds: null, sinceMs: null, kinds: ['match'], outdated: false, failed: false },
        settle: (batch) => {
          storeBatch({ run, handlers, readDocument: () => null, baseUrl: 'https://www.hltv.org' }, batch);
          peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
        },
        isStopped: () => Promise.resolve(false),
      }),
    );
    if (round < WARM_UP_ROUNDS) continue;
    elapsedMs += (performance.now() - startedAtMs) / rounds;
    cpuMs += roundCpuMs / rounds;
  }
  return { elapsedMs, cpuMs, peakMb: peakBytes / 1e6 };
}
