import type { World } from '../world/world.ts';
import { asCaptured } from './browser-saved.ts';
import { renderEconomy } from './economy.ts';
import { type Featured, renderListing } from './listing.ts';
import { renderMapStats } from './map-stats.ts';
import { renderOverview } from './overview.ts';
import type { PageRequest, Scene } from './page-request.ts';
import { mapStatsPath } from './paths.ts';
import { renderPerformance } from './performance.ts';

const SITE = 'https://www.hltv.org';
const RENDERERS = { 'map-stats': renderMapStats, performance: renderPerformance, economy: renderEconomy };

/** A page and, for the first listing page, the content of its featured block. */
export type RenderRequest = PageRequest & { featured?: Featured };

/**
 * One page of a world as text. Pure: the same world and request give the same text. `id` is a match id, a map-stats
 * id or a listing offset. Throws a `RangeError` when the world has no such page.
 */
export function renderPage(world: World, request: RenderRequest): string {
  const { kind, capture = 'served', origin = SITE } = request;
  const { page, path } = served(world, request, origin);
  return asCaptured(page, { kind, capture, url: `${origin}${path}`, origin });
}

function served(world: World, request: RenderRequest, origin: string): { page: string; path: string } {
  const { kind, id, featured } = request;
  const scene = (own: Scene['layout']): Scene => ({
    origin,
    size: request.size ?? 'small',
    layout: request.layout ?? own,
    seed: world.seed,
  });
  if (kind === 'results') {
    const page = renderListing({ world, offset: id, ...(featured && { featured }) }, scene('E26'));
    return { page, path: id === 0 ? '/results' : `/results?offset=${id}` };
  }
  if (kind === 'match') {
    const match = world.findMatch(id) ?? missing(kind, id);
    return { page: renderOverview(world, match, scene(match.layout)), path: `/matches/${id}/_` };
  }
  const story = world.findMap(id) ?? missing(kind, id);
  const tab = kind === 'map-stats' ? 'overview' : kind;
  const page = RENDERERS[kind](story, scene(story.match.layout));
  return { page, path: mapStatsPath(story.match, story.map, tab) };
}

function missing(kind: string, id: number): never {
  throw new RangeError(`This world has no ${kind} page ${id}. Take ids from matchIds() or case(name).`);
}

/** The listing of one event: complete in one page, no pagination and no event cells. */
export function renderEventListing(
  world: World,
  eventId: number,
  { size, origin }: { size: Scene['size']; origin: string },
): string {
  return renderListing({ world, offset: 0, eventId }, { origin, size, layout: 'E26', seed: world.seed });
}
