import type { ScrapeSettings } from '../config.ts';
import { KINDS, type StageName, TARGET_KINDS, type TargetKind } from '../page-kinds.ts';
import { PAGES } from '../pages/pages.ts';
import type { Store } from '../store/store.ts';
import type { FilteredMatch, FilterReason } from '../store/target-states.ts';
import type { TargetState } from '../store/targets.ts';
import { isForceBounded, putBack } from './force.ts';
import { type FilterSettings, filtersBySomething, matchFilter } from './match-filter.ts';

type Wishes = FilterSettings &
  Pick<ScrapeSettings, 'retryFailed' | 'matchIds' | 'forceRescrape' | 'stages' | 'limit' | 'maxPages'>;

/** The pages that these stages fetch; the listing is no target. */
export function kindsOf(stages: readonly StageName[]): TargetKind[] {
  return TARGET_KINDS.filter((kind) => stages.includes(KINDS[kind].stage));
}

/** What force fetches again: the pages of the run's own stages; where they are none, all, for a later run. */
export function forcedKindsOf(stages: readonly StageName[]): readonly TargetKind[] {
  const kinds = kindsOf(stages);
  return kinds.length > 0 ? kinds : TARGET_KINDS;
}

/** `--since` has a default, which must not drop what an earlier run with a lower one has begun to fetch. */
function applyBacklogFilter(store: Store, settings: FilterSettings): void {
  const filter = matchFilter(settings);
  const reasonToSkip = (match: FilteredMatch, state: TargetState): FilterReason | null => {
    const reason = filter(match);
    return reason === 'before-since' && state !== 'skipped' ? null : reason;
  };
  const leavesOutPending = filtersBySomething({ ...settings, sinceMs: null });
  store.targets.applyFilter(reasonToSkip, { leavesOutPending, sinceMs: settings.sinceMs });
}

type AskedBy = { runId: number; nowMs: number };

/** Applies what the flags say about targets that are known, or asked for by name, before the first page. */
export function prepareTargets(store: Store, wishes: Wishes, run: AskedBy): void {
  store.transaction(() => {
    if (wishes.retryFailed) store.targets.resetFailed();
    if (wishes.matchIds === null) applyBacklogFilter(store, wishes);
    else prepareMatches(store, { ...wishes, matchIds: wishes.matchIds }, run);
  });
}

/** Matches that are named are taken whatever a filter said of them. */
function prepareMatches(store: Store, wishes: Wishes & { matchIds: number[] }, run: AskedBy): void {
  const { matchIds, forceRescrape, limit, maxPages } = wishes;
  for (const id of matchIds) {
    const isNew = store.targets.find('match', id) === null;
    if (isNew) store.targets.upsert({ kind: 'match', id, matchId: id, path: PAGES.match.path({ id }), sortMs: null });
    store.targets.unskip({ kind: 'match', id });
    for (const page of store.targets.ofMatch(id)) store.targets.admitSkipped(page);
  }
  const kinds = forcedKindsOf(wishes.stages);
  if (isForceBounded(wishes)) putBack(store, { candidates: matchIds, kinds, limit, pages: maxPages, run });
  else if (forceRescrape) store.targets.resetForce(matchIds, kinds);
}
