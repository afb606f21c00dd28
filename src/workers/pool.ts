import { Worker } from 'node:worker_threads';

/** Worker threads that do jobs of one kind. Jobs and results are plain data. */
export type WorkerPool<Job, Result> = AsyncDisposable & {
  readonly size: number;
  /**
   * Resolves to the result of a job. Rejects with the error that the worker reported. When a thread ends, its jobs, those
   * that wait and all later ones are rejected.
   */
  run(job: Job): Promise<Result>;
};

/** The message of a worker after a job: its result, or the stack of its error. */
export type Reply<Result> = { number: number; result: Result } | { number: number; error: string };

type Pending<Job, Result> = { job: Job; resolve(result: Result): void; reject(error: Error): void };
type Thread<Job, Result> = { worker: Worker; pending: Map<number, Pending<Job, Result>> };

/** Pages of several megabytes fill the default of Node within a few pages. */
const YOUNG_GENERATION_MB = 128;

/**
 * The job that a thread is doing, and those that it does next. They last while the main thread stores a batch of results,
 * when it assigns none.
 */
const JOBS_OF_A_THREAD = 8;

/** Starts `size` threads of a module that calls `serveJobs`. Jobs begin in the order of the calls. */
export function openWorkerPool<Job, Result>(module: URL, size: number): WorkerPool<Job, Result> {
  return new Pool<Job, Result>(module, size);
}

class Pool<Job, Result> implements WorkerPool<Job, Result> {
  readonly size: number;
  readonly #threads: readonly Thread<Job, Result>[];
  readonly #waiting: Pending<Job, Result>[] = [];
  #jobs = 0;
  #failure: Error | null = null;

  constructor(module: URL, size: number) {
    this.size = size;
    this.#threads = Array.from({ length: size }, () => this.#start(module));
  }

  run(job: Job): Promise<Result> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#assign();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  /** Sends waiting jobs to the threads that have the fewest. */
  #assign(): void {
    for (let jobs = 0; jobs < JOBS_OF_A_THREAD; jobs += 1) {
      for (const thread of this.#threads) if (thread.pending.size === jobs) this.#send(thread);
    }
  }

  #send({ worker, pending }: Thread<Job, Result>): void {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#jobs += 1;
    pending.set(this.#jobs, next);
    worker.postMessage({ number: this.#jobs, job: next.job });
  }

  #start(module: URL): Thread<Job, Result> {
    // Flags of the parent process, such as those of a test runner, do not apply to its threads.
    const worker = new Worker(module, {
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const pending = new Map<number, Pending<Job, Result>>();
    worker.on('message', (reply: Reply<Result>) => {
      const job = pending.get(reply.number);
      pending.delete(reply.number);
      if ('error' in reply) job?.reject(new Error(reply.error));
      else job?.resolve(reply.result);
      this.#assign();
    });
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', (code) => this.#fail(new Error(`A worker thread ended with code ${code}.`)));
    return { worker, pending };
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    const jobs = [...this.#threads.flatMap(({ pending }) => [...pending.values()]), ...this.#waiting];
    for (const { pending } of this.#threads) pending.clear();
    this.#waiting.length = 0;
    for (const { reject } of jobs) reject(error);
  }
}
