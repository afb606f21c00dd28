import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recogniseEntry } from '../../src/commands/recognise.ts';
import { findBrowser } from '../../src/fetch/browser/find-browser.ts';
import { PAGE_KINDS } from '../../src/page-kinds.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import type { SavedPage } from '../../src/saved/saved-page.ts';
import { ALL_FORMS } from '../helpers/all-forms.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { entriesIn, pagesOf, warcGz, warcRecord, wireBytes } from '../helpers/containers.ts';
import { corpusPages, hasCorpus } from '../helpers/corpus.ts';

/** Pages of the replica, recorded by a real browser and byte by byte from the server: every form says the same. */

type Recorded = { html: string; mhtml: Buffer };

const folder = mkdtempSync(join(tmpdir(), 'hltv-recorded-'));
const pages = new Map<string, Recorded>();
const hars = { text: join(folder, 'text.har'), base64: join(folder, 'base64.har') };
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let replica: Replica;
let warc: Buffer;
let browser: Browser;

beforeAll(async () => {
  if (hasBrowser) browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] });
});
afterAll(() => browser?.close());

const browserPath = () =>
  findBrowser({ path: process.env.HLTV_BROWSER_PATH ?? null, channel: process.env.HLTV_CHANNEL ?? null })
    .executablePath;

/** Every kind of page. */
function pathsOf({ matchId, mapStatsIds }: { matchId: number; mapStatsIds: number[] }): string[] {
  const [mapStatsId = 0] = mapStatsIds;
  const ids = { results: 0, match: matchId, 'map-stats': mapStatsId, performance: mapStatsId, economy: mapStatsId };
  return PAGE_KINDS.map((kind) => PAGES[kind].path({ id: ids[kind] }));
}

async function recordInBrowser(paths: string[]): Promise<void> {
  const context = await browser.newContext({ recordHar: { path: hars.text, content: 'embed' } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  for (const path of paths) {
    await page.goto(`${replica.baseUrl}${path}`);
    const { data } = (await session.send('Page.captureSnapshot', { format: 'mhtml' })) as { data: string };
    const html = await (await fetch(`${replica.baseUrl}${path}`)).text();
    pages.set(path, { html, mhtml: Buffer.from(data, 'latin1') });
  }
  await context.close();
}

const CUTS_OF_A_FORM = ALL_FORMS ? 200 : 60;

const digestOf = ({ bytes }: SavedPage): string => createHash('sha256').update(bytes).digest('base64');

/** The same recording as Chrome's own tools write it at times. */
function inBase64(text: string): string {
  const { log } = JSON.parse(text);
  for (const { response } of log.entries) {
    const { content } = response;
    if (content.encoding === 'base64' || typeof content.text !== 'string') continue;
    Object.assign(content, { text: Buffer.from(content.text).toString('base64'), encoding: 'base64' });
  }
  return JSON.stringify({ log });
}

/** What each page of a file says, by kind and id. */
async function recordsIn(file: Buffer): Promise<Record<string, unknown>> {
  const records: Record<string, unknown> = {};
  for (const entry of await entriesIn(file)) {
    const recognition = recogniseEntry(entry);
    if (recognition.type === 'other') continue;
    if (recognition.type === 'skipped') throw new Error(`${recognition.name}: ${JSON.stringify(recognition.reason)}`);
    const { kind, id, html } = recognition.recognised;
    records[`${kind} ${id}`] = PAGES[kind].parse(html, { id });
  }
  return records;
}

const served = async (): Promise<Record<string, unknown>> => {
  const all = await Promise.all([...pages.values()].map(({ html }) => recordsIn(Buffer.from(html))));
  return Object.assign({}, ...all);
};

describe.runIf(hasBrowser)('recordings of the replica', () => {
  beforeAll(async () => {
    replica = await startReplica({ seed: 3, matches: 8, variants: 'plain' });
    const match = replica.world.matchAtPlace(3);
    const mapStatsIds = match?.maps.flatMap((map) => map.mapStatsId ?? []) ?? [];
    const paths = pathsOf({ matchId: match?.matchId ?? 0, mapStatsIds });
    await recordInBrowser(paths);
    writeFileSync(hars.base64, inBase64(readFileSync(hars.text, 'utf8')));
    const responses = await Promise.all(
      paths.map(async (path) => {
        const block = await wireBytes(replica.baseUrl, path);
        return warcRecord({ url: `${replica.baseUrl}${path}`, block });
      }),
    );
    warc = Buffer.concat(responses);
  });

  afterAll(async () => {
    await replica?.close();
  });

  it('hold a page of every kind', async () => {
    const kinds = Object.keys(await served()).map((name) => name.split(' ')[0]);
    expect(kinds.toSorted()).toEqual([...PAGE_KINDS].toSorted());
  });

  it.each(['text', 'base64'] as const)('by the browser as HAR with bodies in %s say the same', async (how) => {
    expect(await recordsIn(readFileSync(hars[how]))).toEqual(await served());
  });

  it('by the browser as MHTML say the same', async () => {
    for (const { html, mhtml } of pages.values()) {
      expect(await recordsIn(mhtml)).toEqual(await recordsIn(Buffer.from(html)));
    }
  });

  it('as WARC, packed and not, say the same', async () => {
    expect(await recordsIn(warc)).toEqual(await served());
    expect(await recordsIn(warcGz([warc]))).toEqual(await served());
  });

  it('give no part of a page, wherever they are cut off', async () => {
    const mhtmls = [...pages.values()].map(({ mhtml }) => mhtml);
    const forms = [mhtmls, [readFileSync(hars.text), readFileSync(hars.base64)], [warc, warcGz([warc])]];
    for (const files of forms) {
      for (const file of files) {
        const whole = new Set(pagesOf(await entriesIn(file)).map(digestOf));
        const cuts = { numRuns: CUTS_OF_A_FORM / files.length, seed: 10 };
        for (const length of fc.sample(fc.integer({ min: 1, max: file.length - 1 }), cuts)) {
          // A page that came before the cut is the page of the whole file: it was looked at above.
          const others = (await entriesIn(file.subarray(0, length))).filter(
            (entry) => entry.type === 'page' && !whole.has(digestOf(entry.page)),
          );
          expect(
            others.map((entry) => recogniseEntry(entry).type),
            `${length} of ${file.length}`,
          ).not.toContain('recognised');
        }
      }
    }
  });
});

describe.runIf(hasBrowser && hasCorpus)('real pages recorded by a browser', () => {
  const FOLDERS = { results: 'results', match: 'match', 'map-stats': 'map-stats', performance: 'map-performance' };
  const kinds = Object.keys(FOLDERS) as (keyof typeof FOLDERS)[];

  /** The site is the file: nothing leaves this machine. */
  async function record(url: string, html: string, harFile: string): Promise<Buffer> {
    const context = await browser.newContext({
      recordHar: { path: harFile, content: 'embed' },
      javaScriptEnabled: false,
    });
    const contentType = 'text/html; charset=utf-8';
    await context.route('**/*', (route) =>
      route.request().url() === url ? route.fulfill({ body: html, contentType }) : route.abort(),
    );
    const page = await context.newPage();
    await page.goto(url);
    const session = await context.newCDPSession(page);
    const { data } = (await session.send('Page.captureSnapshot', { format: 'mhtml' })) as { data: string };
    await context.close();
    return Buffer.from(data, 'latin1');
  }

  it.each(kinds)('say the same as MHTML and HAR: %s', async (kind) => {
    const { html } = corpusPages(FOLDERS[kind]).at(-1) ?? { html: '' };
    const expected = await recordsIn(Buffer.from(html));
    const id = Number(Object.keys(expected)[0]?.split(' ')[1]);
    const harFile = join(folder, `${kind}.har`);
    const mhtml = await record(`https://www.hltv.org${PAGES[kind].path({ id })}`, html, harFile);
    expect(await recordsIn(mhtml)).toEqual(expected);
    expect(await recordsIn(readFileSync(harFile))).toEqual(expected);
  });
});
