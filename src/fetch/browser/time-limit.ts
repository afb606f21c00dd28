import { InterruptedError, TransientError } from '../../errors.ts';

/** A transient error caused by a time limit: after three in a row the browser is restarted. */
export class TimeLimitError extends TransientError {}

type Bounds = {
  ms: number;
  /** How much of the time has passed already. */
  spentMs?: number;
  /** What is waited for, for the message. */
  what: string;
  /** Fires when the current page must be abandoned. */
  abortSignal: AbortSignal;
};

/** The task's outcome, unless the time limit or the signal comes first. The task itself continues: its caller stops it. */
export async function within<T>(task: Promise<T>, { ms, spentMs = 0, what, abortSignal }: Bounds): Promise<T> {
  task.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  const bound = new Promise<never>((_, reject) => {
    const onTime = () => reject(new TimeLimitError('time-limit', `no ${what} within ${ms / 1000} s`));
    timer = setTimeout(onTime, Math.max(1, ms - spentMs));
    onAbort = () => reject(new InterruptedError());
    abortSignal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    if (abortSignal.aborted) throw new InterruptedError();
    return await Promise.race([task, bound]);
  } finally {
    clearTimeout(timer);
    abortSignal.removeEventListener('abort', onAbort);
    bound.catch(() => undefined);
  }
}

/** The task's outcome, unless the browser is gone first. The task itself continues: it fails with its browser. */
export async function whileAlive<T>(task: Promise<T>, gone: AbortSignal): Promise<T> {
  task.catch(() => undefined);
  let onGone = () => {};
  const ended = new Promise<never>((_, reject) => {
    onGone = () => reject(new TransientError('browser', 'the browser has ended'));
    gone.addEventListener('abort', onGone, { once: true });
    if (gone.aborted) onGone();
  });
  try {
    return await Promise.race([task, ended]);
  } finally {
    gone.removeEventListener('abort', onGone);
    ended.catch(() => undefined);
  }
}

/** A signal that fires `graceMs` after another one, so that the current page can still arrive. */
export function graceSignal(signal: AbortSignal, graceMs: number): { abortSignal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => controller.abort(), graceMs);
  };
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return {
    abortSignal: controller.signal,
    release() {
      clearTimeout(timer);
      signal.removeEventListener('abort', start);
    },
  };
}
