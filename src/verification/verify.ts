import type { Archive } from '../archive/archive.ts';
import type { VerificationFinding } from '../output/documents/verification.ts';
import type { PageKind } from '../page-kinds.ts';
import { KINDS, PAGE_KINDS } from '../page-kinds.ts';
import { targetHandlers } from '../stages/handlers.ts';
import type { Reassembly } from '../store/reassembly.ts';
import type { Store } from '../store/store.ts';
import type { MatchSelection, RecordRef } from '../store/verification.ts';
import { verifyArchive } from './archive-files.ts';
import { type PageReading, verifyPages } from './archived-pages.ts';
import { ofBookkeeping, ofDifference } from './report.ts';
import { type RecordCheck, verifyRecord } from './stored-record.ts';

/** What is verified, and where the findings go. */
export type Verification = {
  store: Store;
  archive: Archive;
  selection: MatchSelection;
  kinds: readonly PageKind[];
  /** True: the digest of every archived file is computed; false: only its existence is checked. */
  readsFiles: boolean;
  /** Reads every archived page with today's parsers; null: no page is read. */
  reading: PageReading | null;
  report(finding: VerificationFinding): void;
  /** Begins to count the matches, archived files or parsed pages. Returns what is called after each of them. */
  countPhase(phase: 'verifying' | 'comparing' | 'parsing', total: number): (current: string) => void;
  /** Asked between matches and files. */
  isStopped(): Promise<boolean>;
};

/** How much was verified. */
export type Extent = { matches: number; records: number; files: number; pages: number; isComplete: boolean };

/**
 * Verifies the stored data; the store must skip damaged records. Each match is assembled again from its page records and
 * compared with the tables; every check runs over the stored records; targets, page log and archive are compared with each
 * other. One match is in memory at a time.
 */
export async function verify(task: Verification): Promise<Extent> {
  const extent: Extent = { matches: 0, records: 0, files: 0, pages: 0, isComplete: true };
  const { store, selection } = task;
  using reassembly = store.verification.reassembly();
  const check: RecordCheck = { ...task, handlers: targetHandlers(store), names: 0, damaged: 0 };
  if (isWhole(task)) for (const finding of store.verification.fileFindings()) task.report(ofBookkeeping(finding));
  for (const finding of store.verification.bookkeepingFindings(selection)) {
    if (finding.kind === null || task.kinds.includes(finding.kind)) task.report(ofBookkeeping(finding));
  }
  extent.isComplete =
    (await verifyMatches(task, { extent, reassembly, check })) && (await verifyUnattributed(task, { extent, check }));
  if (isWhole(task) && extent.isComplete) verifyWhole(task, { reassembly, check });
  if (extent.isComplete) extent.isComplete = await verifyArchive(task, extent);
  if (extent.isComplete && task.reading !== null) extent.isComplete = await verifyPages(task, task.reading, extent);
  return extent;
}

/** Whether all matches and kinds are verified: only then can totals over all matches be compared. */
function isWhole({ selection, kinds }: Verification): boolean {
  return selection.matchIds === null && selection.sinceMs === null && kinds.length === PAGE_KINDS.length;
}

type Work = { extent: Extent; reassembly: Reassembly; check: RecordCheck };

/** Resolves to false when it was stopped. */
async function verifyMatches(task: Verification, work: Work): Promise<boolean> {
  const { store, selection, isStopped } = task;
  const advance = task.countPhase('verifying', store.verification.countMatches(selection));
  let after = 0;
  for (;;) {
    const matchIds = store.verification.nextMatchIds(after, selection);
    for (const matchId of matchIds) {
      if (await isStopped()) return false;
      verifyMatch(task, work, matchId);
      advance(`match ${matchId}`);
    }
    const last = matchIds.at(-1);
    if (last === undefined) return true;
    after = last;
  }
}

function verifyMatch(task: Verification, { extent, reassembly, check }: Work, matchId: number): void {
  extent.matches += 1;
  const { store, report } = task;
  const pages = store.verification.recordsOfMatch(matchId);
  // Without one of its records the match cannot be assembled.
  if (pages.every((page) => store.pageRecords.damageOf(page) === null)) {
    const differences = reassembly.compareMatch(matchId).map((difference) => ofDifference('tables', difference));
    for (const finding of differences) if (isOfKinds(task, finding)) report(finding);
  }
  for (const page of pages) {
    extent.records += 1;
    verifyRecord(check, page, matchId);
  }
}

/** Whether a page of the selected kinds can change the table: a match page can change every table of its match. */
function isOfKinds({ kinds }: Verification, { table }: VerificationFinding): boolean {
  return kinds.some((kind) => {
    const tables: readonly string[] = KINDS[kind].mapTables;
    return kind === 'match' || (table !== null && tables.includes(table));
  });
}

/** Verifies the records of map pages whose match is not known. They have no rows. */
async function verifyUnattributed(task: Verification, { extent, check }: Omit<Work, 'reassembly'>): Promise<boolean> {
  if (task.selection.matchIds !== null || task.selection.sinceMs !== null) return true;
  let after: RecordRef | null = null;
  for (;;) {
    const pages: RecordRef[] = task.store.verification.nextRecordsWithoutMatch(after);
    for (const page of pages) {
      if (await task.isStopped()) return false;
      extent.records += 1;
      verifyRecord(check, page, null);
    }
    const last = pages.at(-1);
    if (last === undefined) return true;
    after = last;
  }
}

function verifyWhole({ store, report }: Verification, { reassembly, check }: Omit<Work, 'extent'>): void {
  const areAllRead = check.damaged === 0;
  if (areAllRead) for (const difference of reassembly.compareTotals()) report(ofDifference('totals', difference));
  for (const { entityId: _, ...difference } of store.verification.latestNameFindings()) {
    report(ofDifference('names', difference));
  }
  if (!areAllRead || store.verification.countNames() === check.names) return;
  const expectedOf = ({ kind, id }: RecordRef): number => {
    const record = store.pageRecords.find(kind, id);
    return record === null ? 0 : store.verification.nameFindings({ kind, id }, record).count;
  };
  for (const { kind, id, ...difference } of store.verification.unexpectedNames(expectedOf)) {
    report({ ...ofDifference('names', difference), kind, id });
  }
}
