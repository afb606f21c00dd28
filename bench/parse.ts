import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { load } from 'cheerio';
import { checkPage } from '../src/checks/check-page.ts';
import type { PageKind } from '../src/page-kinds.ts';
import { identifyPage, PAGES } from '../src/pages/pages.ts';
import { renderPage } from '../src/replica/render/render-page.ts';
import { createWorld } from '../src/replica/world/world.ts';

/** Time to identify, parse and validate a page, compared with building its tree by the HTML standard. */

const ROUNDS = 31;
/** A crawl parses thousands of pages, so both methods are measured after a warm-up. */
const WARM_UP_ROUNDS = 40;
const corpus = resolve(process.env.HLTV_CORPUS ?? '../shared/pages');

type Group = { name: string; kind: PageKind; target: string; pages: string[] };
type Times = { tree: number; own: number };

export default async function parse(): Promise<void> {
  const groups = [...corpusGroups(), ...replicaGroups()].filter(({ pages }) => pages.length > 0);
  console.log('pages                        count  KB each  parse5 ms  parse ms  ratio  target');
  for (const { name, kind, target, pages } of groups) {
    measure(kind, pages[0] ?? '', WARM_UP_ROUNDS);
    const times = pages.map((html) => measure(kind, html, ROUNDS));
    const [tree, own] = [median(times.map((time) => time.tree)), median(times.map((time) => time.own))];
    const ratio = median(times.map((time) => time.own / time.tree));
    const size = Math.round(median(pages.map(({ length }) => length)) / 1_000);
    const cells = [
      name.padEnd(28),
      `${pages.length}`.padStart(5),
      `${size}`.padStart(8),
      tree.toFixed(1).padStart(10),
      own.toFixed(1).padStart(9),
      ratio.toFixed(3).padStart(6),
      target,
    ];
    console.log(cells.join(' '));
  }
  measureRoundSwing();
}

/** Performance pages with all copies of the Round swing section: parsing and checks against unpacking the page. */
function measureRoundSwing(): void {
  const world = createWorld({ seed: 7, matches: 130, variants: 'plain' });
  const ids = [0, 1, 2].flatMap((place) => world.matchAtPlace(place)?.maps[0]?.mapStatsId ?? []);
  console.log('\npages with Round swing   MB each  gunzip ms  parse + check ms  ratio  target');
  for (const id of ids) {
    const html = renderPage(world, { kind: 'performance', id, size: 'full' });
    const packed = gzipSync(html);
    const gunzip = Array.from({ length: ROUNDS }, () => timed(() => gunzipSync(packed).toString('utf8')));
    const read = () => checkPage('performance', PAGES.performance.parse(html, { id }));
    const own = Array.from({ length: ROUNDS }, () => timed(read));
    const [unpacking, reading] = [median(gunzip), median(own)];
    const cells = [
      `performance ${id}`.padEnd(24),
      (html.length / 1e6).toFixed(2).padStart(7),
      unpacking.toFixed(1).padStart(10),
      reading.toFixed(1).padStart(17),
      (reading / unpacking).toFixed(1).padStart(6),
      ' <= 3.0',
    ];
    console.log(cells.join(' '));
  }
}

/** One method after the other, so that each is charged for its own garbage collection. */
function measure(kind: PageKind, html: string, rounds: number): Times {
  const tree = Array.from({ length: rounds }, () => timed(() => load(html)));
  const { id } = identifyPage(html);
  const own = Array.from({ length: rounds }, () => timed(() => PAGES[kind].parse(html, { id })));
  return { tree: median(tree), own: median(own) };
}

function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function pagesIn(folder: string): string[] {
  const inside = join(corpus, folder);
  const files = existsSync(inside) ? readdirSync(inside).filter((file) => file.endsWith('.html.gz')) : [];
  return files.map((file) => gunzipSync(readFileSync(join(inside, file))).toString('utf8'));
}

function corpusGroups(): Group[] {
  const matches = pagesIn('match');
  const sized = (from: number, to: number) => matches.filter(({ length }) => length >= from && length < to);
  return [
    { name: 'match under 0.5 MB', kind: 'match', target: '', pages: sized(0, 500_000) },
    { name: 'match 0.5 to 1 MB', kind: 'match', target: '<= 0.20', pages: sized(500_000, 1_050_000) },
    { name: 'match 1 to 3 MB', kind: 'match', target: '', pages: sized(1_050_000, 3_000_000) },
    { name: 'match over 3 MB', kind: 'match', target: '<= 0.10', pages: sized(3_000_000, Number.POSITIVE_INFINITY) },
    { name: 'map-stats', kind: 'map-stats', target: '<= 0.60', pages: pagesIn('map-stats') },
    { name: 'performance', kind: 'performance', target: '<= 0.60', pages: pagesIn('map-performance') },
    { name: 'results', kind: 'results', target: '', pages: pagesIn('results') },
  ];
}

function replicaGroups(): Group[] {
  const world = createWorld({ seed: 7, matches: 130 });
  const match = world.caseMatch('bo3-2-1');
  const mapId = match.maps[0]?.mapStatsId ?? 0;
  const group = (kind: PageKind, id: number, target: string): Group => ({
    name: `${kind} (replica)`,
    kind,
    target,
    pages: [renderPage(world, { kind, id, size: 'realistic' })],
  });
  return [
    group('match', match.matchId, '<= 0.20'),
    group('map-stats', mapId, '<= 0.60'),
    group('performance', mapId, '<= 0.60'),
    group('economy', mapId, ''),
    group('results', 0, ''),
  ];
}
