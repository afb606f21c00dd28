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
import type { Row, Section } from './table.ts';

/** Pages a second of `reparse` over the match pages of the corpus, on one and two threads, beside `gunzip` of the same files. */

const corpus = resolve(process.env.HLTV_CORPUS ?? '../shared/pages', 'match');
const COPIES = 6;
const THREADS = [1, 2];
/** Pages of the replica where there are no real ones. */
const REPLICA_MATCHES = 30;
const MIN_PAGES_A_THREAD = 60;
const MIN_SPEEDUP = 1.7;

export default async function reparseBench(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-reparse-'));
  try {
    const files = copyCorpus(folder);
    const startedAtMs = performance.now();
    for (const file of files) gunzipSync(readFileSync(join(folder, 'archive', file)));
    const gunzipMs = performance.now() - startedAtMs;
    const measured: Result[] = [];
    for (const threads of THREADS) measured.push(await measure(folder, threads, files.length));
    return describe(measured, { pages: files.length, gunzip: perSecond(files.length, gunzipMs) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const perSecond = (pages: number, ms: number): number => (pages * 1000) / ms;

function writeReplicaPages(folder: string): string[] {
  const world = createWorld({ seed: 7, matches: REPLICA_MATCHES, variants: 'plain' });
  return world.matchIds().map((id) => {
    const file = `match/${Math.floor(id / 1000)}/${id}.html.gz`;
    mkdirSync(dirname(join(folder, 'archive', file)), { recursive: true });
    writeFileSync(join(folder, 'archive', file), gzipSync(renderPage(world, { kind: 'match', id, size: 'realistic' })));
    return file;
  });
}

type Result = { threads: number; perSecond: number; peakMb: number };

function describe(measured: Result[], { pages, gunzip }: { pages: number; gunzip: number }): Section {
  const quantity = (value: number) => ({ value, unit: 'pages/s' });
  const [single] = measured;
  const againstGunzip = measured.map(
    (result): Row => ({
      name: `${result.threads} (peak ${result.peakMb.toFixed(0)} MB)`,
      ours: quantity(result.perSecond),
      reference: quantity(gunzip),
      limit: result.threads === 1 ? { of: 'ours', min: MIN_PAGES_A_THREAD } : null,
    }),
  );
  const againstSingle = measured.slice(1).map(
    (result): Row => ({
      name: `${result.threads}`,
      ours: quantity(result.perSecond),
      reference: quantity(single?.perSecond ?? Number.NaN),
      limit: { of: 'ratio', min: MIN_SPEEDUP },
    }),
  );
  const title = `${pages} match pages`;
  return {
    tables: [
      { title, subject: 'threads', ours: 'reparse', reference: 'gunzip', rows: againstGunzip },
      { title, subject: 'threads', ours: 'reparse', reference: '1 thread', rows: againstSingle },
    ],
    notes: CORPUS_NOTES,
  };
}

/** The same pages several times: a page that is copied keeps its id, in an archive of its own. */
function copyCorpus(folder: string): string[] {
  if (!existsSync(corpus)) return writeReplicaPages(folder);
  return readdirSync(corpus)
    .filter((name) => name.endsWith('.html.gz'))
    .flatMap((name) => {
      const { id } = identifyPage(gunzipSync(readFileSync(join(corpus, name))).toString('utf8'));
      if (id === null) return [];
      const file = `match/${Math.floor(id / 1000)}/${id}.html.gz`;
      mkdirSync(join(folder, 'archive', 'match', `${Math.floor(id / 1000)}`), { recursive: true });
      cpSync(join(corpus, name), join(folder, 'archive', file));
      return [file];
    });
}

async function measure(folder: string, threads: number, pages: number): Promise<Result> {
  await using pool = openPageWorkers(threads);
  const archive = openArchive(join(folder, 'archive'));
  let peakBytes = 0;
  let elapsedMs = 0;
  // The first round compiles the parsers in every thread.
  for (let round = 0; round <= COPIES; round += 1) {
    using store = openStore({ file: join(folder, `${threads}-${round}.db`), clock: Date.now });
    const handlers: Handlers = { results: savedListingHandler(store, 0), ...targetHandlers(store) };
    const runId = store.runs.start({ command: 'bench', settings: null });
    const shutdown = { requested: null, signal: new AbortController().signal, request() {}, [Symbol.dispose]() {} };
    const clock = { now: Date.now, sleep: () => Promise.resolve() };
    const run = { runId, startedAtMs: 0, store, archive, shutdown, clock, notify: () => undefined };
    const startedAtMs = performance.now();
    await reparse({
      ...{ store, archive, handlers, pool },
      selection: { matchIds: null, sinceMs: null, kinds: ['match'], outdated: false, failed: false },
      settle: (batch) => {
        storeBatch({ run, handlers, readDocument: () => null, baseUrl: 'https://www.hltv.org' }, batch);
        peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
      },
      isStopped: () => Promise.resolve(false),
    });
    if (round > 0) elapsedMs += performance.now() - startedAtMs;
  }
  return { threads, perSecond: perSecond(pages * COPIES, elapsedMs), peakMb: peakBytes / 1e6 };
}
