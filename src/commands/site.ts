import { systemClock } from '../clock.ts';
import type { SiteSettings } from '../config.ts';
import type { OnFetchEvent } from '../fetch/events.ts';
import type { SiteFetcher } from '../fetch/site-fetcher.ts';

/** After a signal the page in hand gets this long; the program is gone within two seconds. */
const PAGE_IN_HAND_MS = 1000;

/** The way to the site with the settings of a command. The browser starts with the first page. */
export async function openSite(
  site: SiteSettings,
  { dataDir, onEvent }: { dataDir: string; onEvent: OnFetchEvent },
): Promise<SiteFetcher> {
  const { browserPath, channel, headed, cdpUrl, userAgent, proxy, ...rest } = site;
  // Playwright takes longer to load than everything else together: commands without a browser do without it.
  const { openSiteFetcher } = await import('../fetch/site-fetcher.ts');
  return openSiteFetcher({
    ...rest,
    dataDir,
    browser: { path: browserPath, channel, headed, cdpUrl, userAgent, proxy },
    clock: systemClock,
    random: Math.random,
    onEvent,
    limits: { graceMs: PAGE_IN_HAND_MS },
  });
}
