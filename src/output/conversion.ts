import { pluralize } from './format.ts';

/** One line with the progress of the conversion of an older database. */
export function conversionText(database: string, { done, total }: { done: number; total: number }): string {
  return `converting ${database} to the tables of this version: ${done} of ${pluralize(total, 'page')}`;
}

/** One line with the progress of reading archived pages again. */
export function rereadText({ done, total }: { done: number; total: number }): string {
  return `reading archived pages with the parser of this version: ${done} of ${pluralize(total, 'page')}`;
}
