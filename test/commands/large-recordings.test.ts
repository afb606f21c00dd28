import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGES } from '../../src/pages/pages.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { openStore } from '../../src/store/store.ts';
import { contentDifferences, tableContents } from '../chaos/contents.ts';
import { harEntry, httpBlock, warcRecord } from '../helpers/containers.ts';
import { runProgram, startProgram } from '../helpers/program.ts';

/**
 * Recordings of many pages: memory stays flat, and an import that is killed and repeated ends like one that was not. The
 * two forms hold the same pages, so the database of either is that of the other. `RECORDED_PAGES=2000` makes them
 * as large as wanted.
 */

const MANY = Number(process.env.RECORDED_PAGES ?? 120);
const FEW = 30;
/** Makes small pages large and takes hardly any time to parse. */
const FILLER = `<script>${'x'.repeat(200_000)}</script></body>`;
const ORIGIN = 'https://www.hltv.org';
/** The first pages are those of a whole match; the others have little on them. */
const SMALL_CASES = ['upcoming', 'full-forfeit-bo1', 'upcoming-undecided-team', 'live-first-map', 'upcoming-tba'];

type Page = { url: string; html: string };

const world = createWorld({ seed: 31, matches: 60 });

function pageOf(kind: 'match' | 'map-stats' | 'performance' | 'economy' | 'results', id: number): Page {
  const html = renderPage(world, { kind, id, size: 'bare' });
  return { url: `${ORIGIN}${PAGES[kind].path({ id })}`, html };
}

function pagesOfMatch(matchId: number): Page[] {
  const match = pageOf('match', matchId);
  const ids = PAGES.match.parse(match.html, { id: matchId }).maps.flatMap(({ mapStatsId }) => mapStatsId ?? []);
  const maps = ids.flatMap((id) => (['economy', 'performance', 'map-stats'] as const).map((kind) => pageOf(kind, id)));
  return [...maps, match];
}

/** Pages of every kind, maps before their match and both before the listing: no import can keep to this order. */
function* pages(count: number): Generator<Page> {
  const whole = [...pagesOfMatch(world.caseMatch('bo1').matchId), pageOf('results', 0)];
  yield* whole;
  const templates = SMALL_CASES.map((name) => {
    const { matchId } = world.caseMatch(name);
    return { matchId, ...pageOf('match', matchId) };
  });
  for (let nth = 0; nth < count - whole.length; nth++) {
    const template = templates[nth % templates.length];
    if (template === undefined) return;
    const [from, to] = [`${template.matchId}`, `${3_000_000 + nth}`];
    const html = template.html.replaceAll(from, to).replace('</body>', FILLER);
    yield { url: template.url.replace(from, to), html };
  }
}

function* warc(count: number): Generator<Buffer> {
  for (const { url, html } of pages(count)) {
    yield gzipSync(warcRecord({ url, block: httpBlock(html) }), { level: 1 });
  }
}

function* har(count: number): Generator<string> {
  yield '{"log":{"version":"1.2","entries":[';
  let divider = '';
  for (const { url, html } of pages(count)) {
    yield `${divider}${JSON.stringify(harEntry(url, { text: html, mimeType: 'text/html; charset=UTF-8' }))}`;
    divider = ',';
  }
  yield ']}}';
}

const FORMS = { 'warc.gz': warc, har };
type Form = keyof typeof FORMS;

const folder = mkdtempSync(join(tmpdir(), 'hltv-large-'));
const fileOf = (form: Form, count: number): string => join(folder, `${count}.${form}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  for (const [form, write] of Object.entries(FORMS)) {
    for (const count of [FEW, MANY]) {
      await pipeline(Readable.from(write(count)), createWriteStream(fileOf(form as Form, count)));
    }
  }
});

/** Notes how much memory is in use after a collection of garbage, after each quarter of a second of CPU time. */
const SAMPLER = join(folder, 'sampler.cjs');
writeFileSync(
  SAMPLER,
  `require('node:v8').setFlagsFromString('--expose-gc');
  const collectGarbage = require('node:vm').runInNewContext('gc');
  const samples = [];
  const look = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    samples.push(heapUsed + external);
  };
  let last = process.cpuUsage();
  setInterval(() => {
    const { user, system } = process.cpuUsage(last);
    if (user + system < 250_000) return;
    look();
    last = process.cpuUsage();
  }, 50).unref();
  process.on('exit', () => {
    look();
    require('node:fs').writeFileSync(process.env.SAMPLES, samples.join(' '));
  });`,
);

/** Megabytes in use in the second half of an import: the median, because a large page may be in memory at any moment. */
async function memoryOf(form: Form, count: number, dataDir: string): Promise<number> {
  const file = join(folder, `${count}.${form}.samples`);
  const env = { NODE_OPTIONS: `--require ${SAMPLER}`, SAMPLES: file };
  const ended = await runProgram(['import', fileOf(form, count), '--data-dir', dataDir, '--no-archive'], env);
  expect(ended.stderr).toMatch(/^ended +no file is left to read/m);
  const samples = readFileSync(file, 'utf8').split(' ').map(Number);
  const late = samples.slice(Math.floor(samples.length / 2)).sort((one, other) => one - other);
  return (late[Math.floor(late.length / 2)] ?? Number.NaN) / 1024 / 1024;
}

/** Imports the many pages into a folder; holding a third of them would show. */
async function demandFlatMemory(form: Form, dataDir: string): Promise<void> {
  const few = await memoryOf(form, FEW, dataDirOf(`few.${form}`));
  const many = await memoryOf(form, MANY, dataDir);
  process.stdout.write(`${form}: ${few.toFixed(0)} MB for ${FEW} pages, ${many.toFixed(0)} MB for ${MANY}\n`);
  const others = ((MANY - FEW) * FILLER.length) / 1024 / 1024;
  expect(many - few).toBeLessThan(others / 2);
}

const dataDirOf = (name: string): string => join(folder, name);

/** Kills an import when it has stored so many matches. */
async function killAfter(stored: number, form: Form, dataDir: string): Promise<void> {
  const args = ['import', fileOf(form, MANY), '--data-dir', dataDir, '--no-archive', '--log-level', 'debug'];
  const { started, ended } = startProgram(args);
  let seen = 0;
  started.stderr?.on('data', (chunk) => {
    seen += String(chunk).split('stored match').length - 1;
    if (seen >= stored) started.kill('SIGKILL');
  });
  expect(await ended).toMatchObject({ signal: 'SIGKILL' });
}

const matchesIn = (dataDir: string): number => {
  using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
  return store.targets.counts().match.done;
};

/** When each page was captured: another time than that of the import. */
function storedTimes(dataDir: string): number[] {
  using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
  return store.tables.rows('matches').map(({ matchId }) => store.pages.find('match', matchId)?.fetchedAtMs ?? 0);
}

const LONG_MS = Math.max(600_000, MANY * 2_000);

describe(`a recording of ${MANY} pages`, () => {
  it(
    'takes no more memory than one of few, and killed in the middle and repeated gives the database of one run',
    async () => {
      const [undisturbed, dataDir] = [dataDirOf('undisturbed'), dataDirOf('killed')];
      await demandFlatMemory('warc.gz', undisturbed);
      await killAfter(MANY / 2, 'har', dataDir);
      expect(matchesIn(dataDir)).toBeGreaterThan(MANY / 4);
      expect(matchesIn(dataDir)).toBeLessThan(MANY * 0.9);
      await demandFlatMemory('har', dataDir);
      const contents = tableContents(dataDir);
      expect(matchesIn(dataDir)).toBeGreaterThan(MANY * 0.9);
      expect(contentDifferences(contents, tableContents(undisturbed))).toEqual([]);
      expect(storedTimes(dataDir)).toEqual(storedTimes(undisturbed));
    },
    LONG_MS,
  );
});
