import { chromium } from 'playwright';
// @ts-expect-error: the package has no types.
import { script } from 'single-file-cli/lib/single-file-bundle.js';
import { findBrowser } from '../../src/fetch/browser/find-browser.ts';

/** How the site hides what is not shown at first. */
const SITE_STYLE = '.hidden, .smartphone-only, .matchstats .stats-content:not(#all-content) { display: none }';
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>';

/** Options about the content of a page that the program sets unless told otherwise. */
const DEFAULTS = {
  blockScripts: true,
  compressHTML: true,
  removeHiddenElements: true,
  removeUnusedStyles: true,
  removeUnusedFonts: true,
  removeAlternativeFonts: true,
  removeAlternativeMedias: true,
  removeAlternativeImages: true,
  groupDuplicateImages: true,
  removeNoScriptTags: true,
  insertMetaCSP: true,
  insertSingleFileComment: true,
  resolveLinks: true,
};

type Page = { url: string; html: string };

/** Pages as the engine of SingleFile saves them at its defaults, in a window of a desktop. Nothing leaves the browser. */
export async function savedBySingleFile(pages: readonly Page[]): Promise<string[]> {
  const { executablePath } = findBrowser({ path: process.env.HLTV_BROWSER_PATH ?? null, channel: null });
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const saved: string[] = [];
    for (const { url, html } of pages) {
      const tab = await context.newPage();
      await tab.route('**/*', async (route) => {
        const isPicture = route.request().resourceType() === 'image';
        const body = html.replace(/<\/head>/i, `<style>${SITE_STYLE}</style>$&`);
        if (route.request().url() === url) await route.fulfill({ contentType: 'text/html; charset=utf-8', body });
        else if (isPicture) await route.fulfill({ contentType: 'image/svg+xml', body: PICTURE });
        else await route.abort();
      });
      await tab.goto(url, { waitUntil: 'domcontentloaded' });
      await tab.evaluate(`${script}; window.singlefile.init({ fetch })`);
      const options = JSON.stringify({ ...DEFAULTS, url });
      saved.push(await tab.evaluate<string>(`singlefile.getPageData(${options}).then(({ content }) => content)`));
      await tab.close();
    }
    return saved;
  } finally {
    await browser.close();
  }
}
