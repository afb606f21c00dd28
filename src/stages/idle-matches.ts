import type { ScrapeSettings } from '../config.ts';
import type { IdleMatch } from '../notices.ts';
import type { Store } from '../store/store.ts';
import { FILTER_REASONS } from '../store/target-states.ts';
import type { Target } from '../store/targets.ts';
import { kindsOf } from './prepare.ts';

type RunSettings = { settings: Pick<ScrapeSettings, 'matchIds' | 'stages'>; runId: number; nowMs: number };

/** The matches of `--match` for which this run fetches no page, each with the reason. */
export function listIdleMatches(store: Store, { settings, runId, nowMs }: RunSettings): IdleMatch[] {
  const kinds = kindsOf(settings.stages);
  // A run that only reads the listing fetches no match pages.
  if (settings.matchIds === null || kinds.length === 0) return [];
  return [...new Set(settings.matchIds)].flatMap((matchId) => {
    if (store.targets.countPending({ kinds, runId, nowMs, matchIds: [matchId] }) > 0) return [];
    const all = store.targets.ofMatch(matchId);
    const own = all.filter((target) => kinds.includes(target.kind));
    const others = all.filter((target) => !own.includes(target) && target.state === 'pending').length;
    return [{ matchId, pagesOfOtherStages: others, ...reasonOf(store, own) }];
  });
}

/** The first obstacle: failed, then awaiting, then skipped or without data; else the match is complete. */
function reasonOf(store: Store, targets: Target[]): Pick<IdleMatch, 'reason' | 'page'> {
  const [failed] = targets.filter(({ state }) => state === 'failed');
  if (failed !== undefined) {
    const { kind, id, attempts, lastError } = failed;
    return { page: { kind, id }, reason: { type: 'failed', attempts, lastError } };
  }
  const [awaiting] = targets
    .filter(({ state }) => state === 'awaiting')
    .toSorted((one, other) => (one.nextAttemptAtMs ?? 0) - (other.nextAttemptAtMs ?? 0));
  if (awaiting !== undefined) {
    const { kind, id, reason, nextAttemptAtMs } = awaiting;
    return { page: { kind, id }, reason: { type: 'awaiting', why: reason, untilMs: nextAttemptAtMs ?? 0 } };
  }
  const unread = targets.find(({ state }) => state === 'skipped') ?? targets.find((target) => isEmptyOverview(target));
  if (unread !== undefined) {
    const { kind, id, reason } = unread;
    return { page: { kind, id }, reason: { type: typeOf(unread), why: reason } };
  }
  if (targets.length === 0) return { page: null, reason: { type: 'no-page' } };
  return { page: null, reason: { type: 'complete', asOfMs: lastFetchedAtMs(store, targets) } };
}

function typeOf({ state, reason }: Target): 'no-data' | 'filtered' | 'disallowed' {
  if (state === 'no_data') return 'no-data';
  // A target that no filter skipped was skipped because of robots.txt.
  return FILTER_REASONS.some((each) => each === reason) ? 'filtered' : 'disallowed';
}

function isEmptyOverview({ kind, state }: Target): boolean {
  return kind === 'match' && state === 'no_data';
}

function lastFetchedAtMs(store: Store, targets: Target[]): number | null {
  const times = targets.flatMap(({ kind, id }) => store.pages.find(kind, id)?.fetchedAtMs ?? []);
  return times.length === 0 ? null : Math.max(...times);
}
