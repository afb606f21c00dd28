import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openArchive } from '../../src/archive/archive.ts';
import { PAGE_KINDS, type PageKind } from '../../src/page-kinds.ts';
import { type ReadJob, type ReadResult, readArchivedPage } from '../../src/reparse/read-archived.ts';
import { reparse } from '../../src/reparse/reparse.ts';
import { savedListingHandler } from '../../src/stages/discovery.ts';
import { targetHandlers } from '../../src/stages/handlers.ts';
import { openStore } from '../../src/store/store.ts';
import { CRAWLED_AT_MS, type CrawledFolder, crawledFolder } from '../helpers/crawled-folder.ts';

let folder: CrawledFolder;

beforeAll(async () => {
  folder = await crawledFolder({ seed: 5, matches: 1 });
});

afterAll(() => folder[Symbol.dispose]());

type Read = { kind: PageKind; job: ReadJob; result: ReadResult };

/** What the threads return for every page of the archive. */
async function readAll(): Promise<Read[]> {
  using store = openStore({ file: folder.file, clock: () => CRAWLED_AT_MS, readOnly: true });
  const read: Read[] = [];
  await reparse({
    store,
    archive: openArchive(join(folder.dataDir, 'archive')),
    handlers: { results: savedListingHandler(store, 0), ...targetHandlers(store) },
    pool: {
      size: 1,
      run: async (job) => {
        const result = readArchivedPage(job);
        read.push({ kind: job.kind, job, result });
        return result;
      },
      [Symbol.asyncDispose]: async () => undefined,
    },
    selection: { matchIds: null, sinceMs: null, kinds: PAGE_KINDS, outdated: false, failed: false },
    settle: () => undefined,
    isStopped: async () => false,
  });
  return read;
}

it('a thread does not send the record of a page that is stored', async () => {
  const pages = (await readAll()).filter(({ kind }) => kind !== 'results');
  expect(pages.length).toBeGreaterThan(3);
  expect(pages.filter(({ result }) => result.outcome !== 'unchanged')).toEqual([]);
});

it('a thread sends the record of a page when another one is stored, or one of another match', async () => {
  const pages = (await readAll()).filter(({ kind }) => kind !== 'results');
  for (const { job } of pages) {
    const { stored } = job;
    if (stored === null) throw new Error(`No record of ${job.kind} ${job.id} is stored.`);
    const others = [null, { ...stored, sha256: '0'.repeat(64) }, { ...stored, matchId: 1 }];
    const outcomes = others.map((other) => readArchivedPage({ ...job, stored: other }).outcome);
    expect(outcomes).toEqual(['read', 'read', 'read']);
  }
});
