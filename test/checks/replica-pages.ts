import { checkPage } from '../../src/checks/check-page.ts';
import {
  checkEconomyBeside,
  checkListingAgainstOverview,
  checkMapStatsAgainstOverview,
  checkPerformanceBeside,
} from '../../src/checks/cross-page.ts';
import type { OverviewContext } from '../../src/checks/overview-comparison.ts';
import { NoDataError } from '../../src/errors.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import type { Finding, ListingEntry, MapStatsPage, MatchPage, PageRecords } from '../../src/page-records.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { UNLISTED_CASES } from '../../src/replica/world/cases.ts';
import type { MapPlan, MatchPlan } from '../../src/replica/world/model.ts';
import type { World } from '../../src/replica/world/world.ts';

/** A finding with the match it was made on; `map` where it speaks of the pages of one map. */
export type Found = { finding: Finding; match: MatchPlan | null; map: MapPlan | null };

type Layout = 'E26' | 'E22';
/** A page that was parsed. */
export type Parsed<Kind extends PageKind = PageKind> = {
  kind: Kind;
  id: number;
  html: string;
  record: PageRecords[Kind];
};

type How = { layout?: Layout; onPage?: (page: Parsed) => void };
type Visit = How & { world: World; pages: number; found: Found[] };

/** Renders, parses and checks every page of a world, each against the others. */
export function checkWorld(world: World, how: How = {}): { pages: number; found: Found[] } {
  const visit: Visit = { ...how, world, pages: 0, found: [] };
  const entries = checkListings(visit);
  const listed = Array.from({ length: world.listedCount() }, (_, place) => world.matchAtPlace(place));
  const unlisted = world.listedCount() > 50 ? UNLISTED_CASES.map((spec) => world.caseMatch(spec.name)) : [];
  for (const match of [...listed, ...unlisted]) {
    if (match !== null) checkMatch(visit, match, entries.get(match.matchId) ?? null);
  }
  return visit;
}

/** Null: the page is genuine and says nothing of what was asked. */
function read<Kind extends PageKind>(visit: Visit, kind: Kind, id: number): PageRecords[Kind] | null {
  const layout = kind === 'results' || visit.layout === undefined ? {} : { layout: visit.layout };
  visit.pages += 1;
  const html = renderPage(visit.world, { kind, id, size: 'bare', ...layout });
  try {
    const record = PAGES[kind].parse(html, { id });
    visit.onPage?.({ kind, id, html, record });
    return record;
  } catch (error) {
    if (error instanceof NoDataError) return null;
    throw error;
  }
}

function checkListings(visit: Visit): Map<number, ListingEntry> {
  const entries = new Map<number, ListingEntry>();
  for (let offset = 0; offset < visit.world.listedCount(); offset += visit.world.pageSize) {
    const page = read(visit, 'results', offset);
    if (page === null) continue;
    for (const entry of page.entries) entries.set(entry.matchId, entry);
    visit.found.push(...checkPage('results', page).map((finding) => ({ finding, match: null, map: null })));
  }
  return entries;
}

function checkMatch(visit: Visit, match: MatchPlan, entry: ListingEntry | null): void {
  const page = read(visit, 'match', match.matchId);
  if (page === null) return;
  const findings = [...checkPage('match', page), ...(entry === null ? [] : checkListingAgainstOverview(entry, page))];
  visit.found.push(...findings.map((finding) => ({ finding, match, map: null })));
  for (const map of match.maps) {
    // Without the info box nothing says which teams play: the page is no record.
    if (map.mapStatsId === null || map.quirks.has('no-info-box')) continue;
    const mapFindings = checkMap(visit, map.mapStatsId, overviewOf(page, map.number));
    visit.found.push(...mapFindings.map((finding) => ({ finding, match, map })));
  }
}

function overviewOf(page: MatchPage, mapNumber: number): OverviewContext {
  const { mapStatsPath: _path, pickMarkerTeamId: _mark, ...map } = page.maps[mapNumber - 1]!;
  const ofStats = { startedAtMs: null, team1Rating: null, team1FirstKills: null, team1ClutchesWon: null };
  const ofStats2 = { team2Rating: null, team2FirstKills: null, team2ClutchesWon: null };
  return { ...page, mapNumber, map: { ...map, matchId: page.matchId, ...ofStats, ...ofStats2 } };
}

function checkMap(visit: Visit, mapStatsId: number, overview: OverviewContext): Finding[] {
  const mapStats = read(visit, 'map-stats', mapStatsId);
  if (mapStats === null) return [];
  return [
    ...checkPage('map-stats', mapStats),
    ...(overview.map.mapStatsId === null ? [] : checkMapStatsAgainstOverview(mapStats, overview)),
    ...checkExtras(visit, mapStats),
  ];
}

function checkExtras(visit: Visit, mapStats: MapStatsPage): Finding[] {
  const performance = read(visit, 'performance', mapStats.mapStatsId);
  const economy = read(visit, 'economy', mapStats.mapStatsId);
  const ofPerformance = performance && [
    ...checkPage('performance', performance),
    ...checkPerformanceBeside(performance, { mapStats, overview: null }),
  ];
  const ofEconomy = economy && [
    ...checkPage('economy', economy),
    ...checkEconomyBeside(economy, { mapStats, overview: null }),
  ];
  return [...(ofPerformance ?? []), ...(ofEconomy ?? [])];
}
