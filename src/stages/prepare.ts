import type { ScrapeSettings } from '../config.ts';
import { KINDS, type StageName, TARGET_KINDS, type TargetKind } from '../page-kinds.ts';
import { pathOf } from '../pages/paths.ts';
import type { Store } from '../store/store.ts';
import type { FilteredMatch, FilterReason } from '../store/target-states.ts';
import type { TargetState } from '../store/targets.ts';
import { isForceBounded, resetForced } from './force.ts';
import { type FilterSettings, filtersBySomething, matchFilter } from './match-filter.ts';

type TargetSettings = FilterSettings &
  Pick<ScrapeSettings, 'retryFailed' | 'matchIds' | 'forceRescrape' | 'stages' | 'limit' | 'maxPages'>;

/** The kinds of target that these stages fetch; discovery has none. */
export function kindsOf(stages: readonly StageName[]): TargetKind[] {
  return TARGET_KINDS.filter((kind) => stages.includes(KINDS[kind].stage));
}

/**
 * The kinds of the matches that a run lists, for `--limit` and `--force-rescrape`: those of its stages; if these have
 * none, all kinds, which a later run fetches.
 */
export function kindsOrAll(stages: readonly StageName[]): readonly TargetKind[] {
  const kinds = kindsOf(stages);
  return kinds.length > 0 ? kinds : TARGET_KINDS;
}

/** `--since` has a default, which must not skip targets that an earlier run with an earlier date has made pending. */
function applyBacklogFilter(store: Store, settings: FilterSettings): void {
  const filter = matchFilter(settings);
  const reasonToSkip = (match: FilteredMatch, state: TargetState): FilterReason | null => {
    const reason = filter(match);
    return reason === 'before-since' && state !== 'skipped' ? null : reason;
  };
  const leavesOutPending = filtersBySomething({ ...settings, sinceMs: null });
  store.targets.applyFilter(reasonToSkip, { leavesOutPending, sinceMs: settings.sinceMs });
}

type CurrentRun = { runId: number; nowMs: number };

/** Applies the settings to the known targets, and creates targets for the matches of `--match`. */
export function prepareTargets(store: Store, settings: TargetSettings, run: CurrentRun): void {
  store.transaction(() => {
    if (settings.retryFailed) store.targets.resetFailed(settings.matchIds);
    if (settings.matchIds === null) applyBacklogFilter(store, settings);
    else prepareMatches(store, { ...settings, matchIds: settings.matchIds }, run);
  });
}

/** The filters of earlier runs do not apply to matches that are given by id. */
function prepareMatches(store: Store, settings: TargetSettings & { matchIds: number[] }, run: CurrentRun): void {
  const { matchIds, forceRescrape, limit, maxPages } = settings;
  for (const id of matchIds) {
    const isNew = store.targets.find('match', id) === null;
    if (isNew) store.targets.upsert({ kind: 'match', id, matchId: id, path: pathOf('match')({ id }), sortMs: null });
    store.targets.unskip({ kind: 'match', id });
    for (const page of store.targets.ofMatch(id)) store.targets.unskipFiltered(page);
  }
  const kinds = kindsOrAll(settings.stages);
  if (isForceBounded(settings)) resetForced(store, { candidates: matchIds, kinds, limit, pages: maxPages, run });
  else if (forceRescrape) store.targets.resetForce(matchIds, kinds);
}
