import type { CoverageGap } from '../page-records.ts';
import { pluralize } from './format.ts';

const MAX_LISTED = 3;

/** One line: which block is missing, on which pages, and their files below the data folder. */
export function renderCoverageAlarm({ kind, block, classes, pageIds, files }: CoverageGap): string {
  const marked = classes.length === 0 ? '' : ` (class ${classes.join(', ')})`;
  const pages = `${pluralize(pageIds.length, 'page')} in a row: ${listed(pageIds.map(String))}`;
  const kept = files.length === 0 ? '' : `; archived: ${listed(files.map((file) => `archive/${file}`))}`;
  return `coverage: ${kind} pages no longer show ${block}${marked}: missing on ${pages}${kept}. The markup may have changed.`;
}

function listed(values: readonly string[]): string {
  const more = values.length > MAX_LISTED ? ', …' : '';
  return `${values.slice(0, MAX_LISTED).join(', ')}${more}`;
}
