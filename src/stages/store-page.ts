import { NoDataError, ParseError, ScraperError } from '../errors.ts';
import type { Transport } from '../fetcher.ts';
import type { NotTaken } from '../notices.ts';
import type { PageKind } from '../page-kinds.ts';
import type { CoverageGap, Finding } from '../page-records.ts';
import type { Store } from '../store/store.ts';
import { observeCoverage } from './coverage.ts';
import type { PageHandler, ParsedPage } from './page-handler.ts';
import { NO_CONTENT } from './page-order.ts';
import {
  asStored,
  type Candidate,
  contentIn,
  findingsOfReplacement,
  isRejectedObsolete,
  judgeReplacement,
  type Precedence,
  readStored,
} from './replacement.ts';

/** A page that was identified and archived, from the site or from a file. */
export type FetchedPage = {
  kind: PageKind;
  id: number;
  html: string;
  /** The bytes of `html` as received. */
  document: Uint8Array;
  /** `document` compressed with gzip, if it was received so. */
  gzip?: Uint8Array | undefined;
  /** The content type that the site or the saved file states; null when there is none. */
  contentType: string | null;
  url: string;
  httpStatus: number | null;
  transport: Transport;
  transportReason: string | null;
  fetchedAtMs: number;
  /** Its file in the archive once it is stored; null without archive. */
  file: string | null;
  /** Its file in the archive when it goes to quarantine. */
  rejectedFile: string | null;
  bytes: number;
  sha256: string;
};

/** What is known of a page beside its text. */
export type PageSource = Omit<FetchedPage, 'html' | 'document' | 'gzip'>;

/** The result of storing a page. `awaiting`: why it should be read again later; null: it is final. */
export type PageResult =
  | { outcome: 'stored'; awaiting: string | null; newTargets: number; findings: Finding[]; alarms: CoverageGap[] }
  | { outcome: 'no-data'; message: string }
  | { outcome: 'quarantined'; rule: string; field: string | null; seen: string; message: string };

/** A saved page that does not replace the stored one. */
export type NotReplaced = { outcome: 'not-taken'; reason: NotTaken };

/** `precedence` is `fresh` by default. */
type Task = { handler: PageHandler; page: FetchedPage; precedence?: Precedence };

/**
 * Parses, checks and stores one page in one transaction: its rows, its entry in the page log, its findings and, through
 * `updateTarget`, the state of its target. A page that cannot be parsed or contradicts itself goes to quarantine, and
 * so does a page that must not replace the stored one; the rows and the log entry of the stored page stay unchanged.
 */
export function storePage(
  { store, runId }: Storing,
  { handler, precedence = 'fresh', page: received }: Task,
  updateTarget: (result: PageResult) => void,
): PageResult | NotReplaced {
  const stored = readStored(store, received);
  const { html, document: _, gzip: _gzip, ...source } = received;
  const page = precedence === 'newest' ? asStored(source, stored) : source;
  const parsed = parsePage(handler, { ...page, html });
  return storeVerdict({ store, runId }, { handler, candidate: { page, stored, precedence }, parsed }, updateTarget);
}

/** The same for a page that was parsed already. */
export function storeParsed(
  { store, runId }: Storing,
  { handler, page: received, parsed }: { handler: PageHandler; page: PageSource; parsed: Parsed },
  updateTarget: (result: PageResult) => void,
): PageResult | NotReplaced {
  const stored = readStored(store, received);
  const candidate = { page: asStored(received, stored), stored, precedence: 'newest' } as const;
  return storeVerdict({ store, runId }, { handler, candidate, parsed }, updateTarget);
}

type Storing = { store: Store; runId: number };

function storeVerdict(
  { store, runId }: Storing,
  { handler, candidate, parsed }: { handler: PageHandler; candidate: Candidate; parsed: Parsed },
  updateTarget: (result: PageResult) => void,
): PageResult | NotReplaced {
  const { page } = candidate;
  const verdict = judgeReplacement(parsed, candidate);
  return store.transaction(() => {
    if (verdict.outcome === 'not-taken') {
      noteNotReplaced(store, candidate, verdict);
      return verdict;
    }
    const result = verdict.outcome === 'parsed' ? save(store, runId, { ...candidate, ...verdict }) : verdict;
    const isReadable = result.outcome !== 'quarantined';
    if (isReadable && isRejectedObsolete(page, candidate)) store.quarantine.clear(page.kind, page.id);
    const { rejectedFile, ...entry } = page;
    store.pages.record({
      ...entry,
      ...(isReadable ? (contentIn(verdict) ?? NO_CONTENT) : { state: null, blocks: null, file: rejectedFile }),
      parserVersion: handler.parserVersion,
      outcome: result.outcome,
    });
    if (!isReadable) putIntoQuarantine(store, result, { page, runId, parserVersion: handler.parserVersion });
    if (result.outcome === 'stored' && verdict.outcome === 'parsed') {
      const { year, blocks } = verdict.parsed.coverage;
      result.alarms = observeCoverage(store, { kind: page.kind, id: page.id, year }, blocks);
    }
    updateTarget(result);
    return result;
  });
}

/** A page that could be read shows that a rejected one of the same time or earlier is obsolete. */
function noteNotReplaced(store: Store, { page, stored, precedence }: Candidate, { reason }: NotReplaced): void {
  if (reason.type === 'unreadable') return;
  store.pages.noteReadable(page);
  if (isRejectedObsolete(page, { stored, precedence })) store.quarantine.clear(page.kind, page.id);
}

function putIntoQuarantine(
  store: Store,
  { outcome: _, ...detail }: Quarantined,
  { page, ...reader }: { page: PageSource; runId: number; parserVersion: number },
): void {
  const { kind, id, rejectedFile } = page;
  store.quarantine.put({ kind, id, ...detail, ...reader, file: rejectedFile });
}

type Quarantined = Extract<PageResult, { outcome: 'quarantined' }>;
/** The result of parsing and checking a page. */
export type Parsed = { outcome: 'parsed'; parsed: ParsedPage } | Exclude<PageResult, { outcome: 'stored' }>;
/** The result after comparison with the stored page. */
export type Verdict = Parsed | NotReplaced;

/** Parses and checks one page; stores nothing. */
export function parsePage(
  handler: PageHandler,
  page: Pick<FetchedPage, 'kind' | 'id' | 'html' | 'fetchedAtMs'>,
): Parsed {
  try {
    return judgeParsed(page, handler.parseAndCheck(page.html, { id: page.id, nowMs: page.fetchedAtMs }));
  } catch (error) {
    return failureOf(page, error);
  }
}

type PageName = Pick<FetchedPage, 'kind' | 'id'>;

/** A page with a hard finding contradicts itself or a stored page. */
export function judgeParsed({ kind, id }: PageName, parsed: ParsedPage): Parsed {
  const hard = parsed.findings.find((finding) => finding.severity === 'hard');
  if (hard === undefined) return { outcome: 'parsed', parsed };
  const map = hard.mapNumber === null ? '' : ` (map ${hard.mapNumber})`;
  const message = `${kind} ${id}: ${hard.rule}${map}: expected ${hard.expected}, saw ${hard.seen}`;
  return { outcome: 'quarantined', rule: hard.rule, field: null, seen: hard.seen, message };
}

/** The result for an error of a parser or check. Throws errors that are not the fault of the page. */
export function failureOf(page: PageName, error: unknown): Exclude<PageResult, { outcome: 'stored' }> {
  if (error instanceof NoDataError) return { outcome: 'no-data', message: error.message };
  if (error instanceof ParseError) {
    const { field, seen, message } = error;
    return { outcome: 'quarantined', rule: 'parse', field, seen, message };
  }
  if (error instanceof ScraperError || !(error instanceof Error)) throw error;
  return bug(page, error);
}

const MAX_STACK_LENGTH = 2000;

/** A page on which the program fails goes to quarantine, so that it does not stop the other pages in every run. */
function bug({ kind, id }: PageName, error: Error): Quarantined {
  const message = `${kind} ${id}: the program failed on this page (${error.name}: ${error.message})`;
  return {
    outcome: 'quarantined',
    rule: 'bug',
    field: null,
    seen: (error.stack ?? '').slice(0, MAX_STACK_LENGTH),
    message,
  };
}

function save(store: Store, runId: number, { parsed, ...candidate }: Candidate & { parsed: ParsedPage }): PageResult {
  const { page } = candidate;
  let newTargets = 0;
  try {
    // A savepoint: when the schema rejects the rows, the old rows stay and the page goes to quarantine.
    newTargets = store.transaction(() => parsed.save().newTargets);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof ScraperError)) return bug(page, error);
    if (error.policy !== 'quarantine') throw error;
    return { outcome: 'quarantined', rule: error.code, field: null, seen: '', message: error.message };
  }
  const findings = [...parsed.findings, ...findingsOfReplacement(parsed.content, candidate)];
  store.findings.replace({ kind: page.kind, id: page.id, findings, runId });
  return { outcome: 'stored', awaiting: parsed.awaiting, newTargets, findings, alarms: [] };
}
