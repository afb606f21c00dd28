import type { ScrapeSettings, SiteSettings } from '../config.ts';
import type { Plan } from '../output/documents/plan.ts';
import { recordBy, TARGET_KINDS } from '../page-kinds.ts';
import { estimateRun, matchesToTake, meanMsPerPage, NOTHING_USED, planListing } from '../stages/estimate.ts';
import { listIdleMatches } from '../stages/idle-matches.ts';
import { kindsOf, prepareTargets } from '../stages/prepare.ts';
import type { Store } from '../store/store.ts';
import type { PendingFilter } from '../store/targets.ts';

/** More than all pages of the site, so that every pending page is listed. */
const EVERYTHING = 1_000_000;
/** No run has this id, so pages that failed in the last run count as pending. */
const NEXT_RUN = 0;

export type Planning = {
  settings: ScrapeSettings;
  site: Pick<SiteSettings, 'minDelayMs' | 'maxDelayMs'>;
  nowMs: number;
  /** Maximum number of pending pages in the list; all of them are counted. Default: all. */
  listed?: number;
};

/** What a run that starts now would do. The store is not changed. */
export function planOf(store: Store, planning: Planning): Plan {
  const { settings, nowMs } = planning;
  return store.rehearse(
    () => {
      prepareTargets(store, settings, { runId: NEXT_RUN, nowMs });
      return planOfPrepared(store, planning);
    },
    { matchIds: settings.matchIds },
  );
}

function planOfPrepared(store: Store, { settings, site, nowMs, listed = EVERYTHING }: Planning): Plan {
  const kinds = kindsOf(settings.stages);
  const msPerPage = meanMsPerPage(site);
  const situation = { settings, runId: NEXT_RUN, nowMs, msPerPage, used: NOTHING_USED, isListingAhead: true };
  const filter = { kinds, runId: NEXT_RUN, nowMs, matchIds: matchesToTake(store, situation) };
  return {
    listing: planListing(store, settings),
    pendingPages: pendingPages(store, filter),
    pending: store.targets
      .pending({ ...filter, limit: listed })
      .map(({ kind, id, matchId, path }) => ({ kind, id, matchId, path })),
    idleMatches: listIdleMatches(store, { settings, runId: NEXT_RUN, nowMs }),
    estimate: estimateRun(store, situation),
  };
}

function pendingPages(store: Store, filter: PendingFilter): Plan['pendingPages'] {
  const counts = store.targets.countByKind(filter);
  return recordBy(TARGET_KINDS, (kind) => counts[kind].pages);
}
