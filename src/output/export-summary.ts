import type { ExportSummary } from './documents/export-summary.ts';
import { formatBytes, formatCount, formatDuration, pluralize, table } from './format.ts';

/** What was exported, for a person. */
export function renderExport({ folder, files, rows, bytes, leftOut, wallMs }: ExportSummary, width: number): string {
  const unchanged = files.filter(({ isUnchanged }) => isUnchanged).length;
  const lines = files.map((file) => [
    file.file ?? file.table,
    formatCount(file.rows),
    formatBytes(file.bytes),
    file.isUnchanged ? 'unchanged' : '',
  ]);
  const total = `${pluralize(files.length, 'file')}, ${pluralize(rows, 'row')}, ${formatBytes(bytes)} in ${formatDuration(wallMs)}`;
  return [
    table([['file', 'rows', 'size', ''], ...lines], width),
    '',
    ...leftOut.map(({ table: name, reason }) => `left out: ${name} (${reason})`),
    `${total}${unchanged === 0 ? '' : `; ${pluralize(unchanged, 'file')} unchanged`}`,
    ...(folder === null ? [] : [`folder: ${folder}`]),
  ].join('\n');
}
