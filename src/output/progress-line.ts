import type { ImportProgress } from '../notices.ts';
import type { Progress } from '../progress.ts';
import { duration, quantity, size } from './format.ts';

/** One live line: stage, done/known, pages per minute, time left in the run, current match. */
export function renderProgress(
  { stage, done, known, pagesPerMinute, msLeft, current, ofImport }: Progress,
  width: number,
): string {
  if (ofImport !== null) return renderImportProgress(ofImport).slice(0, Math.max(0, width - 1));
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

/** The same for an import: how much is read and how many pages it gave, then how many of them are stored. */
export function renderImportProgress(progress: ImportProgress): string {
  const { phase, done, total, pages, pagesPerMinute, msLeft, current } = progress;
  const parts = [
    phase === 'finding' ? `reading files  ${size(done)} of ${size(total)}` : `storing  ${done}/${total}`,
    phase === 'finding' ? `${quantity(pages, 'page')} found` : null,
    phase === 'storing' && pagesPerMinute > 0 ? `${pagesPerMinute.toFixed(1)} pages/min` : null,
    msLeft !== null && msLeft > 0 ? `${duration(msLeft)} left` : null,
    current,
  ];
  return parts.filter((part) => part !== null).join('  ');
}
