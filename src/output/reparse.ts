import type { ReparseSummary } from './documents/reparse.ts';
import { formatDuration, pluralize } from './format.ts';

const SHOWN_PROBLEMS = 10;

/** The result of `reparse`. */
export function renderReparse(summary: ReparseSummary): string {
  const { dryRun, pages, wallMs, isComplete, unchanged, changed, added, recovered, failed, unreadable } = summary;
  if (pages === 0) return 'No page in the archive fits: nothing to read again.';
  const shown = summary.problems.slice(0, SHOWN_PROBLEMS);
  const more = summary.problems.length - shown.length;
  return [
    `read ${pluralize(pages, 'page')} in ${formatDuration(wallMs)}${isComplete ? '' : ' (stopped; run it again to continue)'}`,
    `${dryRun ? 'would be' : 'pages'}: ${unchanged} unchanged, ${changed} changed, ${added} added, ${recovered} recovered, ` +
      `${failed} failed, ${unreadable} unreadable`,
    ...summary.changes.flatMap(renderChange),
    ...shown.map(({ message }) => `  ${message}`),
    ...(more > 0 ? [`  … and ${more} more (--json lists them)`] : []),
    ...(dryRun ? ['Nothing was changed.'] : []),
  ].join('\n');
}

function renderChange({ table, column, count, examples }: ReparseSummary['changes'][number]): string[] {
  const what =
    column === null ? `${table}: ${pluralize(count, 'row')}` : `${table}.${column}: ${pluralize(count, 'value')}`;
  return [`  ${what}`, ...examples.map((example) => `    ${example.key}: ${example.old} -> ${example.new}`)];
}
