import type { ImportProgress } from '../notices.ts';
import type { Progress } from '../progress.ts';
import type { ProgressState } from './documents/progress-line.ts';
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

/** The progress of a run as data. */
export function progressState({ stage, done, known, msLeft, current, ofImport }: Progress): ProgressState {
  if (ofImport !== null) return importState(ofImport);
  return { phase: stage ?? 'starting', unit: 'pages', done, total: known, msLeft, current };
}

const UNITS = {
  finding: 'bytes',
  storing: 'pages',
  parsing: 'pages',
  verifying: 'matches',
  comparing: 'files',
} as const;

/** The progress of a phase of an import, `reparse` or `verify` as data. */
export function importState({ phase, done, total, msLeft, current }: ImportProgress): ProgressState {
  return { phase, unit: UNITS[phase], done, total: Math.max(done, total), msLeft, current };
}

/** One line with the progress of an export: table by table. */
export function renderExportProgress(progress: ExportProgress): string {
  const { table, part, parts, rows, done, total, msLeft } = progress;
  const left = msLeft === null ? '' : `  ${formatDuration(msLeft)} left`;
  const file = parts > 1 ? `, file ${part} of ${parts}` : '';
  return `exporting  ${done}/${total} ${total === 1 ? 'table' : 'tables'}${left}  ${table}${file}: ${pluralize(rows, 'row')}`;
}

/** The progress of an export. `done` and `total`: tables; `rows`: of the current one. */
type ExportProgress = {
  table: string;
  part: number;
  parts: number;
  rows: number;
  done: number;
  total: number;
  msLeft: number | null;
};
