import { openWorkerPool, type WorkerPool } from '../workers/pool.ts';
import type { ReadJob, ReadResult } from './read-archived.ts';

/** Threads that read archived pages. */
export function openPageWorkers(size: number): WorkerPool<ReadJob, ReadResult> {
  // The sources are .ts, the built program is .js.
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  return openWorkerPool(new URL(`./page-worker${extension}`, import.meta.url), size);
}
