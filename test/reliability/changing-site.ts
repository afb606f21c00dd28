import type { Fetcher } from '../../src/fetcher.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import { renderEconomy } from '../../src/replica/render/economy.ts';
import { renderMapStats } from '../../src/replica/render/map-stats.ts';
import { renderOverview } from '../../src/replica/render/overview.ts';
import { renderPerformance } from '../../src/replica/render/performance.ts';
import type { Replica } from '../../src/replica/replica.ts';
import type { MapPlan, MapQuirk, MatchPlan } from '../../src/replica/world/model.ts';
import { httpFetcher } from '../helpers/http-fetcher.ts';

/** What a page says instead of what the replica says; null: nothing else. May throw in place of an answer. */
export type Instead = (kind: PageKind, id: number) => string | null;

/** The replica, with pages that say something else for the time being. */
export function changingFetcher(replica: Replica, nowMs: () => number, instead: Instead): Fetcher {
  const honest = httpFetcher(replica.baseUrl, nowMs);
  return {
    async fetch(request, signal) {
      const answer = await honest.fetch(request, signal);
      return { ...answer, html: instead(request.kind, request.id) ?? answer.html };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function planOf(replica: Replica, matchId: number): MatchPlan {
  const match = replica.world.findMatch(matchId);
  if (match === null) throw new RangeError(`no match ${matchId}`);
  return match;
}

const scene = (replica: Replica) =>
  ({ origin: replica.baseUrl, size: 'bare', layout: 'E26', seed: replica.world.seed }) as const;

/** The overview as it is before statistics are published: no map links to any. */
export function withoutStats(replica: Replica, matchId: number): string {
  const match = planOf(replica, matchId);
  const maps = match.maps.map((map): MapPlan => ({ ...map, mapStatsId: null }));
  return renderOverview(replica.world, { ...match, maps }, scene(replica));
}

/** The overview while the first map is played; the match is to begin, or has begun, when it says. */
export function whileLive(replica: Replica, matchId: number, startedAtMs?: number): string {
  const plan = planOf(replica, matchId);
  const match = { ...plan, startedAtMs: startedAtMs ?? plan.startedAtMs };
  const maps = match.maps.map(
    (map): MapPlan => ({ ...map, state: 'unplayed', mapStatsId: null, winner: null, score: null, winners: [] }),
  );
  return renderOverview(
    replica.world,
    { ...match, maps, status: 'live', winner: null, mapsWon: [0, 0], demoId: null },
    scene(replica),
  );
}

const RENDERERS = { 'map-stats': renderMapStats, performance: renderPerformance, economy: renderEconomy };

/** A map's page as it is while something of it is not there yet. */
export function mapPage(
  replica: Replica,
  { kind, id, quirk }: { kind: keyof typeof RENDERERS; id: number; quirk: MapQuirk },
): string {
  const story = replica.world.findMap(id);
  if (story === null) throw new RangeError(`no map ${id}`);
  return RENDERERS[kind]({ ...story, map: { ...story.map, quirks: new Set([quirk]) } }, scene(replica));
}
