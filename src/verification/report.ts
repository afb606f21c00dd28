import type { VerificationFinding } from '../output/documents/verification.ts';
import type { PageKind } from '../page-kinds.ts';
import type { Finding } from '../page-records.ts';
import type { Difference } from '../store/row-differences.ts';
import type { BookkeepingFinding } from '../store/verification.ts';

/** Makes the findings of `verify` from the results of its parts. */

const NOWHERE = { matchId: null, mapNumber: null, kind: null, id: null, table: null, key: null, column: null };

/** A row that differs from what the page records say: rule `tables/maps`, `totals/veto_totals` or `names/teams`. */
export function ofDifference(group: 'tables' | 'totals' | 'names', difference: Difference): VerificationFinding {
  const rule = `${group}/${difference.table}`;
  return { type: 'finding', ...NOWHERE, ...difference, rule, severity: 'hard', isKnown: false };
}

/** A contradiction between the bookkeeping tables. */
export function ofBookkeeping(finding: BookkeepingFinding): VerificationFinding {
  return { type: 'finding', ...NOWHERE, ...finding, isKnown: false };
}

type PageFinding = Pick<VerificationFinding, 'kind' | 'id' | 'matchId'>;

/** A finding of a check on a stored record. */
export function ofCheck(page: PageFinding, finding: Finding, isKnown: boolean): VerificationFinding {
  return { type: 'finding', ...NOWHERE, ...page, ...finding, isKnown };
}

type Mismatch = { rule: string; severity?: 'hard' | 'soft'; expected: string; seen: string };

/** A finding about one page. */
export function ofPage(page: PageFinding, { rule, severity = 'hard', expected, seen }: Mismatch): VerificationFinding {
  return { type: 'finding', ...NOWHERE, ...page, rule, severity, isKnown: false, expected, seen };
}

/** The page that a finding is about. `matchId`: its match where it is known; that of a match page always is. */
export function placeOf(
  { kind, id }: { kind: PageKind; id: number },
  matchId: number | null = kind === 'match' ? id : null,
): PageFinding {
  return { kind, id, matchId };
}
