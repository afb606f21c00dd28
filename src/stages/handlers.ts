import { KINDS, STAGE_NAMES, TARGET_KINDS, type TargetKind } from '../page-kinds.ts';
import type { Store } from '../store/store.ts';
import { mapStatsHandler } from './map-stats.ts';
import { overviewHandler } from './overview.ts';
import type { PageHandler } from './page-handler.ts';
import { economyHandler, performanceHandler } from './performance-economy.ts';
import type { Stage } from './stage.ts';

/** The handler of each kind of page that is a target. */
export function targetHandlers(store: Store): { [Kind in TargetKind]: PageHandler<Kind> } {
  return {
    match: overviewHandler(store),
    'map-stats': mapStatsHandler(store),
    performance: performanceHandler(store),
    economy: economyHandler(store),
  };
}

/** The stages after discovery, in their order, with the handlers of their kinds of page. */
export function targetStages(store: Store): Stage[] {
  const handlers = targetHandlers(store);
  const stages = STAGE_NAMES.map((name) => {
    const kinds = TARGET_KINDS.filter((kind) => KINDS[kind].stage === name);
    return { name, handlers: kinds.map((kind) => handlers[kind]) };
  });
  return stages.filter((stage) => stage.handlers.length > 0);
}
