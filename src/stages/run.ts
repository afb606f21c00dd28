import type { PageArchive } from '../archive/archive.ts';
import type { Clock } from '../clock.ts';
import type { ScrapeSettings } from '../config.ts';
import { type ConsecutiveFailureTracker, trackConsecutiveFailures } from '../failure-tracker.ts';
import type { Fetcher } from '../fetcher.ts';
import type { EndReason, Notify, PageRef } from '../notices.ts';
import type { ShutdownHandler } from '../shutdown.ts';
import type { Store } from '../store/store.ts';
import type { Situation } from './estimate.ts';
import { kindsOf } from './prepare.ts';

/** What every run works with, wherever its pages come from. */
export type BasicRun = {
  runId: number;
  startedAtMs: number;
  store: Store;
  archive: PageArchive;
  shutdown: ShutdownHandler;
  clock: Clock;
  notify: Notify;
};

/** How a run gets pages from a site. */
export type Fetching = {
  settings: ScrapeSettings;
  fetcher: Fetcher;
  cooldown: SiteCooldown;
  /** Mean time of one page at the configured pace. */
  msPerPage: number;
};

/** What every stage of a run that fetches works with. */
export type Run = BasicRun &
  Fetching & {
    failures: ConsecutiveFailureTracker;
    /** Set when the site refuses us or the markup has changed: the run ends before the next page. */
    halted: EndReason | null;
    spent: Spent;
  };

/** A run that fetches, at its beginning. */
export function fetchingRun(run: BasicRun, fetching: Fetching): Run {
  const failures = trackConsecutiveFailures(fetching.settings.maxConsecutiveFailures);
  return { ...run, ...fetching, failures, halted: null, spent: freshBudget() };
}

/** What a run has used of its budget, and what it will not try again. */
type Spent = {
  pages: number;
  /** Matches that this run has begun, or will: they count against `--limit`. */
  matchIds: Set<number>;
  /** How often each page was refused: one that always is must not keep the run alive. */
  refusals: Map<string, number>;
  /** Kinds of page and rules of robots.txt that have been announced. */
  disallowed: Set<string>;
  /** Pages that robots.txt disallowed before and that are asked for again, with the reason why they were skipped. */
  samples: Map<string, string>;
};

/** Nothing used yet. */
const freshBudget = (): Spent => ({
  pages: 0,
  matchIds: new Set(),
  refusals: new Map(),
  disallowed: new Set(),
  samples: new Map(),
});

/** One word for a page within a run. */
export const nameOf = ({ kind, id }: Pick<PageRef, 'kind' | 'id'>): string => `${kind} ${id}`;

/** The cool-down of the site, kept from one run to the next. */
export type SiteCooldown = {
  /** Remembers the refusal that halted the run; the message says when to come back. */
  save(refusal: { reason: string; isNetwork: boolean }): Promise<{ untilMs: number; message: string }>;
  /** The site has served a page: what is remembered is over. */
  clear(): Promise<void>;
};

/** Asked before each page and between batches: why the run should end now, or null. */
export function reasonToStop(run: Run): EndReason | null {
  const { settings, spent, shutdown } = run;
  if (shutdown.requested !== null) return { type: 'interrupted', signal: shutdown.requested };
  if (run.halted !== null) return run.halted;
  if (settings.maxPages !== null && spent.pages >= settings.maxPages) return { type: 'budget', what: 'pages' };
  const elapsedMs = run.clock.now() - run.startedAtMs;
  if (settings.maxDurationMs !== null && elapsedMs >= settings.maxDurationMs)
    return { type: 'budget', what: 'duration' };
  return null;
}

/** The matches whose pages may be fetched; null: all. With `--limit` used up, those already begun. */
export function admittedMatchIds({ settings, spent }: Run): number[] | null {
  if (settings.limit !== null && spent.matchIds.size >= settings.limit) return [...spent.matchIds];
  return settings.matchIds;
}

/** With `--limit`, the matches that the run takes: those that an earlier run has begun, then the newest. */
export function claimMatches({ settings, spent, store, runId, clock }: Run): void {
  const { limit, matchIds, stages } = settings;
  if (limit === null) return;
  const filter = { kinds: kindsOf(stages), runId, nowMs: clock.now(), matchIds };
  const next = store.targets.nextMatches({ ...filter, limit, except: [] });
  for (const { matchId } of next) spent.matchIds.add(matchId);
}

/** The run as its estimate sees it. */
export function situationOf(run: Run, { isListingAhead }: { isListingAhead: boolean }): Situation {
  const { settings, runId, spent, clock, startedAtMs, msPerPage } = run;
  const nowMs = clock.now();
  const used = { matchIds: [...spent.matchIds], pages: spent.pages, elapsedMs: nowMs - startedAtMs };
  return { settings, runId, nowMs, msPerPage, used, isListingAhead };
}
