import type { PageKind } from '../page-kinds.ts';
import type { LeftOut } from '../page-records.ts';
import { type Rule, soft } from './rule.ts';

/** Reports the parts of a page that the saving program omitted. */
export function savedInFull<Page extends { leftOut?: LeftOut | undefined }>(page: PageKind): Rule<Page> {
  return soft({
    name: `${page}/saved-in-full`,
    statement:
      'The program that saved the page has left nothing out of it (hidden tables, names of icons). Soft: that is NULL.',
    compare: ({ leftOut }) =>
      leftOut === undefined ? [] : [{ expected: leftOut.parts.join(', '), seen: `left out by ${leftOut.saver}` }],
  });
}
