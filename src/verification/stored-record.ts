import type { VerificationFinding } from '../output/documents/verification.ts';
import type { PageKind, TargetKind } from '../page-kinds.ts';
import { type Finding, PAGE_RECORDS, type PageRecords } from '../page-records.ts';
import type { PageHandler } from '../stages/page-handler.ts';
import type { Store } from '../store/store.ts';
import type { RecordRef } from '../store/verification.ts';
import { ofCheck, ofDifference, ofPage, placeOf } from './report.ts';

/** What the verification of a record needs. */
export type RecordCheck = {
  store: Store;
  kinds: readonly PageKind[];
  handlers: { [Kind in TargetKind]: PageHandler<Kind> };
  report(finding: VerificationFinding): void;
  /** Number of names on all records so far. */
  names: number;
  /** Number of damaged records so far. */
  damaged: number;
};

/** Verifies one record: its schema, the columns of its row, the checks, and the names that it mentions. */
export function verifyRecord(check: RecordCheck, page: RecordRef, matchId: number | null): void {
  const damage = check.store.pageRecords.damageOf(page);
  if (damage === null) {
    verifyReadable(check, page, matchId);
    return;
  }
  check.damaged += 1;
  const mismatch = { rule: 'records/intact', expected: 'the record as it was saved', seen: damage };
  check.report(ofPage(placeOf(page, matchId), mismatch));
}

function verifyReadable<Kind extends TargetKind>(
  check: RecordCheck,
  page: { kind: Kind; id: number },
  matchId: number | null,
): void {
  const { store, kinds, handlers } = check;
  const record = store.pageRecords.find(page.kind, page.id);
  if (record === null) return;
  const place = placeOf(page, matchId);
  const { count, differences } = store.verification.nameFindings(page, record);
  check.names += count;
  if (!kinds.includes(page.kind)) return;
  for (const difference of differences) check.report({ ...ofDifference('names', difference), ...place });
  for (const mismatch of [...schemaMismatches(page.kind, record), ...columnMismatches(store, page, record)]) {
    check.report(ofPage(place, mismatch));
  }
  const known = store.verification.storedFindings(page);
  const handler: PageHandler<Kind> = handlers[page.kind];
  for (const finding of handler.checkRecord(record, page.id)) {
    check.report(ofCheck(place, finding, finding.severity === 'soft' && known.has(textOf(finding))));
  }
}

/** The text that `storedFindings` returns for the same finding. */
function textOf({ rule, severity, mapNumber, expected, seen }: Finding): string {
  return JSON.stringify([rule, severity, mapNumber, expected, seen]);
}

type Mismatch = { rule: string; expected: string; seen: string };

function schemaMismatches<Kind extends TargetKind>(kind: Kind, record: PageRecords[Kind]): Mismatch[] {
  const result = PAGE_RECORDS[kind].safeParse(record);
  if (result.success) return [];
  return result.error.issues.map(({ path, message }) => ({
    rule: 'records/schema',
    expected: 'a record that fits its schema',
    seen: `${path.map(String).join('.')}: ${message}`,
  }));
}

function columnMismatches(store: Store, { kind, id }: RecordRef, record: PageRecords[TargetKind]): Mismatch[] {
  const matchId = 'matchId' in record ? record.matchId : null;
  const own = 'mapStatsId' in record ? record.mapStatsId : record.matchId;
  return [
    ...mismatchOf('records/id', id, own),
    ...mismatchOf('records/match-id', matchId, store.verification.matchIdOfRecord({ kind, id })),
  ];
}

function mismatchOf(rule: string, expected: number | null, seen: number | null): Mismatch[] {
  return expected === seen ? [] : [{ rule, expected: String(expected ?? 'NULL'), seen: String(seen ?? 'NULL') }];
}
