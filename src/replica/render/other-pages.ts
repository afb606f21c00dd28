import { frame } from './frame.ts';
import { html, NOTHING } from './html.ts';
import type { Size } from './page-request.ts';

const DISALLOWED = [
  '/results?startDate*',
  '/results?content*',
  '/results?gameType*',
  '/results?requireAllPlayers*',
  '/results?requireAllTeams*',
  '/results?stars*',
  '/results?map*',
  '/results?matchType*',
  '/matches?*',
  '/stats?maps*',
  '/stats?matchType*',
  '/stats?startDate*',
  '/stats?rankingFilter*',
  '/stats?bestOf*',
  '/stats*?*matchType*',
  '/stats*?*startDate*',
  '/stats*?*endDate*',
  '/stats*?*rankingFilter*',
  '/stats*?*bestOf*',
  '/stats*?*maps*',
  '/stats*?*lineup*',
  '/stats*?*gender*',
  '/stats*?*minAge*',
  '/stats*?*maxAge*',
  '/stats*?*event*',
  '/stats/players/career/*?',
  '/download/demo*',
  '/blog/*',
  '/legacystats/*',
  '/fantasy/*/league/*?*',
  '/fantasy/*/league/*/join',
  '/transfers?startDate*',
  '/transfers?country*',
  '/transfers?ranking*',
  '/transfers?page*',
  '/transfers?freeAgentsOnly*',
];

/** robots.txt with one group for all user agents. */
export const ROBOTS_TXT = `User-agent: *\n${DISALLOWED.map((rule) => `Disallow: ${rule}\n`).join('')}\nSitemap: https://www.hltv.org/sitemap_index.xml\n`;

export function homePage(size: Size): string {
  const content = html`<div class="index"><h1 class="standard-headline">News</h1><a href="/news/1/an-article" class="newsline article">An article</a></div>`;
  const title = 'HLTV.org - The home of competitive Counter-Strike';
  return frame({ title, head: NOTHING, content, size, noiseKey: 'home', weight: 60_000 });
}

/** The page for an unknown path. */
export function notFoundPage(size: Size, path: string): string {
  const content = html`<div class="error-page"><h1 class="standard-headline">404</h1><div class="error-desc">Page not found</div></div>`;
  return frame({ title: '404 Page Not Found | HLTV.org', head: NOTHING, content, size, noiseKey: path, weight: 0 });
}
