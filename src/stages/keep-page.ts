import { NoDataError, ParseError, ScraperError } from '../errors.ts';
import type { Transport } from '../fetcher.ts';
import type { NotTaken } from '../notices.ts';
import type { PageKind } from '../page-kinds.ts';
import type { CoverageGap, Finding } from '../page-records.ts';
import type { Store } from '../store/store.ts';
import { observeCoverage } from './coverage.ts';
import type { PageHandler, Understood } from './page-handler.ts';
import { NO_CONTENT } from './page-order.ts';
import {
  asStored,
  contentIn,
  findingsOfReplacement,
  isRejectedObsolete,
  judgeReplacement,
  type Precedence,
  readStored,
  type Stored,
} from './replacement.ts';

/** A page that came and was identified, wherever it came from. */
export type PageInHand = {
  kind: PageKind;
  id: number;
  html: string;
  /** The bytes of `html` as they came. */
  document: Uint8Array;
  /** What the site or the form it was saved in says of their encoding; null when nothing. */
  contentType: string | null;
  url: string;
  httpStatus: number | null;
  transport: Transport;
  transportReason: string | null;
  fetchedAtMs: number;
  /** Where the raw page is kept in the archive once it is stored; null when none is kept. */
  file: string | null;
  /** Where it is kept when it cannot be read or contradicts itself. */
  rejectedFile: string | null;
  bytes: number;
  sha256: string;
};

/** What became of it. */
export type Kept =
  | { outcome: 'stored'; awaiting: string | null; newTargets: number; findings: Finding[]; alarms: CoverageGap[] }
  | { outcome: 'no-data'; message: string }
  | { outcome: 'quarantined'; rule: string; field: string | null; seen: string; message: string };

/** A saved page that is not better than the stored one. */
export type Passed = { outcome: 'not-taken'; reason: NotTaken };

/** Without a word on precedence a page was fetched just now. */
type Task = { handler: PageHandler; page: PageInHand; precedence?: Precedence };

/**
 * Parses, checks and stores one page in one transaction: its rows, its line in the ledger, its findings and, through
 * `updateTarget`, the state of its target. A page that cannot be parsed or contradicts itself goes to quarantine and
 * leaves every row and the ledger's line of the stored page as they were; so does one that is not to replace it.
 */
export function keepPage(
  { store, runId }: { store: Store; runId: number },
  { handler, precedence = 'fresh', page: received }: Task,
  updateTarget: (kept: Kept) => void,
): Kept | Passed {
  const stored = readStored(store, received);
  const page = precedence === 'newest' ? asStored(received, stored) : received;
  const place = { page, stored, precedence };
  const verdict = judgeReplacement(parsePage(handler, page), place);
  return store.transaction(() => {
    if (verdict.outcome === 'not-taken') {
      pass(store, place, verdict);
      return verdict;
    }
    const kept = verdict.outcome === 'understood' ? save(store, runId, { ...place, ...verdict }) : verdict;
    const isReadable = kept.outcome !== 'quarantined';
    if (isReadable && isRejectedObsolete(page, place)) store.quarantine.clear(page.kind, page.id);
    const { html: _, document: __, rejectedFile, ...entry } = page;
    store.pages.record({
      ...entry,
      ...(isReadable ? (contentIn(verdict) ?? NO_CONTENT) : { state: null, blocks: null, file: rejectedFile }),
      parserVersion: handler.parserVersion,
      outcome: kept.outcome,
    });
    if (!isReadable) putIntoQuarantine(store, kept, { page, runId, parserVersion: handler.parserVersion });
    if (kept.outcome === 'stored' && verdict.outcome === 'understood') {
      const { year, blocks } = verdict.understood.coverage;
      kept.alarms = observeCoverage(store, { kind: page.kind, id: page.id, year }, blocks);
    }
    updateTarget(kept);
    return kept;
  });
}

type Place = { page: PageInHand; stored: Stored; precedence: Precedence };

/** A page that could be read shows that a rejected one of the same time or before is out of date. */
function pass(store: Store, { page, stored, precedence }: Place, { reason }: Passed): void {
  if (reason.type === 'unreadable') return;
  store.pages.noteReadable(page);
  if (isRejectedObsolete(page, { stored, precedence })) store.quarantine.clear(page.kind, page.id);
}

function putIntoQuarantine(
  store: Store,
  { outcome: _, ...doubt }: Quarantined,
  { page, ...reader }: { page: PageInHand; runId: number; parserVersion: number },
): void {
  const { kind, id, rejectedFile } = page;
  store.quarantine.put({ kind, id, ...doubt, ...reader, file: rejectedFile });
}

type Quarantined = Extract<Kept, { outcome: 'quarantined' }>;
/** What a page says. */
export type Parsed = { outcome: 'understood'; understood: Understood } | Exclude<Kept, { outcome: 'stored' }>;
/** What is to be stored of it. */
export type Verdict = Parsed | Passed;

/** Parses and checks one page; stores nothing. */
export function parsePage(
  handler: PageHandler,
  page: Pick<PageInHand, 'kind' | 'id' | 'html' | 'fetchedAtMs'>,
): Parsed {
  try {
    const understood = handler.understand(page.html, { id: page.id, nowMs: page.fetchedAtMs });
    const hard = understood.findings.find((finding) => finding.severity === 'hard');
    if (hard === undefined) return { outcome: 'understood', understood };
    const place = hard.mapNumber === null ? '' : ` (map ${hard.mapNumber})`;
    const message = `${page.kind} ${page.id}: ${hard.rule}${place}: expected ${hard.expected}, saw ${hard.seen}`;
    return { outcome: 'quarantined', rule: hard.rule, field: null, seen: hard.seen, message };
  } catch (error) {
    if (error instanceof NoDataError) return { outcome: 'no-data', message: error.message };
    if (error instanceof ParseError) {
      const { field, seen, message } = error;
      return { outcome: 'quarantined', rule: 'parse', field, seen, message };
    }
    if (error instanceof ScraperError || !(error instanceof Error)) throw error;
    return bug(page, error);
  }
}

const LONGEST_STACK = 2000;

/** A page that makes the program itself fail must not hold up the others, run after run. */
function bug({ kind, id }: Pick<PageInHand, 'kind' | 'id'>, error: Error): Quarantined {
  const message = `${kind} ${id}: the program failed on this page (${error.name}: ${error.message})`;
  return {
    outcome: 'quarantined',
    rule: 'bug',
    field: null,
    seen: (error.stack ?? '').slice(0, LONGEST_STACK),
    message,
  };
}

function save(store: Store, runId: number, { understood, ...place }: Place & { understood: Understood }): Kept {
  const { page } = place;
  let newTargets = 0;
  try {
    // A savepoint: what the schema refuses leaves the old rows in place and the page in quarantine.
    newTargets = store.transaction(() => understood.save().newTargets);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof ScraperError)) return bug(page, error);
    if (error.policy !== 'quarantine') throw error;
    return { outcome: 'quarantined', rule: error.code, field: null, seen: '', message: error.message };
  }
  const findings = [...understood.findings, ...findingsOfReplacement(understood.content, place)];
  store.findings.replace({ kind: page.kind, id: page.id, findings, runId });
  return { outcome: 'stored', awaiting: understood.awaiting, newTargets, findings, alarms: [] };
}
