import type { Archive } from '../archive/archive.ts';
import type { PageKind } from '../page-kinds.ts';
import type { PageHandler } from '../stages/page-handler.ts';
import type { RecordIdentity } from '../store/encoded-record.ts';
import type { Store } from '../store/store.ts';
import type { WorkerPool } from '../workers/pool.ts';
import { type ArchivedPage, archivedPages, orderedKinds, type ReparseSelection } from './jobs.ts';
import type { ReadJob, ReadResult } from './read-archived.ts';

/** Reads archived pages with today's parsers. Threads read them, and one writer settles them in batches. */
export type Reparse = {
  store: Store;
  archive: Archive;
  handlers: Record<PageKind, PageHandler>;
  pool: WorkerPool<ReadJob, ReadResult>;
  selection: ReparseSelection;
  /** Stores what was read, or only compares it: one batch, in the order of the pages. */
  settle(batch: readonly ReparsedPage[]): void;
  /** Asked between batches. */
  isStopped(): Promise<boolean>;
};

/** An archived page and what a worker read. */
export type ReparsedPage = { page: ArchivedPage; result: ReadResult };

const BATCH_PAGES = 25;

/**
 * Reads all pages of one kind before those of the next, since map pages are read with what their overview says. Two
 * batches are being read, so that no thread waits for the last page of one, and a third is settled. Resolves to false when
 * it was stopped, which happens between two batches.
 */
export async function reparse(task: Reparse): Promise<boolean> {
  for (const kind of orderedKinds(task.selection)) {
    const pages = archivedPages(task, task.selection, kind);
    const reading = [startBatch(task, pages), startBatch(task, pages)];
    for (let first = reading.shift(); first !== undefined && first.length > 0; first = reading.shift()) {
      const batch = await Promise.all(first);
      reading.push(startBatch(task, pages));
      task.settle(batch);
      if (await task.isStopped()) {
        await Promise.allSettled(reading.flat());
        return false;
      }
    }
  }
  return true;
}

function startBatch(task: Reparse, pages: Generator<ArchivedPage>): Promise<ReparsedPage>[] {
  const batch: Promise<ReparsedPage>[] = [];
  while (batch.length < BATCH_PAGES) {
    const next = pages.next();
    if (next.done === true) break;
    batch.push(read(task, next.value));
  }
  return batch;
}

async function read(task: Reparse, page: ArchivedPage): Promise<ReparsedPage> {
  const { pool, archive, handlers } = task;
  const { kind, id, file, logged } = page;
  const known = handlers[kind].knownMap(id);
  const contentType = logged?.contentType ?? null;
  const job = { folder: archive.folder, file, kind, id, contentType, known, stored: storedOf(task, page) };
  return { page, result: await pool.run(job) };
}

/** The stored record of a page that today's parser has read; null for other pages. */
function storedOf({ store, handlers }: Reparse, { kind, id, logged, isRejected }: ArchivedPage): RecordIdentity | null {
  const { parserVersion } = handlers[kind];
  if (kind === 'results' || isRejected || logged?.outcome !== 'stored') return null;
  if (logged.parserVersion !== parserVersion) return null;
  return store.pageRecords.storedIdentity({ kind, id, parserVersion });
}
