import type { PageKind } from '../../src/page-kinds.ts';
import type { PageRecords } from '../../src/page-records.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';

/** One match of a small invented site, as its pages show it: the raw material that the tests bend. */

export type SitePage = { kind: PageKind; id: number; html: string };

const world = createWorld({ seed: 3, matches: 6, variants: 'plain' });

function idOf(kind: PageKind): number {
  const match = world.matchAtPlace(0);
  if (match === null || match === undefined) throw new Error('the world is empty');
  if (kind === 'results') return 0;
  return kind === 'match' ? match.matchId : (match.maps.find((map) => map.mapStatsId !== null)?.mapStatsId ?? 0);
}

const rendered = new Map<PageKind, SitePage>();

/** A page of the match, or the listing that names it. */
export function sitePage(kind: PageKind): SitePage {
  const page = rendered.get(kind) ?? render(kind);
  rendered.set(kind, page);
  return page;
}

function render(kind: PageKind): SitePage {
  const id = idOf(kind);
  const html = renderPage(world, { kind, id, size: 'small', origin: 'https://www.hltv.org' });
  if (html === null) throw new Error(`the world has no ${kind} page ${id}`);
  return { kind, id, html };
}

export const ALL_PAGES: readonly SitePage[] = (
  ['results', 'match', 'map-stats', 'performance', 'economy'] as const
).map(sitePage);

/** The page with something in place of something else, which must be there. */
export function bent(html: string, from: string | RegExp, to: string): string {
  const isThere = typeof from === 'string' ? html.includes(from) : from.test(html);
  if (!isThere) throw new Error(`the page holds no ${from}`);
  return typeof from === 'string' ? html.replaceAll(from, () => to) : html.replace(from, () => to);
}

/** Text as it stands in a page's source, in an element as in an attribute. */
export const asHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** What a page says of itself when it is asked for by its own id. */
export function parsed<Kind extends PageKind>(kind: Kind, html: string): PageRecords[Kind] {
  return PAGES[kind].parse(html, { id: sitePage(kind).id }) as PageRecords[Kind];
}
