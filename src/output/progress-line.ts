import type { Progress } from '../progress.ts';
import { duration } from './format.ts';

/** One live line: stage, done/known, pages per minute, time left in the run, current match. */
export function renderProgress(
  { stage, done, known, pagesPerMinute, msLeft, current }: Progress,
  width: number,
): string {
  const parts = [
    stage ?? 'starting',
    known > 0 ? `${done}/${known}` : null,
    pagesPerMinute > 0 ? `${pagesPerMinute.toFixed(1)} pages/min` : null,
    msLeft !== null && msLeft > 0 ? `${duration(msLeft)} left` : null,
    current,
  ];
  return parts
    .filter((part) => part !== null)
    .join('  ')
    .slice(0, Math.max(0, width - 1));
}
