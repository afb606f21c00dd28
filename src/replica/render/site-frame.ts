import { randomFor } from '../world/random.ts';
import { commentText } from './comment-text.ts';
import { type Html, html, raw } from './html.ts';
import { isRealistic, type Size } from './page-request.ts';

const SCRIPTS = 8;
const STYLES = 3;

/** Scripts, styles and icons of the page's head, all from the same origin. */
export function assetLinks(size: Size): Html {
  const count = isRealistic(size) ? SCRIPTS : 1;
  const scripts = Array.from({ length: count }, (_, index) =>
    raw(`<script src="/js/bundle-${index}.js" defer></script>`),
  );
  const styles = Array.from({ length: Math.min(count, STYLES) }, (_, index) =>
    raw(`<link rel="stylesheet" href="/css/site-${index}.css">`),
  );
  return html`<link rel="icon" type="image/png" href="/img/static/favicon/favicon-32x32.png">
${styles}${scripts}`;
}

const MENU = [
  'News',
  'Matches',
  'Results',
  'Events',
  'Stats',
  'Galleries',
  'Rankings',
  'Forums',
  'Bets',
  'Live',
  'Fantasy',
];

/** Top menu with a theme switch that has the class `selected`, as later tabs have. */
export function navigation(): Html {
  const links = MENU.map((label) => html`<a href="/${label.toLowerCase()}" class="navdown">${label}</a>`);
  return html`<nav class="navbar"><div class="navcontent">${links}<div class="nav-themes"><div class="theme-toggle selected">Day</div><div class="theme-toggle">Night</div></div></div></nav>`;
}

/** Left and right columns: filters with selected items, widgets with times, advertising links that look like match links. */
export function sidebars(noiseKey: string): Html {
  const random = randomFor(7, 'sidebar', noiseKey);
  const unix = 1_771_000_000_000 + random.int(0, 5000) * 60_000;
  return html`<div class="leftCol">
<div class="sidebar-box stats-section"><a class="sidebar-item selected" href="/stats?startDate=all">All time</a><a class="sidebar-item" href="/stats">Last month</a></div>
<div class="event-hub"><a href="/events/8001/other-cup" class="event-name text-ellipsis">Other Cup</a><div class="date" data-time-format="d MMM" data-unix="${unix}">soon</div></div>
</div>
<div class="rightCol">
<a href="/matches/EksbCB4oDS~ANS1NLWFlZ~X0tFSxsIHi~gNOQUICgwE" class="ad-widget"><img alt="" src="/img/static/ads/banner.png" loading="lazy"></a>
<a href="/matches/2300001/somebody-vs-somebody-else-elsewhere" class="hotmatch-box"><div class="team text-ellipsis">Somebody</div><div class="middleExtra won" data-unix="${unix + 3_600_000}">2</div><div class="teamName">Somebody Else</div></a>
<a href="/stats/matches/mapstatsid/111111/foreign-vs-map" class="activity">A map of another match</a>
<a href="/forums/threads/1/${commentText(random, 3).replaceAll(' ', '-')}" class="activity">${commentText(random, 6)}</a>
</div>`;
}

/** Markup outside the content column, about `weight` characters. */
export function filler(noiseKey: string, weight: number): Html {
  const random = randomFor(11, 'filler', noiseKey);
  const blocks: string[] = [];
  for (let length = 0; length < weight; ) {
    const block = `<div class="widget-slot text-ellipsis" data-unix="17${random.int(10_000_000, 99_999_999)}000"><span class="date">${commentText(random, 8)}</span><img alt="" src="/img/static/ads/${random.int(1, 40)}.png" loading="lazy"></div>\n`;
    blocks.push(block);
    length += block.length;
  }
  return raw(`<div class="below-fold">\n${blocks.join('')}</div>`);
}
