import { load } from 'cheerio';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recogniseEntry } from '../../src/commands/recognise.ts';
import { findBrowser } from '../../src/fetch/browser/find-browser.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import { identifyPage, PAGES } from '../../src/pages/pages.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { ALL_FORMS } from '../helpers/all-forms.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { corpusPages, hasCorpus } from '../helpers/corpus.ts';
import { type FormedPage, PAGE_FORMS } from '../helpers/page-forms.ts';

/**
 * Real pages in the many forms in which people have them: what they say stays the same. Each form meets a match and at
 * least one page of another kind, each page at least one form; with TEST_ALL_FORMS=1 every page is put through every form.
 */
type Page = FormedPage & { name: string };

const FOLDERS: [PageKind, string][] = [
  ['match', 'match'],
  ['results', 'results'],
  ['map-stats', 'map-stats'],
  ['performance', 'map-performance'],
];
/** Of the forms, pages of each kind but matches meet one in so many, each kind other ones. */
const SHARE = 3;

const real = (kind: PageKind, folder: string): Page[] =>
  corpusPages(folder).map(({ name, html }) => ({ name: `${folder}/${name}`, kind, html, id: identifyPage(html).id }));

/** There is no real economy page: one of the replica takes its place. */
function economyPage(): Page {
  const world = createWorld({ seed: 31, matches: 4, variants: 'plain' });
  const match = renderPage(world, { kind: 'match', id: world.matchIds()[0] ?? 0 });
  const { maps } = PAGES.match.parse(match, { id: null });
  const id = maps.find((map) => map.mapStatsId !== null)?.mapStatsId ?? 0;
  return { name: 'economy/replica', kind: 'economy', id, html: renderPage(world, { kind: 'economy', id }) };
}

function rotated<Form>(pages: readonly Page[], forms: readonly Form[]): { page: Page; form: Form }[] {
  if (ALL_FORMS) return pages.flatMap((page) => forms.map((form) => ({ page, form })));
  const runs = pages.length === 0 ? 0 : Math.max(forms.length, pages.length);
  return Array.from({ length: runs }, (_, index) => {
    const [page, form] = [pages[index % pages.length], forms[index % forms.length]];
    return page === undefined || form === undefined ? [] : { page, form };
  }).flat();
}

type Said = ReturnType<typeof identifyPage> & { record: unknown };
const baselines = new Map<string, Said>();

/** What the page says as it was served; each is parsed once. */
function saidBy({ name, kind, html }: Page): Said {
  const known = baselines.get(name);
  if (known !== undefined) return known;
  const said = { ...identifyPage(html), record: PAGES[kind].parse(html, { id: null }) };
  baselines.set(name, said);
  return said;
}

function expectSame(bytes: Buffer, page: Page): void {
  expect(bytes.equals(Buffer.from(page.html))).toBe(false);
  const file = { bytes, contentType: null, url: null, capturedAtMs: null, status: null, name: page.name };
  const recognition = recogniseEntry({ type: 'page', page: file });
  if (recognition.type !== 'recognised') throw new Error(`not recognised: ${JSON.stringify(recognition)}`);
  const { kind, id, html } = recognition.recognised;
  const said = saidBy(page);
  expect({ kind, id }).toEqual({ kind: said.kind, id: said.id ?? 0 });
  expect(PAGES[kind].parse(html, { id: null })).toEqual(said.record);
}

const kinds = hasCorpus ? [...FOLDERS.map(([kind, folder]) => real(kind, folder)), [economyPage()]] : [];

describe.runIf(hasCorpus)('real pages in other forms', () => {
  const forms = Object.entries(PAGE_FORMS);
  const runs = kinds.flatMap((pages, kind) => {
    const isMet = (_: unknown, at: number) => ALL_FORMS || kind === 0 || (at + kind) % SHARE === 0;
    return rotated(pages, forms.filter(isMet));
  });

  it.each(runs.map((run) => ({ ...run, name: run.page.name, how: run.form[0] })))(
    '$name says the same $how',
    async ({ page, form: [, write] }) => {
      expectSame(await write(page), page);
    },
  );
});

describe.runIf(hasCorpus && hasBrowser)('real pages written out by a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    const { executablePath } = findBrowser({ path: process.env.HLTV_BROWSER_PATH ?? null, channel: null });
    browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  });
  afterAll(() => browser?.close());

  /** Nothing leaves this machine; scripts inside the page run. */
  async function dumpOf({ html }: Page): Promise<string> {
    const tab = await browser.newPage();
    await tab.route('**/*', (route) =>
      route.request().url() === 'https://www.hltv.org/page'
        ? route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' })
        : route.abort(),
    );
    await tab.goto('https://www.hltv.org/page', { waitUntil: 'domcontentloaded' });
    const dump = await tab.evaluate<string>('document.documentElement.outerHTML');
    await tab.close();
    return dump;
  }

  const dumped = kinds.flatMap((pages) => pages.filter((_, at) => ALL_FORMS || at % 12 === 0));

  it.each(dumped)('say the same: $name', async (page) => {
    expectSame(Buffer.from(await dumpOf(page)), page);
  });
});

describe.runIf(hasCorpus)('a real overview without one of its blocks', () => {
  const html = corpusPages('match').find(({ name }) => name.startsWith('2388112'))?.html ?? '';
  const without = (selector: string) => {
    const $ = load(html);
    $(selector).remove();
    return PAGES.match.parse($.html(), { id: null });
  };

  it.each([
    ['.lineups', { lineups: [], team1Rank: null, team2Rank: null }],
    ['.veto-box:not(:has(.preformatted-text))', { vetoes: [] }],
    ['#match-stats', { playerMapStats: [], seriesPlayerStats: [] }],
    ['.potm-container', { playerOfMatchId: null }],
    ['.streams', { demoId: null }],
    ['img.logo, img.flag, img.team-logo', {}],
  ])('says all the rest: %s', (selector, lost) => {
    const whole = PAGES.match.parse(html, { id: null });
    const page = without(selector);
    const maps = (record: typeof page) => record.maps.map(({ ratingVersion, ...map }) => map);
    expect(page).toMatchObject(lost);
    expect(maps(page)).toEqual(maps(whole));
    const { team1Name, winnerTeamId, team1MapsWon, startedAtMs, note, stage } = whole;
    expect(page).toMatchObject({ team1Name, winnerTeamId, team1MapsWon, startedAtMs, note, stage });
  });
});
