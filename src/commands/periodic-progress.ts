import type { Clock } from '../clock.ts';
import type { CommonSettings } from '../config.ts';
import type { ProgressState } from '../output/documents/progress-line.ts';
import { formatDuration } from '../output/format.ts';

const EVERY_MS = 2_000;

type Task = { phase: string; text: (progress: Counted) => string };
type Counted = { done: number; total: number };

/**
 * Returns a function that prints the progress of work on stored pages every two seconds, with the remaining time. It is
 * for synchronous work before a command starts, during which no progress line can be shown.
 */
export function periodicProgress(
  { quiet, progress }: Pick<CommonSettings, 'quiet' | 'progress'>,
  clock: Pick<Clock, 'now'>,
  { phase, text }: Task,
): (counted: Counted) => void {
  const startedAtMs = clock.now();
  let shownAtMs = startedAtMs;
  return ({ done, total }) => {
    const atMs = clock.now();
    if (quiet || progress === 'none' || (atMs - shownAtMs < EVERY_MS && done < total)) return;
    shownAtMs = atMs;
    const msLeft = done === 0 ? null : Math.round(((atMs - startedAtMs) * (total - done)) / done);
    const state: ProgressState = { phase, unit: 'pages', done, total, msLeft, current: null };
    const left = msLeft !== null && msLeft > 0 ? `, ${formatDuration(msLeft)} left` : '';
    const line =
      progress === 'json'
        ? JSON.stringify({ type: 'progress', atMs, ...state })
        : `hltv-scraper: ${text({ done, total })}${left}`;
    process.stderr.write(`${line}\n`);
  };
}
