import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/fetch/browser/find-browser.ts';
import { STYLE } from '../../src/output/report/style.ts';
import { ALL_FORMS } from '../helpers/all-forms.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { runCommand } from '../helpers/command.ts';
import { storeReportedWorld } from './reported-world.ts';

/** The report as a reader sees it. Scripts run through the debugger: the policy of the page lets none in. */

const VARIANTS = ([360, 800, 1_400] as const).flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme, media: 'screen' as const })),
);
const PRINTED = (['light', 'dark'] as const).map((colorScheme) => ({
  width: 800,
  colorScheme,
  media: 'print' as const,
}));

/** Each layout and each set of colours once: between 752 and 1,400 px the style is the same. */
const JUDGED = ['360 light screen', '1400 dark screen', '800 light print'];

/** Texts of plots that lie outside of the page, with the width of the page. */
const OUTSIDE = `[...document.querySelectorAll('svg text')].filter((text) => {
  const { left, right, width } = text.getBoundingClientRect();
  return width > 0 && (left < 0 || right > innerWidth);
}).map((text) => text.textContent)`;

describe.skipIf(!hasBrowser)('the page of a report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-report-page-'));
  const file = join(folder, 'report.html');
  let browser: Browser;

  beforeAll(async () => {
    const { dataDir } = await storeReportedWorld(folder);
    expect((await runCommand(['report', '--data-dir', dataDir, '--out', file])).code).toBe(0);
    const { executablePath } = findBrowser({
      path: process.env.HLTV_BROWSER_PATH ?? null,
      channel: process.env.HLTV_CHANNEL ?? null,
    });
    browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
    // What passed is not described: the selectors of all its elements take longer than the rules.
    const options = JSON.stringify({ runOnly: tags, resultTypes: ['violations'], selectors: false });
    const { violations: found } = (await page.evaluate(`axe.run(${options})`)) as {
      violations: { id: string; nodes: { html: string }[] }[];
    };
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join('\n')}`);
  }

  it.each([...VARIANTS, ...PRINTED])('at $width px, $colorScheme, $media', async ({ width, colorScheme, media }) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    await page.emulateMedia({ media, colorScheme });
    const messages: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(await page.evaluate(OUTSIDE)).toEqual([]);
    if (ALL_FORMS || JUDGED.includes(`${width} ${colorScheme} ${media}`)) expect(await violations(page)).toEqual([]);
    expect([messages, requests]).toEqual([[], [pathToFileURL(file).href]]);
    await context.close();
  });
});

/** Relative luminance as WCAG defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** axe-core does not judge text and shapes of SVG: their colours are compared here. */
describe('the colours of plots', () => {
  const [light = {}, dark = {}] = [...STYLE.matchAll(/:root \{([^}]*--page[^}]*)\}/g)].map(([, body = '']) =>
    Object.fromEntries(
      [...body.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name = '', hex = '']) => [name, hex]),
    ),
  );

  it.each([
    ['light', light],
    ['dark', dark],
  ])('are legible on a %s page', (_, colours) => {
    const { page = '', text = '', above = '', below = '', line, grid, panel, muted, ...marks } = colours;
    for (const background of [page, above, below, panel ?? '']) expect(contrast(text, background)).toBeGreaterThan(4.5);
    for (const background of [page, panel ?? '']) expect(contrast(muted ?? '', background)).toBeGreaterThan(4.5);
    expect(contrast(marks.accent ?? '', page)).toBeGreaterThan(4.5);
    for (const [name, mark] of Object.entries(marks)) expect([name, contrast(mark, page) > 3]).toEqual([name, true]);
    expect([line, grid]).not.toContain(undefined);
  });
});
