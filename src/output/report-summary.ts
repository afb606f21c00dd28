import type { ReportSummary } from './documents/report-summary.ts';
import { formatBytes, formatDuration, pluralize } from './format.ts';

/** Two or three lines: what was written, about what, and what it lacks. */
export function renderReportSummary({ file, bytes, matches, maps, missing, wallMs }: ReportSummary): string {
  const about = `${pluralize(matches, 'finished match', 'finished matches')}, ${pluralize(maps, 'played map')}`;
  const lines = [`report: ${file} (${formatBytes(bytes)})`, `${about}, in ${formatDuration(wallMs)}`];
  return [...lines, ...(missing.length === 0 ? [] : [`without data: ${missing.join(', ')}`])].join('\n');
}
