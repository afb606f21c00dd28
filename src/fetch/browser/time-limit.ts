import { InterruptedError, TransientError } from '../../errors.ts';

/** Transient trouble whose cause is time: three in a row make us start the browser anew. */
export class TimeLimitError extends TransientError {}

type Bounds = {
  ms: number;
  /** How much of the time is gone already. */
  spentMs?: number;
  /** What did not come, for the message. */
  what: string;
  /** Fires when the page in hand must be given up. */
  giveUp: AbortSignal;
};

/** The task's outcome, unless time or patience ends first. The task itself goes on: its caller must stop it. */
export async function within<T>(task: Promise<T>, { ms, spentMs = 0, what, giveUp }: Bounds): Promise<T> {
  task.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  const bound = new Promise<never>((_, reject) => {
    const onTime = () => reject(new TimeLimitError('time-limit', `no ${what} within ${ms / 1000} s`));
    timer = setTimeout(onTime, Math.max(1, ms - spentMs));
    onAbort = () => reject(new InterruptedError());
    giveUp.addEventListener('abort', onAbort, { once: true });
  });
  try {
    if (giveUp.aborted) throw new InterruptedError();
    return await Promise.race([task, bound]);
  } finally {
    clearTimeout(timer);
    giveUp.removeEventListener('abort', onAbort);
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

/** A signal that fires `graceMs` after another: the page in hand may still come. */
export function afterGrace(signal: AbortSignal, graceMs: number): { giveUp: AbortSignal; release: () => void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => controller.abort(), graceMs);
  };
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return {
    giveUp: controller.signal,
    release() {
      clearTimeout(timer);
      signal.removeEventListener('abort', start);
    },
  };
}
