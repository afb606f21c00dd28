import type { PageArchive } from '../archive/archive.ts';
import type { Clock } from '../clock.ts';
import type { ScrapeSettings } from '../config.ts';
import { type ConsecutiveFailureTracker, trackConsecutiveFailures } from '../failure-tracker.ts';
import type { Fetcher } from '../fetcher.ts';
import type { EndReason, Notify, PageRef } from '../notices.ts';
import type { PageKind } from '../page-kinds.ts';
import type { ShutdownHandler } from '../shutdown.ts';
import type { Store } from '../store/store.ts';
import type { Situation } from './estimate.ts';
import { kindsOf } from './prepare.ts';

/** What every run uses, whether its pages come from a site or from files. */
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
export type ScrapeRun = BasicRun &
  Fetching & {
    failures: ConsecutiveFailureTracker;
    /** Set when the site refuses requests or its markup has changed: the run ends before the next page. */
    halted: EndReason | null;
    usage: BudgetUsage;
  };

/** Creates the state of a run that fetches. */
export function fetchingRun(run: BasicRun, fetching: Fetching): ScrapeRun {
  const failures = trackConsecutiveFailures(fetching.settings.maxConsecutiveFailures);
  return { ...run, ...fetching, failures, halted: null, usage: newUsage() };
}

/** What a run has used of its budget, and what it will not request again. */
type BudgetUsage = {
  /** Pages that were requested, also those that the site does not have or that failed. */
  pages: number;
  servedPages: number;
  /** Matches that this run has started or will start: they count against `--limit`. */
  matchIds: Set<number>;
  /** How often each page was refused, by page key. A page that is always refused must not keep the run going. */
  refusals: Map<string, number>;
  /** Kinds of page and rules of robots.txt that have been announced. */
  disallowed: Set<string>;
  /**
   * By page key: pages that robots.txt disallowed before and that are requested again, with the reason for the skip.
   */
  samples: Map<string, { reason: string; matchId: number | null }>;
};

function newUsage(): BudgetUsage {
  return {
    pages: 0,
    servedPages: 0,
    matchIds: new Set(),
    refusals: new Map(),
    disallowed: new Set(),
    samples: new Map(),
  };
}

/** Identifies a page within a run. */
export function pageKey({ kind, id }: Pick<PageRef, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}

/** The cool-down of the site, kept from one run to the next. */
export type SiteCooldown = {
  /** Stores the refusal that halted the run; the message says when to start the next run. */
  save(refusal: { reason: string; isNetwork: boolean }): Promise<{ untilMs: number; message: string }>;
  /** The site has served a page: the stored refusal is deleted. */
  clear(): Promise<void>;
};

/** When `--max-duration` ends the run, Unix ms. */
export function deadlineOf({ settings, startedAtMs }: Pick<ScrapeRun, 'settings' | 'startedAtMs'>): number {
  return startedAtMs + (settings.maxDurationMs ?? Number.POSITIVE_INFINITY);
}

/** Called before each page and between batches. Returns why the run should end now, or null. */
export function reasonToStop(run: ScrapeRun): EndReason | null {
  const { settings, usage, shutdown } = run;
  if (shutdown.requested !== null) return { type: 'interrupted', signal: shutdown.requested };
  if (run.halted !== null) return run.halted;
  if (settings.maxPages !== null && usage.pages >= settings.maxPages) return { type: 'budget', what: 'pages' };
  if (run.clock.now() >= deadlineOf(run)) return { type: 'budget', what: 'duration' };
  return null;
}

/** The matches whose pages may be fetched; null: all. Once `--limit` is reached, the matches already started. */
export function allowedMatchIds({ settings, usage }: ScrapeRun): number[] | null {
  if (settings.limit === null || usage.matchIds.size < settings.limit) return settings.matchIds;
  // The samples of the rules of robots.txt do not count against the limit.
  const sampled = [...usage.samples.values()].flatMap(({ matchId }) => matchId ?? []);
  return [...new Set([...usage.matchIds, ...sampled])];
}

/** With `--limit`, chooses the matches of the run: those that an earlier run has started, then the newest. */
export function claimMatches({ settings, usage, store, runId, clock }: ScrapeRun): void {
  const { limit, matchIds, stages } = settings;
  if (limit === null) return;
  const filter = { kinds: kindsOf(stages), runId, nowMs: clock.now(), matchIds };
  const except = onlySampled({ store, usage }, filter.kinds);
  const next = store.targets.nextMatches({ ...filter, limit, except });
  for (const { matchId } of next) usage.matchIds.add(matchId);
}

/** The matches of which nothing is to be fetched but samples of the rules of robots.txt. */
function onlySampled({ store, usage }: Pick<ScrapeRun, 'store' | 'usage'>, kinds: readonly PageKind[]): number[] {
  return [...usage.samples.values()].flatMap(({ matchId }) => {
    if (matchId === null) return [];
    const others = store.targets
      .ofMatch(matchId)
      .filter((target) => kinds.includes(target.kind) && !usage.samples.has(pageKey(target)));
    return others.some(({ state }) => state === 'pending' || state === 'awaiting') ? [] : [matchId];
  });
}

/** The state of a run that its estimate depends on. */
export function situationOf(run: ScrapeRun, { isListingAhead }: { isListingAhead: boolean }): Situation {
  const { settings, runId, usage, clock, startedAtMs, msPerPage } = run;
  const nowMs = clock.now();
  const used = { matchIds: [...usage.matchIds], pages: usage.pages, elapsedMs: nowMs - startedAtMs };
  return { settings, runId, nowMs, msPerPage, used, isListingAhead };
}
