import { unreachable } from './errors.ts';
import type { ImportProgress, Notice, PageNotice, PageRef, SkipReason, StageTally } from './notices.ts';
import type { Estimate } from './output/documents/estimate.ts';
import type { FindingTally, QuarantineTally } from './output/documents/shared.ts';
import { renderFinding, tallyQuarantine } from './output/tally.ts';
import { type PageKind, recordBy, STAGE_NAMES, type StageName } from './page-kinds.ts';

/** The progress of a run. */
export type Progress = {
  stage: StageName | null;
  /** Pages processed in the current batch, and these plus the pending ones. */
  done: number;
  known: number;
  pages: number;
  pagesPerMinute: number;
  /** Estimated remaining time of the run; null while it is unknown. */
  msLeft: number | null;
  current: string | null;
  /** Progress of an import, which has no stages; null for other runs. */
  ofImport: ImportProgress | null;
};

type FailedTarget = { kind: PageKind; id: number; code: string; field: string | null; message: string };

/** Counts the notices of a run, for its summary and its progress line. */
export type ProgressTracker = {
  observe(notice: Notice): void;
  progress(): Progress;
  tallies(): Record<StageName, StageTally>;
  newMatches(): number;
  completeMatches(): number;
  /** Pages that failed or were quarantined in this run, each once with its last error. */
  failures(): FailedTarget[];
  /** The quarantined ones of these, by rule. */
  quarantined(): QuarantineTally[];
  /** Pages that were refused and not served since. */
  refusedPages(): number;
  /** Findings on stored pages by rule, the most frequent first. */
  findings(): FindingTally[];
  /** Files that were not imported. */
  skipped(): { file: string; reason: SkipReason }[];
};

const COUNTS = [
  'fetched',
  'stored',
  'failed',
  'noData',
  'awaiting',
  'refused',
  'quarantined',
] as const satisfies readonly (keyof StageTally)[];

function emptyTally(): StageTally {
  return recordBy(COUNTS, () => 0);
}

type State = {
  tallies: Record<StageName, StageTally>;
  failures: Map<string, FailedTarget & { isQuarantined: boolean }>;
  refused: Set<string>;
  findings: Map<string, FindingTally>;
  skipped: { file: string; reason: SkipReason }[];
  stage: StageName | null;
  pendingAtBatchStart: number;
  /** Time per page at the configured pace. */
  msPerPage: number;
  /** Remaining pages of the whole run. */
  leftAtBatchStart: number;
  doneInBatch: number;
  current: string | null;
  ofImport: ImportProgress | null;
  newMatches: number;
  completeMatches: number;
};

/** Starts a tracker; the elapsed time is counted from now. */
export function trackProgress(clock: { now(): number }): ProgressTracker {
  const startedAtMs = clock.now();
  const state: State = {
    tallies: recordBy(STAGE_NAMES, emptyTally),
    failures: new Map(),
    refused: new Set(),
    findings: new Map(),
    skipped: [],
    stage: null,
    pendingAtBatchStart: 0,
    msPerPage: 0,
    leftAtBatchStart: 0,
    doneInBatch: 0,
    current: null,
    ofImport: null,
    newMatches: 0,
    completeMatches: 0,
  };
  return {
    observe: (notice) => observe(state, notice),
    progress: () => progressOf(state, clock.now() - startedAtMs),
    tallies: () => state.tallies,
    newMatches: () => state.newMatches,
    completeMatches: () => state.completeMatches,
    failures: () => [...state.failures.values()].map(({ isQuarantined: _, ...failure }) => failure),
    quarantined: () => quarantinedOf(state),
    refusedPages: () => state.refused.size,
    findings: () => [...state.findings.values()].sort((one, other) => other.count - one.count),
    skipped: () => state.skipped,
  };
}

function observe(state: State, notice: Notice): void {
  switch (notice.type) {
    case 'estimate':
      Object.assign(state, fromEstimate(notice.estimate));
      break;
    case 'stage-started':
      state.stage = notice.stage;
      break;
    case 'batch-started':
      startBatch(state, notice);
      break;
    case 'listing-read':
      state.newMatches += notice.newMatches;
      break;
    case 'match-complete':
      state.completeMatches += 1;
      break;
    case 'page-skipped':
      state.skipped.push({ file: notice.file, reason: notice.reason });
      break;
    case 'import-progress':
      state.ofImport = notice.progress;
      break;
    case 'files-skipped':
      state.skipped.push(...notice.files.map((file) => ({ file, reason: notice.reason })));
      break;
    case 'findings':
    case 'page-started':
    case 'page-stored':
    case 'page-without-data':
    case 'page-awaiting':
    case 'page-refused':
    case 'page-failed':
    case 'known-page-checked':
      observePage(state, notice);
      break;
    case 'run-started':
    case 'matches-idle':
    case 'listing-below-unread':
    case 'listing-beyond-end':
    case 'listing-place-remembered':
    case 'kind-disallowed':
    case 'entries-passed-over':
    case 'batch-finished':
    case 'coverage-alarm':
    case 'terms':
    case 'site':
    case 'shutdown-requested':
    case 'crash':
      break;
    default:
      unreachable(notice);
  }
}

function startBatch(state: State, notice: Extract<Notice, { type: 'batch-started' }>): void {
  const { stage, pending, remainingPages, msPerPage } = notice;
  Object.assign(state, {
    stage,
    pendingAtBatchStart: pending,
    leftAtBatchStart: remainingPages,
    msPerPage,
    doneInBatch: 0,
  });
}

function observePage(state: State, notice: PageNotice): void {
  switch (notice.type) {
    case 'page-started':
      state.current = nameOf(notice.page);
      break;
    case 'page-stored':
      state.refused.delete(keyOf(notice.page));
      pageDone(state, notice.stage, { fetched: 1, stored: 1 });
      break;
    case 'page-without-data':
      state.refused.delete(keyOf(notice.page));
      pageDone(state, notice.stage, { fetched: 1, noData: 1 });
      break;
    case 'page-awaiting':
      state.tallies[notice.stage].awaiting += 1;
      state.refused.delete(keyOf(notice.page));
      if (!notice.isStored) pageDone(state, notice.stage, { fetched: 1 });
      break;
    case 'page-refused':
      state.tallies[notice.stage].refused += 1;
      state.refused.add(keyOf(notice.page));
      break;
    case 'page-failed':
      pageFailed(state, notice);
      break;
    case 'findings':
      noteFindings(state, notice);
      break;
    case 'known-page-checked':
      break;
    default:
      unreachable(notice);
  }
}

/**
 * Discovery is the first stage and has no batches: its pages are those of the listing. Matches to expect do not count.
 */
function fromEstimate({ isMost, pages, listingPages, msPerPage, budget }: Estimate): Partial<State> {
  const left = budget?.pages ?? (isMost ? 0 : pages + listingPages);
  return { pendingAtBatchStart: listingPages, leftAtBatchStart: left, msPerPage };
}

function keyOf({ kind, id }: PageRef): string {
  return `${kind} ${id}`;
}

/** The match of a page, or the page itself when its match is unknown. */
function nameOf({ kind, id, matchId }: PageRef): string {
  return matchId === null ? `${kind} ${id}` : `match ${matchId}`;
}

function pageDone(state: State, stage: StageName, change: Partial<StageTally>): void {
  state.doneInBatch += 1;
  const tally = state.tallies[stage];
  for (const key of COUNTS) tally[key] += change[key] ?? 0;
}

function pageFailed(state: State, notice: Extract<Notice, { type: 'page-failed' }>): void {
  const { stage, code, field, message, isQuarantined } = notice;
  const { kind, id } = notice.page;
  state.refused.delete(keyOf(notice.page));
  state.failures.set(keyOf(notice.page), { kind, id, code, field, message, isQuarantined });
  pageDone(state, stage, { failed: 1, ...(isQuarantined ? { fetched: 1, quarantined: 1 } : {}) });
}

function quarantinedOf({ failures }: State): QuarantineTally[] {
  const quarantined = [...failures.values()].filter(({ isQuarantined }) => isQuarantined);
  return tallyQuarantine(quarantined.map(({ code, field, message }) => ({ rule: code, field, message })));
}

function noteFindings({ findings }: State, notice: Extract<Notice, { type: 'findings' }>): void {
  for (const finding of notice.findings) {
    const { rule } = finding;
    const known = findings.get(rule) ?? { rule, count: 0, example: renderFinding(notice.page, finding) };
    findings.set(rule, { ...known, count: known.count + 1 });
  }
}

function progressOf(state: State, elapsedMs: number): Progress {
  const { stage, doneInBatch, pendingAtBatchStart, leftAtBatchStart, msPerPage, current, ofImport } = state;
  const pages = STAGE_NAMES.reduce((sum, name) => sum + state.tallies[name].fetched, 0);
  const pagesPerMinute = elapsedMs > 0 ? (pages * 60_000) / elapsedMs : 0;
  const left = Math.max(0, leftAtBatchStart - doneInBatch);
  return {
    stage,
    done: doneInBatch,
    known: Math.max(pendingAtBatchStart, doneInBatch),
    pages,
    pagesPerMinute,
    msLeft: left > 0 ? left * Math.max(msPerPage, measuredMsPerPage(pages, elapsedMs)) : null,
    current,
    ofImport,
  };
}

/** From this number of pages on, the measured pace is used. */
const MEASURED_FROM_PAGES = 20;

/** Measured time per page; 0 before enough pages. A run may be slower than its settings, but not faster. */
function measuredMsPerPage(pages: number, elapsedMs: number): number {
  return pages < MEASURED_FROM_PAGES ? 0 : elapsedMs / pages;
}
