import type { VerificationFinding } from '../output/documents/verification.ts';
import type { Finding } from '../page-records.ts';
import type { Difference } from '../store/row-differences.ts';
import type { BookkeepingFinding, RecordRef } from '../store/verification.ts';

/** Findings of `verify` from what its parts return. */

const NOWHERE = { matchId: null, mapNumber: null, kind: null, id: null, table: null, key: null, column: null };

/** A row that is not what the page records say: `tables/maps`, `totals/veto_totals`, `names/teams`. */
export function ofDifference(group: 'tables' | 'totals' | 'names', difference: Difference): VerificationFinding {
  const rule = `${group}/${difference.table}`;
  return { type: 'finding', ...NOWHERE, ...difference, rule, severity: 'hard', isKnown: false };
}

/** What does not fit between targets, page log and records. */
export function ofBooks(finding: BookkeepingFinding): VerificationFinding {
  return { type: 'finding', ...NOWHERE, ...finding, isKnown: false };
}

type PageFinding = Pick<VerificationFinding, 'kind' | 'id' | 'matchId'>;

/** What a check found on a stored record. */
export function ofCheck(page: PageFinding, finding: Finding, isKnown: boolean): VerificationFinding {
  return { type: 'finding', ...NOWHERE, ...page, ...finding, isKnown };
}

type Mismatch = { rule: string; severity?: 'hard' | 'soft'; expected: string; seen: string };

/** Something about one page. */
export function ofPage(page: PageFinding, { rule, severity = 'hard', expected, seen }: Mismatch): VerificationFinding {
  return { type: 'finding', ...NOWHERE, ...page, rule, severity, isKnown: false, expected, seen };
}

/** The page of a record, with the match that is known for it. */
export function placeOf({ kind, id }: RecordRef, matchId: number | null): PageFinding {
  return { kind, id, matchId };
}
