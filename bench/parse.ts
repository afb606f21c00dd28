import { gunzipSync, gzipSync } from 'node:zlib';
import { load } from 'cheerio';
import { checkPage } from '../src/checks/check-page.ts';
import type { PageKind } from '../src/page-kinds.ts';
import { identifyPage, PAGES } from '../src/pages/pages.ts';
import { renderPage } from '../src/replica/render/render-page.ts';
import { createWorld } from '../src/replica/world/world.ts';
import { CORPUS_NOTES, corpusPages } from './corpus.ts';
import type { Comparison, Limit, Row, Section } from './table.ts';
import { median, timeBoth } from './timing.ts';

const TURNS = 3;
const CALLS = 5;
/** For few pages: the garbage is collected at irregular times, and large pages take longer to become fast. */
const MANY_CALLS = { turns: 7, calls: 10 };
const FEW_PAGES = 5;
/** A crawl parses thousands of pages, so both methods are measured after a warm-up. */
const WARM_UP_CALLS = 20;

type Group = { name: string; kind: PageKind; max: number | null; pages: string[] };

export default function parse(): Section {
  const groups = [...corpusGroups(), ...replicaGroups()].filter(({ pages }) => pages.length > 0);
  // First, so that the garbage of the trees is not collected in the time of these pages.
  const largePages = againstGunzip();
  const notes = ['The tree is built by parse5 through cheerio. Both methods are warm.'];
  return { tables: [againstTree(groups), largePages], notes: [...notes, ...CORPUS_NOTES] };
}

function againstTree(groups: Group[]): Comparison {
  const rows = groups.map(({ name, kind, max, pages }): Row => {
    timeBoth(methodsOf(kind, pages[0] ?? ''), { turns: 1, calls: WARM_UP_CALLS });
    const effort = pages.length < FEW_PAGES ? MANY_CALLS : { turns: TURNS, calls: CALLS };
    const times = pages.map((html) => timeBoth(methodsOf(kind, html), effort));
    const kb = Math.round(median(pages.map(({ length }) => length)) / 1_000);
    return {
      name: `${name}: ${pages.length} of ${kb.toLocaleString('en-US')} kB`,
      ours: { value: median(times.map((time) => time.ours)), unit: 'ms' },
      reference: { value: median(times.map((time) => time.reference)), unit: 'ms' },
      limit: max === null ? null : { of: 'ratio', max },
    };
  });
  return {
    title: 'CPU time per page',
    subject: 'pages (count, median size)',
    ours: 'parse',
    reference: 'tree only',
    rows,
  };
}

function methodsOf(kind: PageKind, html: string): { ours: () => unknown; reference: () => unknown } {
  const ours = () => PAGES[kind].parse(html, { id: identifyPage(html).id });
  return { ours, reference: () => load(html) };
}

const ROUND_SWING: Limit = { of: 'ratio', max: 3 };

/** Performance pages with all copies of the Round swing section: parsing and checks against unpacking the page. */
function againstGunzip(): Comparison {
  const world = createWorld({ seed: 7, matches: 130, variants: 'plain' });
  const ids = [0, 1, 2].flatMap((place) => world.matchAtPlace(place)?.maps[0]?.mapStatsId ?? []);
  const rows = ids.map((id): Row => {
    // Decoded from bytes, as the program reads pages: a string that was put together can take twice the memory.
    const bytes = Buffer.from(renderPage(world, { kind: 'performance', id, size: 'full' }));
    const html = bytes.toString('utf8');
    const packed = gzipSync(bytes);
    const reference = () => gunzipSync(packed).toString('utf8');
    const ours = () => checkPage('performance', PAGES.performance.parse(html, { id }));
    timeBoth({ ours, reference }, { turns: 1, calls: WARM_UP_CALLS });
    const times = timeBoth({ ours, reference }, MANY_CALLS);
    return {
      name: `performance ${id}: ${(html.length / 1e6).toFixed(1)} MB`,
      ours: { value: times.ours, unit: 'ms' },
      reference: { value: times.reference, unit: 'ms' },
      limit: ROUND_SWING,
    };
  });
  return {
    title: 'CPU time, performance pages of the replica with the Round swing section',
    subject: 'page',
    ours: 'parse and check',
    reference: 'gunzip',
    rows,
  };
}

function corpusGroups(): Group[] {
  const pagesIn = (folder: string) => corpusPages(folder).map(({ html }) => html);
  const matches = pagesIn('match');
  const sized = (from: number, to: number) => matches.filter(({ length }) => length >= from && length < to);
  return [
    { name: 'match under 0.5 MB', kind: 'match', max: null, pages: sized(0, 500_000) },
    { name: 'match 0.5 to 1 MB', kind: 'match', max: 0.2, pages: sized(500_000, 1_050_000) },
    { name: 'match 1 to 3 MB', kind: 'match', max: null, pages: sized(1_050_000, 3_000_000) },
    { name: 'match over 3 MB', kind: 'match', max: 0.1, pages: sized(3_000_000, Number.POSITIVE_INFINITY) },
    { name: 'map-stats', kind: 'map-stats', max: 0.6, pages: pagesIn('map-stats') },
    { name: 'performance', kind: 'performance', max: 0.6, pages: pagesIn('map-performance') },
    { name: 'results', kind: 'results', max: null, pages: pagesIn('results') },
  ];
}

function replicaGroups(): Group[] {
  const world = createWorld({ seed: 7, matches: 130 });
  const match = world.caseMatch('bo3-2-1');
  const mapId = match.maps[0]?.mapStatsId ?? 0;
  const group = (kind: PageKind, id: number, max: number | null): Group => ({
    name: `${kind} (replica)`,
    kind,
    max,
    pages: [renderPage(world, { kind, id, size: 'realistic' })],
  });
  return [
    group('match', match.matchId, 0.2),
    group('map-stats', mapId, 0.6),
    group('performance', mapId, 0.6),
    group('economy', mapId, null),
    group('results', 0, null),
  ];
}
