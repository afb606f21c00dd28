import { quantity } from './format.ts';

/** One line on how far the conversion of an older database is. */
export function conversionText(database: string, { done, total }: { done: number; total: number }): string {
  return `converting ${database} to the tables of this version: ${done} of ${quantity(total, 'page')}`;
}
