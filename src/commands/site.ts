import { systemClock } from '../clock.ts';
import type { SiteSettings } from '../config.ts';
import type { OnFetchEvent } from '../fetch/events.ts';
import type { SiteFetcher } from '../fetch/site-fetcher.ts';

/** After a signal the current page has this much time, so that the program ends within two seconds. */
const GRACE_MS = 1000;

/** Opens a fetcher for the site with the settings of a command. The browser starts with the first page. */
export async function openSite(
  site: SiteSettings,
  { dataDir, onEvent }: { dataDir: string; onEvent: OnFetchEvent },
): Promise<SiteFetcher> {
  const { browserPath, channel, headed, cdpUrl, userAgent, proxy, ...rest } = site;
  // Loaded here because loading Playwright takes longer than everything else, and not every command needs it.
  const { openSiteFetcher } = await import('../fetch/site-fetcher.ts');
  return openSiteFetcher({
    ...rest,
    dataDir,
    browser: { path: browserPath, channel, headed, cdpUrl, userAgent, proxy },
    clock: systemClock,
    random: Math.random,
    onEvent,
    limits: { graceMs: GRACE_MS },
  });
}
