import { HLTV_URL } from '../config.ts';
import { UsageError } from '../errors.ts';
import { siteNameOf } from '../fetch/options.ts';
import type { SkipReason } from '../notices.ts';
import type { Store } from '../store/store.ts';

/** The replica of the demo: one site, on whichever port it listens. */
export const DEMO_SITE = 'demo';

type Claim = { dataDir: string; site: string };

/** Refuses a data folder that was begun with another site. Throws `UsageError`. */
export function checkSourceSite(store: Store, { dataDir, site }: Claim): void {
  const held = store.sourceSite.find();
  if (held === null || held === site) return;
  const isDemo = held === DEMO_SITE || site === DEMO_SITE;
  const remedy = isDemo
    ? 'Name another folder with --data-dir: invented matches never mix with others.'
    : 'Name another folder with --data-dir, or the site of this one with --base-url.';
  throw new UsageError(`The data folder ${dataDir} holds ${dataOf(held)}, not ${dataOf(site)}. ${remedy}`);
}

/** What a data folder holds, in words. */
export const dataOf = (site: string): string =>
  site === DEMO_SITE ? 'invented matches of the demo' : `data of ${site}`;

/** Makes the data folder that of this site. Throws `UsageError` where it is another one's. */
export function claimSourceSite(store: Store, claim: Claim): void {
  checkSourceSite(store, claim);
  store.sourceSite.save(claim.site);
}

/** A saved page: the base URL of the site that it names, if it does. */
type SavedPage = { site: string | null };

/**
 * Divides saved pages into those of the data folder's site and others. Pages that name no site are from where all that
 * name one are. A folder without a site takes that of hltv.org, or the only one that is named. Throws `UsageError` where
 * every page is another site's.
 */
export function divideBySite<Page extends SavedPage>(
  store: Store,
  { dataDir, pages }: { dataDir: string; pages: readonly Page[] },
): { fitting: Page[]; others: { page: Page; reason: SkipReason }[] } {
  const named = [...new Set(pages.flatMap(({ site }) => (site === null ? [] : siteNameOf(site))))];
  const hltv = siteNameOf(HLTV_URL);
  const held = store.sourceSite.find();
  const [only] = named.length === 1 ? named : [];
  const chosen = held ?? (named.includes(hltv) ? hltv : (named[0] ?? hltv));
  const nameOf = (page: Page): string => (page.site === null ? (only ?? chosen) : siteNameOf(page.site));
  const fitting = pages.filter((page) => nameOf(page) === chosen);
  if (pages.length > 0 && fitting.length === 0) checkSourceSite(store, { dataDir, site: only ?? named[0] ?? hltv });
  if (fitting.length > 0) claimSourceSite(store, { dataDir, site: chosen });
  const others = pages.filter((page) => !fitting.includes(page));
  const reasonOf = (page: Page): SkipReason => ({ type: 'other-site', site: nameOf(page), stored: chosen });
  return { fitting, others: others.map((page) => ({ page, reason: reasonOf(page) })) };
}
