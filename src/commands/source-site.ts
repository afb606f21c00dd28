import { HLTV_URL } from '../config.ts';
import { UsageError } from '../errors.ts';
import { siteNameOf } from '../fetch/options.ts';
import type { SkipReason } from '../notices.ts';
import type { Store } from '../store/store.ts';

/** The site name of the demo. Its replica is the same site on every port. */
export const DEMO_SITE = 'demo';

type Claim = { dataDir: string; site: string };

/** Throws `UsageError` when the data folder has data of another site. */
export function checkSourceSite(store: Store, { dataDir, site }: Claim): void {
  const held = store.sourceSite.find();
  if (held === null || held === site) return;
  const isDemo = held === DEMO_SITE || site === DEMO_SITE;
  const remedy = isDemo
    ? 'Choose another folder with --data-dir: invented and real matches are never mixed.'
    : 'Choose another folder with --data-dir, or the site of this folder with --base-url.';
  throw new UsageError(`The data folder ${dataDir} contains ${dataOf(held)}, not ${dataOf(site)}. ${remedy}`);
}

/** Describes the data of a site. */
export function dataOf(site: string): string {
  return site === DEMO_SITE ? 'invented matches of the demo' : `data of ${site}`;
}

/** Assigns the data folder to a site. Throws `UsageError` when it has data of another site. */
export function claimSourceSite(store: Store, claim: Claim): void {
  checkSourceSite(store, claim);
  store.sourceSite.save(claim.site);
}

/** A saved page with the base URL of its site; null when unknown. */
type SavedPage = { site: string | null };

/**
 * Divides saved pages into those of the site of the data folder and others. Pages of an unknown site belong to the only
 * known site of the other pages. A new folder gets the site hltv.org, or the only known one. Throws `UsageError` when
 * all pages are of another site.
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
