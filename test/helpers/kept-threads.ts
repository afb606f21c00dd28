import { syncBuiltinESMExports } from 'node:module';
import threads, { type Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Keeps the worker threads of the program between its commands, which run one after the other in the process of the
 * tests: to load the parsers takes a new thread longer than to read the pages of a test.
 */
export function keepThreads(): void {
  const { Worker: StartedWorker } = threads;
  const idle = new Map<string, Worker[]>();

  function start(module: URL, options: WorkerOptions): Worker {
    const worker = new StartedWorker(module, options);
    const { postMessage, terminate } = worker;
    let jobs = 0;
    function countReply(): void {
      jobs -= 1;
    }
    worker.on('message', countReply);
    worker.unref();
    return Object.assign(worker, {
      postMessage(job: unknown) {
        jobs += 1;
        postMessage.call(worker, job);
      },
      async terminate() {
        for (const event of ['message', 'error', 'exit']) {
          for (const listener of worker.listeners(event)) {
            if (listener !== countReply) worker.off(event, listener as () => void);
          }
        }
        // A thread that still has a job would send its reply to the next pool.
        if (jobs > 0) return await terminate.call(worker);
        idle.set(module.href, [...(idle.get(module.href) ?? []), worker]);
        return 0;
      },
    });
  }

  /** Takes the place of the class: `new` returns the thread. */
  function KeptWorker(module: URL, options: WorkerOptions): Worker {
    return idle.get(module.href)?.pop() ?? start(module, options);
  }
  Object.assign(threads, { Worker: KeptWorker });
  syncBuiltinESMExports();
}
