import type { ImportProgress } from '../notices.ts';
import type { Progress } from '../progress.ts';
import { formatBytes, formatDuration, pluralize } from './format.ts';

/** The progress line: stage, done/known pages, pages per minute, remaining time of the run, current match. */
export function renderProgress(
  { stage, done, known, pagesPerMinute, msLeft, current, ofImport }: Progress,
  width: number,
): string {
  if (ofImport !== null) return renderImportProgress(ofImport).slice(0, Math.max(0, width - 1));
  const parts = [
    stage ?? 'starting',
    known > 0 ? `${done}/${known}` : null,
    pagesPerMinute > 0 ? `${pagesPerMinute.toFixed(1)} pages/min` : null,
    msLeft !== null && msLeft > 0 ? `${formatDuration(msLeft)} left` : null,
    current,
  ];
  return parts
    .filter((part) => part !== null)
    .join('  ')
    .slice(0, Math.max(0, width - 1));
}

/** The same for an import: first bytes read and pages found, then pages stored. */
export function renderImportProgress(progress: ImportProgress): string {
  const { phase, done, total, pages, pagesPerMinute, msLeft, current } = progress;
  const parts = [
    phase === 'finding' ? `reading files  ${formatBytes(done)} of ${formatBytes(total)}` : `${phase}  ${done}/${total}`,
    phase === 'finding' ? `${pluralize(pages, 'page')} found` : null,
    phase === 'storing' && pagesPerMinute > 0 ? `${pagesPerMinute.toFixed(1)} pages/min` : null,
    msLeft !== null && msLeft > 0 ? `${formatDuration(msLeft)} left` : null,
    current,
  ];
  return parts.filter((part) => part !== null).join('  ');
}
