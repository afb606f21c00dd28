import type { World } from '../world/world.ts';
import { renderEconomy } from './economy.ts';
import { type Featured, renderListing } from './listing.ts';
import { renderMapStats } from './map-stats.ts';
import { renderOverview } from './overview.ts';
import type { PageRequest, Scene } from './page-request.ts';
import { renderPerformance } from './performance.ts';

const SITE = 'https://www.hltv.org';

/**
 * One page of a world as text. Pure: the same world and request give the same text. `id` is a match id, a map-stats
 * id or a listing offset. Throws a `RangeError` when the world has no such page.
 */
export function renderPage(world: World, request: PageRequest & { featured?: Featured }): string {
  const { kind, id } = request;
  const scene = (own: Scene['layout']): Scene => ({
    origin: request.origin ?? SITE,
    size: request.size ?? 'small',
    layout: request.layout ?? own,
    seed: world.seed,
  });
  if (kind === 'results')
    return renderListing({ world, offset: id, ...(request.featured && { featured: request.featured }) }, scene('E26'));
  if (kind === 'match') {
    const match = world.findMatch(id);
    if (match === null) throw missing(kind, id);
    return renderOverview(world, match, scene(match.layout));
  }
  const story = world.findMap(id);
  if (story === null) throw missing(kind, id);
  const render = { 'map-stats': renderMapStats, performance: renderPerformance, economy: renderEconomy }[kind];
  return render(story, scene(story.match.layout));
}

function missing(kind: string, id: number): RangeError {
  return new RangeError(`This world has no ${kind} page ${id}. Take ids from matchIds() or case(name).`);
}

/** The listing of one event: complete in one page, no pagination and no event cells. */
export function renderEventListing(
  world: World,
  eventId: number,
  { size, origin }: { size: Scene['size']; origin: string },
): string {
  return renderListing({ world, offset: 0, eventId }, { origin, size, layout: 'E26', seed: world.seed });
}
