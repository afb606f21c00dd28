import type { Unknown } from '../page-records.ts';
import type { PageKind } from '../records.ts';
import { type Rule, rule } from './rule.ts';

/** Tells of what the site has added: it is kept or left out, and somebody should look. */
export function nothingUnknown<Page extends { unknowns?: Unknown[] | undefined }>(page: PageKind): Rule<Page> {
  return rule({
    name: `${page}/nothing-unknown`,
    severity: 'soft',
    page,
    statement:
      'Maps, rating versions, icons, columns and chart bars are known ones; soft, the site adds some every year.',
    compare: ({ unknowns = [] }) => unknowns.map(({ what, seen }) => ({ expected: `a known ${what}`, seen })),
  });
}
