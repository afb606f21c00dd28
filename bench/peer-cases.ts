import type { PageKind } from '../src/page-kinds.ts';
import { renderPage } from '../src/replica/render/render-page.ts';
import { truthOf } from '../src/replica/truth/truth.ts';
import { createWorld } from '../src/replica/world/world.ts';
import { corpusPages } from './corpus.ts';
import type { Facts } from './peer-facts.ts';
import { factsOfReplica, factsOfTruth } from './peer-truth.ts';

/** Pages for one call of a package, with their true values. `maxRatio`: budget of the time. */
export type PeerCase = {
  group: string;
  name: string;
  id: number;
  pages: { kind: PageKind; html: string }[];
  truth: Facts;
  maxRatio: number;
};

const MAX_RATIO = { match: 0.05, saved: 0.1, map: 0.2, results: 0.5 };
const REPLICA_MATCHES = 10;

export function peerCases(): PeerCase[] {
  return [...realMatches(), ...realListings(), ...realMap(), ...replicaCases()];
}

/** Pages that a browser saved, with absolute links; the packages are made for pages as served. */
const SAVED = 'saved by a browser';

function realMatches(): PeerCase[] {
  return corpusPages('match').map(({ html, expected }) => {
    const id = Number(expected.match_id);
    const pages = [{ kind: 'match' as const, html }];
    return {
      group: expected.saved_by_browser === true ? SAVED : 'match',
      name: `match ${id}`,
      id,
      pages,
      truth: factsOfTruth.match(expected),
      maxRatio: expected.saved_by_browser === true ? MAX_RATIO.saved : MAX_RATIO.match,
    };
  });
}

function realListings(): PeerCase[] {
  return corpusPages('results').map(({ name, html, expected }) => ({
    ...{
      group: expected.saved_by_browser === true ? SAVED : 'results',
      name: `results ${name.slice(0, 10)}`,
      id: 0,
      pages: [{ kind: 'results' as const, html }],
    },
    ...{ truth: factsOfTruth.results(expected), maxRatio: MAX_RATIO.results },
  }));
}

/** There is one page of each kind, of two maps: their times count, and the values that come from the first. */
function realMap(): PeerCase[] {
  const [stats] = corpusPages('map-stats');
  const [performance] = corpusPages('map-performance');
  if (stats === undefined || performance === undefined) return [];
  const id = Number(stats.expected.map_stats_id);
  const pages = [
    { kind: 'map-stats' as const, html: stats.html },
    { kind: 'performance' as const, html: performance.html },
  ];
  const truth = factsOfTruth.mapStats(stats.expected);
  return [{ group: 'map stats 2022', name: `map ${id}`, id, pages, truth, maxRatio: MAX_RATIO.map }];
}

/** Pages of a map in the layout of 2026. Match pages of the replica are not compared: it leaves out parts that the packages need. */
function replicaCases(): PeerCase[] {
  const world = createWorld({ seed: 7, matches: 130, variants: 'plain' });
  const truth = truthOf(world);
  const places = Array.from({ length: REPLICA_MATCHES }, (_, index) => index);
  const matches = places.flatMap((place) => world.matchAtPlace(place) ?? []);
  const page = (kind: PageKind, id: number) => ({ kind, html: renderPage(world, { kind, id, size: 'realistic' }) });
  const ids = matches.flatMap(({ maps: [map] }) => map?.mapStatsId ?? []);
  const maps = ids.map(
    (id): PeerCase => ({
      ...{
        group: 'map stats (replica)',
        name: `map ${id}`,
        id,
        pages: [page('map-stats', id), page('performance', id)],
      },
      ...{ truth: factsOfReplica.mapStats(truth, id), maxRatio: MAX_RATIO.map },
    }),
  );
  return maps;
}
