import type { PageKind } from '../page-kinds.ts';
import type { MatchPage } from '../page-records.ts';
import { type Rule, soft } from './rule.ts';

/** What every kind of page can have: unreadable fields, unknown values, omitted parts. */
type AnyPage = Pick<MatchPage, 'issues' | 'unknowns' | 'leftOut'>;

/** Reports unreadable fields: for a core field the row or map is withheld, for another the value is NULL. */
export function fieldsAreReadable(page: PageKind): Rule<Pick<AnyPage, 'issues'>> {
  return soft(`${page}/fields-are-readable`, {
    statement:
      'Every field is there and readable. Soft: the row or map of a core field is withheld, a decoration is NULL.',
    compare: ({ issues = [] }) =>
      issues.map(({ field, expected, seen, mapNumber }) => ({ expected: `${field}: ${expected}`, seen, mapNumber })),
  });
}

/** The rules of each page of a match or map. */
export function commonRules(page: PageKind): Rule<AnyPage>[] {
  return [
    fieldsAreReadable(page),
    soft(`${page}/saved-in-full`, {
      statement:
        'The program that saved the page has left nothing out of it (hidden tables, names of icons). Soft: that is NULL.',
      compare: ({ leftOut }) =>
        leftOut === undefined ? [] : [{ expected: leftOut.parts.join(', '), seen: `left out by ${leftOut.saver}` }],
    }),
    // A person should look at values that the site has added.
    soft(`${page}/nothing-unknown`, {
      statement:
        'Maps, states, lines of format and veto, rating versions, icons, columns, chart bars and event titles are known; soft.',
      compare: ({ unknowns = [] }) => unknowns.map(({ what, seen }) => ({ expected: `a known ${what}`, seen })),
    }),
  ];
}

/**
 * Whether rows of a list were withheld: then its sums are wrong and its gaps already have a finding. `list` is a field of
 * the record, for example `playerMapStats`.
 */
export function isPartial({ issues = [] }: Pick<AnyPage, 'issues'>, list: string): boolean {
  return issues.some(({ rank, field }) => {
    const [first] = field.split(/[.[]/);
    return rank === 'core' && (first === list || first === 'document');
  });
}
