import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PageKind } from '../src/page-kinds.ts';
import { renderPage } from '../src/replica/render/render-page.ts';
import { createWorld } from '../src/replica/world/world.ts';
import { METHODS, type Method, TODAY } from './archive-methods.ts';
import { CORPUS_NOTES, corpusPages } from './corpus.ts';
import { databaseBytesAMatch } from './save.ts';
import type { List, Section } from './table.ts';
import { cpuTimed, median } from './timing.ts';

/** Size of archived pages, and of the whole archive, by method of compression. */

const MEASURED_PAGES = 6;
const CALLS = 3;
/** Methods that take longer are called once a page. */
const SLOW_MS = 100;
const DATABASE_MATCHES = 60;

/** `training`: other pages of the kind, from which dictionaries are made. */
type Sample = { name: string; kind: PageKind; pages: Buffer[]; training: Buffer[] };
type Measured = { method: Method; bytes: number; compressMs: number; decompressMs: number };
type Result = { sample: Sample; measured: Measured[] };

export default async function benchArchive(): Promise<Section> {
  const results = samples().map((sample) => ({ sample, measured: measureSample(sample) }));
  const databaseBytes = await databaseBytesAMatch(DATABASE_MATCHES);
  const notes = [
    'Bytes and CPU times are means and medians per page. Dictionaries are made of other pages of the same kind than those measured.',
    'gzip is read by `zcat`, every browser, every programming language, and by `parse`. zstd is read by `zstdcat`, GNU tar, DuckDB, Node 22.15 and Python 3.14. Brotli has a command that few systems install, and no mark at its beginning by which a file is recognised. A file with a dictionary is unreadable without that dictionary.',
    'The archive stays with gzip: it is the one format here that 0.1.0, browsers and every system can open, the whole era fits into 12 GB, and the pauses between requests are a thousand times longer than the compression.',
    `Matches since ${ERA.from}: the listing counted ${LISTED.map(({ total, date }) => `${total.toLocaleString('en-US')} results on ${date}`).join(' and ')}, which makes ${matchesADay().toFixed(1)} a day and ${eraMatches().toLocaleString('en-US')} until ${ERA.until}. ${MAPS_A_MATCH} maps a match: ${COUNTED}.`,
    `The database takes ${kb(databaseBytes)} kB a match, ${gb(databaseBytes * eraMatches())} GB for the era (crawl of ${DATABASE_MATCHES} matches of the replica).`,
    'Pages of the replica are as long as real ones with the whole Round swing section, but repeat themselves more than real ones.',
    ...CORPUS_NOTES,
  ];
  return { tables: [pageTable(results), eraTable(results)], notes };
}

function measureSample(sample: Sample): Measured[] {
  const dictionaries = { trained: trainDictionary(sample.training), page: sample.training[0] ?? null };
  return METHODS.flatMap((method) => {
    const dictionary = method.dictionary === null ? null : dictionaries[method.dictionary];
    if (method.dictionary !== null && dictionary === null) return [];
    return [measureMethod(method, sample.pages, dictionary)];
  });
}

function measureMethod(method: Method, pages: Buffer[], dictionary: Buffer | null): Measured {
  const sizes: number[] = [];
  const times = { compress: [] as number[], decompress: [] as number[] };
  for (const page of pages) {
    const packed = method.compress(page, dictionary);
    if (!method.decompress(packed, dictionary).equals(page)) throw new Error(`${method.name} changed a page.`);
    sizes.push(packed.length);
    times.compress.push(medianMs(() => method.compress(page, dictionary)));
    times.decompress.push(medianMs(() => method.decompress(packed, dictionary)));
  }
  const bytes = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  return { method, bytes, compressMs: median(times.compress), decompressMs: median(times.decompress) };
}

function medianMs(run: () => unknown): number {
  const first = cpuTimed(run);
  if (first > SLOW_MS) return first;
  return median([first, ...Array.from({ length: CALLS - 1 }, () => cpuTimed(run))]);
}

/** A dictionary by the program `zstd`; null where it is not installed. It reads at most 128 KiB of a sample. */
function trainDictionary(pages: Buffer[]): Buffer | null {
  if (pages.length === 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-archive-'));
  try {
    const files = pages.map((page, index) => {
      const file = join(folder, `${index}.html`);
      writeFileSync(file, page);
      return file;
    });
    const dictionary = join(folder, 'dictionary');
    const { status } = spawnSync('zstd', ['-q', '--train', '-B65536', ...files, '-o', dictionary]);
    return status === 0 ? readFileSync(dictionary) : null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const kb = (bytes: number): string => (bytes / 1_000).toLocaleString('en-US', { maximumFractionDigits: 0 });
const gb = (bytes: number): string => (bytes / 1e9).toFixed(1);

function pageTable(results: Result[]): List {
  const cells = results.flatMap(({ sample, measured }) => {
    const today = measured.find(({ method }) => method.name === TODAY)?.bytes ?? Number.NaN;
    const whole = sample.pages.reduce((sum, { length }) => sum + length, 0) / sample.pages.length;
    return measured.map(({ method, bytes, compressMs, decompressMs }) => [
      `${sample.name}: ${sample.pages.length} of ${kb(whole)} kB`,
      method.name === TODAY ? `${TODAY} (today)` : method.name,
      `${(bytes / 1_000).toFixed(1)} kB`,
      (bytes / today).toFixed(2),
      `${compressMs.toFixed(1)} ms`,
      `${decompressMs.toFixed(1)} ms`,
    ]);
  });
  const head = ['pages (count, mean size)', 'method', 'size', 'of today', 'compress, CPU', 'decompress, CPU'];
  return { title: 'One page', head, cells };
}

/** The listing counted its results on these days; see the numbers below the listing. */
const LISTED = [
  { date: '2022-12-06', total: 71_921 },
  { date: '2026-03-15', total: 116_506 },
] as const;
const ERA = { from: '2023-09-27', until: '2026-03-15' } as const;
/** Of the hundred newest results of 2026-03-15, as their scores say. */
const MAPS_A_MATCH = 1.99;
const COUNTED = 'the hundred newest results of 2026-03-15 have 199 played maps';
const DAY_MS = 86_400_000;

const daysBetween = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / DAY_MS;

function matchesADay(): number {
  const [first, last] = LISTED;
  return (last.total - first.total) / daysBetween(first.date, last.date);
}

const eraMatches = (): number => Math.round(matchesADay() * daysBetween(ERA.from, ERA.until));

/** An overview, three pages for each map, and a hundredth of a listing page. */
function eraTable(results: Result[]): List {
  const cells = METHODS.flatMap(({ name }) => {
    const bytesOf = (kind: PageKind): number =>
      results.find(({ sample }) => sample.kind === kind)?.measured.find(({ method }) => method.name === name)?.bytes ??
      Number.NaN;
    const map = bytesOf('map-stats') + bytesOf('performance') + bytesOf('economy');
    const listing = bytesOf('results');
    const match = bytesOf('match') + MAPS_A_MATCH * map + (Number.isNaN(listing) ? 0 : listing / 100);
    if (Number.isNaN(match)) return [];
    return [[name, `${kb(match)} kB`, `${gb(match * eraMatches())} GB`]];
  });
  const title = `All ${eraMatches().toLocaleString('en-US')} matches of the CS2 era`;
  return { title, head: ['method', 'a match', 'archive'], cells };
}

/** The first sample of a kind counts for the era. Every second page is for dictionaries. */
function samples(): Sample[] {
  const split = (name: string, kind: PageKind, pages: string[]): Sample => {
    const documents = pages.map((html) => Buffer.from(html));
    return {
      ...{ name, kind, pages: documents.filter((_, index) => index % 2 === 0).slice(0, MEASURED_PAGES) },
      training: documents.filter((_, index) => index % 2 === 1),
    };
  };
  const matches = corpusPages('match').filter(({ expected }) => expected.era === 'CS2');
  const real =
    matches.length === 0
      ? []
      : [
          split(
            'match',
            'match',
            matches.map(({ html }) => html),
          ),
        ];
  return [...real, ...replicaSamples(split)];
}

function replicaSamples(split: (name: string, kind: PageKind, pages: string[]) => Sample): Sample[] {
  const world = createWorld({ seed: 7, matches: 130, variants: 'plain' });
  const places = Array.from({ length: 2 * MEASURED_PAGES }, (_, index) => index);
  const matches = places.flatMap((place) => world.matchAtPlace(place) ?? []);
  const maps = matches.flatMap(({ maps: [map] }) => map?.mapStatsId ?? []);
  const render = (kind: PageKind, ids: number[]): Sample =>
    split(
      `${kind} (replica)`,
      kind,
      ids.map((id) => renderPage(world, { kind, id, size: 'full' })),
    );
  return [
    render(
      'match',
      matches.map(({ matchId }) => matchId),
    ),
    render('map-stats', maps),
    render('performance', maps),
    render('economy', maps),
    render('results', [0, 100]),
  ];
}
