import type { ScrapeSettings } from '../config.ts';
import { KINDS, STAGE_NAMES, type TargetKind } from '../page-kinds.ts';
import type { Store } from '../store/store.ts';
import type { Target } from '../store/targets.ts';

/** What `--force-rescrape` puts back to pending. */

/** Overviews in one wave of the pipeline: small, so that matches become complete early. */
export const WAVE = 10;

type Bounds = Pick<ScrapeSettings, 'forceRescrape' | 'limit' | 'maxPages' | 'stages'>;

/**
 * Whether the run puts back no more than it will fetch: the number of matches or of pages is limited. A run of discovery
 * alone fetches nothing itself: it puts its whole range back, for a later run.
 */
export const isForceBounded = ({ forceRescrape, limit, maxPages, stages }: Bounds): boolean =>
  forceRescrape && (limit !== null || maxPages !== null) && stages.some((stage) => stage !== 'discovery');

/** How many matches are needed for the run to have enough to fetch again; each has one page at least. */
export const forcedMatchesNeeded = ({ limit, maxPages }: Pick<Bounds, 'limit' | 'maxPages'>): number =>
  Math.min(limit ?? Number.POSITIVE_INFINITY, maxPages ?? Number.POSITIVE_INFINITY);

type Forced = {
  /** Matches to choose from. */
  candidates: readonly number[];
  /** Of which kinds their pages are wanted again. */
  kinds: readonly TargetKind[];
  /** Null: any number. */
  limit: number | null;
  pages: number | null;
  /** The run that asks, as its pending pages are seen. */
  run: { runId: number; nowMs: number };
};

/** Puts the pages back that the run will fetch again, the newest matches first, and no others. */
export function putBack(store: Store, forced: Forced): void {
  const { candidates, kinds, pages } = forced;
  const isCandidate = new Set(candidates);
  const order = orderOfMatches(store, forced);
  if (pages === null)
    store.targets.resetForce(
      order.filter((matchId) => isCandidate.has(matchId)),
      kinds,
    );
  else {
    const next = orderOfPages(store, order, { isCandidate, kinds }).slice(0, Math.max(0, pages));
    for (const page of next) if (isCandidate.has(page.matchId ?? 0)) store.targets.resetPage(page);
  }
}

/** The matches that the run takes: those begun earlier, then the newest, whether they are to be put back or pending. */
function orderOfMatches(store: Store, { candidates, kinds, limit, pages, run }: Forced): number[] {
  const atMost = Math.min(limit ?? Number.MAX_SAFE_INTEGER, pages ?? Number.MAX_SAFE_INTEGER);
  const next = store.targets.nextMatches({ kinds, ...run, limit: atMost, except: candidates });
  const idsOf = (wanted: boolean): number[] =>
    next.filter(({ isBegun }) => isBegun === wanted).map(({ matchId }) => matchId);
  return [...idsOf(true), ...newestFirst(store, [...candidates, ...idsOf(false)])].slice(0, atMost);
}

function newestFirst(store: Store, matchIds: readonly number[]): number[] {
  const endOf = new Map(matchIds.map((id) => [id, store.targets.find('match', id)?.sortMs ?? 0]));
  return [...endOf].sort(([one, oneMs], [other, otherMs]) => otherMs - oneMs || other - one).map(([id]) => id);
}

/** Their pages in the order in which the run fetches them: wave by wave, kind by kind. */
function orderOfPages(
  store: Store,
  matchIds: readonly number[],
  { isCandidate, kinds }: { isCandidate: ReadonlySet<number>; kinds: readonly TargetKind[] },
): Target[] {
  const ordered: Target[] = [];
  for (let start = 0; start < matchIds.length; start += WAVE) {
    const wave = matchIds.slice(start, start + WAVE).flatMap((matchId) => store.targets.ofMatch(matchId));
    const wanted = wave.filter(({ matchId, state }) => isCandidate.has(matchId ?? 0) || state === 'pending');
    for (const stage of STAGE_NAMES) {
      ordered.push(...wanted.filter(({ kind }) => KINDS[kind].stage === stage && kinds.includes(kind)));
    }
  }
  return ordered;
}
