import type { ScrapeSettings } from '../config.ts';
import { KINDS, STAGE_NAMES, type TargetKind } from '../page-kinds.ts';
import type { Store } from '../store/store.ts';
import type { Target } from '../store/targets.ts';

/** Which pages `--force-rescrape` makes pending again. */

/** Overviews in one wave of the pipeline. The number is small so that matches are completed early. */
export const WAVE = 10;

type Bounds = Pick<ScrapeSettings, 'forceRescrape' | 'limit' | 'maxPages' | 'stages'>;

/**
 * Whether the run makes only as many pages pending as it will fetch, because the number of matches or pages is limited.
 * A run of discovery alone fetches none of them: it makes its whole range pending, for a later run.
 */
export function isForceBounded({ forceRescrape, limit, maxPages, stages }: Bounds): boolean {
  return forceRescrape && (limit !== null || maxPages !== null) && stages.some((stage) => stage !== 'discovery');
}

/** How many matches the run needs to reach its limit, given that each has at least one page. */
export function forcedMatchesNeeded({ limit, maxPages }: Pick<Bounds, 'limit' | 'maxPages'>): number {
  return Math.min(limit ?? Number.POSITIVE_INFINITY, maxPages ?? Number.POSITIVE_INFINITY);
}

type Forced = {
  /** Matches to choose from. */
  candidates: readonly number[];
  /** The kinds of page to fetch again. */
  kinds: readonly TargetKind[];
  /** Null: any number. */
  limit: number | null;
  pages: number | null;
  /** The current run, which decides what counts as pending. */
  run: { runId: number; nowMs: number };
};

/** Makes exactly those pages pending that the run will fetch again, the newest matches first. */
export function resetForced(store: Store, forced: Forced): void {
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

/** The matches of the run: those started earlier, then the newest of the candidates and the pending matches. */
function orderOfMatches(store: Store, { candidates, kinds, limit, pages, run }: Forced): number[] {
  const atMost = Math.min(limit ?? Number.MAX_SAFE_INTEGER, pages ?? Number.MAX_SAFE_INTEGER);
  const next = store.targets.nextMatches({ kinds, ...run, limit: atMost, except: candidates });
  const idsOf = (begun: boolean): number[] =>
    next.filter(({ isBegun }) => isBegun === begun).map(({ matchId }) => matchId);
  return [...idsOf(true), ...newestFirst(store, [...candidates, ...idsOf(false)])].slice(0, atMost);
}

function newestFirst(store: Store, matchIds: readonly number[]): number[] {
  const endOf = new Map(matchIds.map((id) => [id, store.targets.find('match', id)?.sortMs ?? 0]));
  return [...endOf].sort(([one, oneMs], [other, otherMs]) => otherMs - oneMs || other - one).map(([id]) => id);
}

/** The pages of these matches in the order in which the run fetches them: by wave, then by stage. */
function orderOfPages(
  store: Store,
  matchIds: readonly number[],
  { isCandidate, kinds }: { isCandidate: ReadonlySet<number>; kinds: readonly TargetKind[] },
): Target[] {
  const ordered: Target[] = [];
  for (let start = 0; start < matchIds.length; start += WAVE) {
    const wave = matchIds.slice(start, start + WAVE).flatMap((matchId) => store.targets.ofMatch(matchId));
    const eligible = wave.filter(({ matchId, state }) => isCandidate.has(matchId ?? 0) || state === 'pending');
    for (const stage of STAGE_NAMES) {
      ordered.push(...eligible.filter(({ kind }) => KINDS[kind].stage === stage && kinds.includes(kind)));
    }
  }
  return ordered;
}
