import type { PageKind } from '../page-kinds.ts';
import type { Unknown } from '../page-records.ts';
import { type Rule, soft } from './rule.ts';

/** Reports values that the site has added; a person should look at them. */
export function nothingUnknown<Page extends { unknowns?: Unknown[] | undefined }>(page: PageKind): Rule<Page> {
  return soft({
    name: `${page}/nothing-unknown`,
    statement:
      'Maps, states of a match, rating versions, icons, columns, chart bars and event titles are known ones; soft, the site adds some every year.',
    compare: ({ unknowns = [] }) => unknowns.map(({ what, seen }) => ({ expected: `a known ${what}`, seen })),
  });
}
