import { parentPort } from 'node:worker_threads';
import type { Reply } from './pool.ts';

/** Does the jobs that a pool sends to this thread, one after the other, until the pool is closed. */
export function serveJobs<Job, Result>(work: (job: Job) => Result): void {
  const port = parentPort;
  if (port === null) throw new Error('This module runs in a worker thread.');
  port.on('message', ({ number, job }: { number: number; job: Job }) => {
    port.postMessage(reply(number, () => work(job)));
  });
}

function reply<Result>(number: number, work: () => Result): Reply<Result> {
  try {
    return { number, result: work() };
  } catch (error) {
    return { number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
