import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openArchive } from '../src/archive/archive.ts';
import { identifyPage } from '../src/pages/pages.ts';
import { openPageWorkers } from '../src/reparse/page-workers.ts';
import { reparse } from '../src/reparse/reparse.ts';
import { type Handlers, storeBatch } from '../src/reparse/settle.ts';
import { savedListingHandler } from '../src/stages/discovery.ts';
import { targetHandlers } from '../src/stages/handlers.ts';
import { openStore } from '../src/store/store.ts';

/** Pages a second of `reparse` over the match pages of the corpus, on one and two threads, beside `gunzip` of the same files. */

const corpus = resolve(process.env.HLTV_CORPUS ?? '../shared/pages', 'match');
const COPIES = 6;
const THREADS = [1, 2];

export default async function reparseBench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-reparse-'));
  try {
    const files = copyCorpus(folder);
    const startedAtMs = performance.now();
    for (const file of files) gunzipSync(readFileSync(join(folder, 'archive', file)));
    const gunzipMs = performance.now() - startedAtMs;
    console.log(`${files.length} match pages; gunzip: ${perSecond(files.length, gunzipMs)} pages/s`);
    console.log('threads  pages/s  pages/s a thread  times gunzip  peak MB');
    for (const threads of THREADS) await measure(folder, { threads, pages: files.length, gunzipMs });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const perSecond = (pages: number, ms: number): string => ((pages * 1000) / ms).toFixed(1);

/** The same pages several times: a page that is copied keeps its id, in an archive of its own. */
function copyCorpus(folder: string): string[] {
  if (!existsSync(corpus)) return [];
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

type Measured = { threads: number; pages: number; gunzipMs: number };

async function measure(folder: string, { threads, pages, gunzipMs }: Measured): Promise<void> {
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
  const all = pages * COPIES;
  const cells = [
    `${threads}`.padStart(7),
    perSecond(all, elapsedMs).padStart(8),
    perSecond(all, elapsedMs * threads).padStart(17),
    (elapsedMs / COPIES / gunzipMs).toFixed(2).padStart(13),
    (peakBytes / 1e6).toFixed(0).padStart(8),
  ];
  console.log(cells.join(' '));
}
