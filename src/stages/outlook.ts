import type { TargetKind } from '../records.ts';
import { kindsOf } from './prepare.ts';
import { admittedMatchIds, type Run } from './run.ts';

/** Maps with statistics per match: three pages each. */
const MAPS_PER_MATCH = 2.4;

/** How many pages of these kinds so many overviews lead to, as matches usually go. */
export const pagesBehind = (overviews: number, kinds: readonly TargetKind[]): number =>
  overviews * kinds.filter((kind) => kind !== 'match').length * MAPS_PER_MATCH;

/** How many pages a run has still to fetch, the usual number of those included that overviews will lead to. */
export function pagesLeft(run: Run): number {
  const { settings, spent, store, runId, clock } = run;
  const kinds = kindsOf(settings.stages);
  const matchIds = admittedMatchIds(run);
  const count = (wanted: readonly TargetKind[]): number =>
    store.targets.countPending({ kinds: wanted, runId, nowMs: clock.now(), matchIds });
  const overviews = kinds.includes('match') ? count(['match']) : 0;
  const room = settings.limit === null ? overviews : settings.limit - spent.matchIds.size;
  const wanted = Math.min(overviews, room);
  return count(kinds) - overviews + wanted + pagesBehind(wanted, kinds);
}
