import type { VerificationFinding } from '../output/documents/verification.ts';
import type { TargetKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import type { ReadJob, ReadResult } from '../reparse/read-archived.ts';
import { type ReparsedPage, reparse } from '../reparse/reparse.ts';
import { type Handlers, type Settled, stateOf } from '../reparse/settle.ts';
import type { Store } from '../store/store.ts';
import type { WorkerPool } from '../workers/pool.ts';
import { ofPage, placeOf } from './report.ts';
import type { Extent, Verification } from './verify.ts';

/** Reads every archived page with today's parsers and compares the records with the stored ones. */

/** What reads the pages, and the handlers that judge them. */
export type PageReading = { pool: WorkerPool<ReadJob, ReadResult>; handlers: Handlers };

/** Resolves to false when it was stopped. */
export function verifyPages(task: Verification, { pool, handlers }: PageReading, extent: Extent): Promise<boolean> {
  const { store, archive, selection, kinds, report, isStopped } = task;
  const advance = task.countPhase('parsing', store.verification.countPages({ ...selection, kinds }));
  return reparse({
    ...{ store, archive, handlers, pool, isStopped },
    selection: { ...selection, kinds, outdated: false, failed: false },
    settle(batch) {
      for (const reparsed of batch) {
        const { kind, id } = reparsed.page;
        extent.pages += 1;
        const finding = findingOf(store, handlers, reparsed);
        if (finding !== null) report(finding);
        advance(`${kind} ${id}`);
      }
    },
  });
}

function findingOf(store: Store, handlers: Handlers, reparsed: ReparsedPage): VerificationFinding | null {
  const { page, result } = reparsed;
  const { kind, logged, isRejected } = page;
  const state = stateOf(store, handlers, reparsed);
  const place = placeOf(page);
  // `verifyArchive` reports files that the page log does not name.
  if (logged === null) return null;
  if (state.type === 'settled') return documentFinding(state.settled);
  if (isRejected) return state.parsed.outcome === 'quarantined' ? null : readableFinding(page);
  const isOfThisParser = logged.parserVersion === handlers[kind].parserVersion;
  const severity = isOfThisParser ? 'hard' : 'soft';
  if (state.parsed.outcome !== 'parsed') {
    const expected = `a page that is ${logged.outcome}`;
    return ofPage(place, { rule: 'pages/parses', severity, expected, seen: state.parsed.message });
  }
  // `verifyRecord` reports the record.
  if (kind !== 'results' && store.pageRecords.damageOf({ kind, id: page.id }) !== null) return null;
  const difference = result.outcome === 'read' ? differenceOf(store, page, result.read.record) : null;
  // Only the version of the parser differs.
  if (difference === null && !isOfThisParser) return null;
  const values = difference ?? { expected: 'the entries of the page', seen: 'other entries' };
  return ofPage(place, { rule: 'pages/same-record', severity, ...values });
}

function documentFinding({ page, outcome, message }: Settled): VerificationFinding | null {
  if (outcome !== 'unreadable') return null;
  const values = { expected: `the document of ${page.file}`, seen: message ?? page.file };
  return ofPage(placeOf(page), { rule: 'archive/document', ...values });
}

/** Of a page in quarantine. */
function readableFinding(page: ReparsedPage['page']): VerificationFinding {
  const seen = 'a page that can be read now: reparse --failed';
  const values = { expected: 'a page that cannot be read', seen };
  return ofPage(placeOf(page), { rule: 'pages/quarantine', severity: 'soft', ...values });
}

type Values = { expected: string; seen: string };

/** The first field in which the stored record differs from what the page says. */
function differenceOf(
  store: Store,
  { kind, id }: ReparsedPage['page'],
  record: PageRecords[keyof PageRecords],
): Values | null {
  if (kind === 'results') return null;
  const stored: PageRecords[TargetKind] | null = store.pageRecords.find(kind, id);
  return firstDifference('', JSON.parse(JSON.stringify(record)), stored);
}

function firstDifference(path: string, expected: unknown, seen: unknown): Values | null {
  const [left, right] = [entriesOf(expected), entriesOf(seen)];
  if (left === null || right === null) {
    if (Object.is(expected, seen)) return null;
    return { expected: `${path} ${JSON.stringify(expected)}`, seen: `${path} ${JSON.stringify(seen)}` };
  }
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const found = firstDifference(path === '' ? key : `${path}.${key}`, left.get(key), right.get(key));
    if (found !== null) return found;
  }
  return null;
}

function entriesOf(value: unknown): Map<string, unknown> | null {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null;
}
