import { describe, expect, it } from 'vitest';
import { openWorkerPool } from '../../src/workers/pool.ts';
import { until } from '../helpers/until.ts';

/** Threads whose work is the body of a function of `job`. */
function poolOf<Job, Result>(body: string, size: number) {
  const source = `
    import { parentPort } from 'node:worker_threads';
    const work = (job) => { ${body} };
    parentPort.on('message', ({ number, job }) => parentPort.postMessage({ number, result: work(job) }));`;
  return openWorkerPool<Job, Result>(new URL(`data:text/javascript,${encodeURIComponent(source)}`), size);
}

describe('a pool of threads', () => {
  it('does the other jobs on the other threads while one takes long', async () => {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    await using pool = poolOf<Int32Array | null, string>(`if (job) Atomics.wait(job, 0, 0); return 'done';`, 2);
    const slow = pool.run(gate);
    let done = 0;
    const quick = Array.from({ length: 20 }, () => pool.run(null).finally(() => (done += 1)));
    // Up to seven jobs may wait behind the slow one.
    await until(() => done >= 13);
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    expect(await Promise.all([slow, ...quick])).toEqual(Array.from({ length: 21 }, () => 'done'));
  });

  it('rejects the jobs of a thread that ends, those that wait and later ones', async () => {
    await using pool = poolOf<number, number>('process.exit(7)', 1);
    const jobs = await Promise.allSettled([1, 2, 3, 4].map((job) => pool.run(job)));
    const reasons = jobs.map((job) => (job.status === 'rejected' ? String(job.reason) : 'fulfilled'));
    expect(new Set(reasons)).toEqual(new Set(['Error: A worker thread ended with code 7.']));
    await expect(pool.run(5)).rejects.toThrow('A worker thread ended with code 7.');
  });
});
