import type { PageKind } from '../page-kinds.ts';
import type { FieldIssue } from '../page-records.ts';
import { type Rule, soft } from './rule.ts';

/** Reports unreadable fields: for a core field the row or map is withheld, for another the value is NULL. */
export function fieldsAreReadable<Page extends { issues?: FieldIssue[] | undefined }>(page: PageKind): Rule<Page> {
  return soft({
    name: `${page}/fields-are-readable`,
    statement:
      'Every field is there and readable. Soft: the row or map of a core field is withheld, a decoration is NULL.',
    compare: ({ issues = [] }) =>
      issues.map(({ field, expected, seen, mapNumber }) => ({ expected: `${field}: ${expected}`, seen, mapNumber })),
  });
}

/**
 * Whether rows of a list were withheld: then its sums are wrong and its gaps already have a finding. `list` is a field of
 * the record, for example `playerMapStats`.
 */
export function isPartial({ issues = [] }: { issues?: FieldIssue[] | undefined }, list: string): boolean {
  return issues.some(({ rank, field }) => {
    const [first] = field.split(/[.[]/);
    return rank === 'core' && (first === list || first === 'document');
  });
}
