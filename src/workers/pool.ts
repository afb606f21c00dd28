import { Worker } from 'node:worker_threads';

/** Worker threads that do jobs of one kind. Jobs and results are plain data. */
export type WorkerPool<Job, Result> = AsyncDisposable & {
  readonly size: number;
  /** Resolves to the result of a job. Rejects with the error that the worker reported or that ended its thread. */
  run(job: Job): Promise<Result>;
};

/** The message of a worker after a job: its result, or the stack of its error. */
export type Reply<Result> = { number: number; result: Result } | { number: number; error: string };

type Waiting<Result> = { resolve(result: Result): void; reject(error: Error): void };
type Thread<Result> = { worker: Worker; waiting: Map<number, Waiting<Result>> };

/** Pages of several megabytes fill the default of Node within a few pages. */
const YOUNG_GENERATION_MB = 128;

/** Starts `size` threads of a module that calls `serveJobs`. A job goes to the thread with the fewest jobs. */
export function openWorkerPool<Job, Result>(module: URL, size: number): WorkerPool<Job, Result> {
  const threads = Array.from({ length: size }, () => startThread<Result>(module));
  let number = 0;
  return {
    size,
    run(job) {
      const [thread] = threads.toSorted((one, other) => one.waiting.size - other.waiting.size);
      if (thread === undefined) return Promise.reject(new Error('The pool has no threads.'));
      number += 1;
      return send(thread, number, job);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

function send<Job, Result>({ worker, waiting }: Thread<Result>, number: number, job: Job): Promise<Result> {
  return new Promise((resolve, reject) => {
    waiting.set(number, { resolve, reject });
    worker.postMessage({ number, job });
  });
}

function startThread<Result>(module: URL): Thread<Result> {
  // Flags of the parent process, such as those of a test runner, do not apply to its threads.
  const worker = new Worker(module, {
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const waiting = new Map<number, Waiting<Result>>();
  worker.on('message', (reply: Reply<Result>) => {
    const job = waiting.get(reply.number);
    waiting.delete(reply.number);
    if ('error' in reply) job?.reject(new Error(reply.error));
    else job?.resolve(reply.result);
  });
  const fail = (error: Error): void => {
    for (const job of waiting.values()) job.reject(error);
    waiting.clear();
  };
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`A worker thread ended with code ${code}.`)));
  return { worker, waiting };
}
