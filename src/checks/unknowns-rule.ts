import type { Unknown } from '../page-records.ts';
import type { PageKind } from '../records.ts';
import { type Rule, soft } from './rule.ts';

/** Tells of what the site has added: it is kept or left out, and somebody should look. */
export function nothingUnknown<Page extends { unknowns?: Unknown[] | undefined }>(page: PageKind): Rule<Page> {
  return soft(
    `${page}/nothing-unknown`,
    'Maps, rating versions, icons, columns and chart bars are known ones; soft, the site adds some every year.',
    ({ unknowns = [] }) => unknowns.map(({ what, seen }) => ({ expected: `a known ${what}`, seen })),
  );
}
