import { shortMapName } from '../world/maps.ts';
import type { MapPlan, MatchPlan } from '../world/model.ts';
import { at } from '../world/random.ts';
import { pageOrder } from '../world/visible.ts';
import type { MapStory } from '../world/world.ts';
import { frame } from './frame.ts';
import { type Html, html, NOTHING } from './html.ts';
import { SPACER, teamLogo } from './images.ts';
import type { Scene } from './page-request.ts';
import { mapStatsPath, type StatsPage, seriesStatsPath } from './paths.ts';

const TABS: { page: StatsPage; label: string }[] = [
  { page: 'overview', label: 'Overview' },
  { page: 'performance', label: 'Performance' },
  { page: 'economy', label: 'Economy' },
  { page: 'heatmap', label: 'Heatmaps' },
];
const SECTION_CLASSES = {
  overview: '',
  performance: ' stats-match-performance',
  economy: ' stats-match-economy',
  heatmap: '',
};
const TITLE = 'HLTV.org - The home of competitive Counter-Strike';

/** A stats page of one map: menu, map tabs and the content of the page. */
export function statsFrame(story: MapStory, scene: Scene, page: { tab: StatsPage; content: Html }): string {
  const content = html`<div class="stats-section stats-match${SECTION_CLASSES[page.tab]}">
${menu(story, page.tab)}
${SPACER}
${mapTabs(story, page.tab)}
${page.content}
</div>`;
  return frame({
    title: TITLE,
    head: NOTHING,
    content,
    size: scene.size,
    noiseKey: `${page.tab}/${story.map.mapStatsId}`,
    weight: 130_000,
  });
}

function menu({ match, map }: MapStory, selected: StatsPage): Html {
  const tabs = TABS.map(({ page, label }) => {
    const query = page === 'heatmap' ? '?showKills=true&showDeaths=false' : '';
    const beta = page === 'economy' ? html`<span class="new-feature">Beta</span>` : NOTHING;
    return html`<a href="${mapStatsPath(match, map, page)}${query}" class="stats-top-menu-item stats-top-menu-item-link${page === selected ? ' selected' : ''}">${label}${beta}</a>`;
  });
  return html`<div class="stats-match-menu standard-box">
<div class="menu-header">${match.event.name}</div>
<div class="stats-top-menu"><div class="tabs ">${tabs}</div></div>
</div>`;
}

/** Tabs of a series: the series first, then its maps with stats; nothing for a best of one. */
function mapTabs({ match, map }: MapStory, page: StatsPage): Html {
  if (match.bestOf === 1) return html`<div class="stats-match-maps"></div>`;
  const maps = match.maps.filter((candidate) => candidate.mapStatsId !== null);
  const [left, right] = pageOrder(match);
  const series = tab({
    match,
    path: seriesStatsPath(match, page),
    selected: false,
    image: 'all',
    score: [match.mapsWon[left], match.mapsWon[right]],
    names: [`bo${match.bestOf}`, `Best of ${match.bestOf}`],
    winner: match.winner,
  });
  const tabs = maps.map((candidate) => mapTab(match, candidate, { page, selected: candidate === map }));
  return html`<div class="stats-match-maps">
<div class="columns">${series}${tabs}</div>
${SPACER}
</div>`;
}

function mapTab(match: MatchPlan, map: MapPlan, { page, selected }: { page: StatsPage; selected: boolean }): Html {
  const [left, right] = pageOrder(match);
  return tab({
    match,
    path: mapStatsPath(match, map, page),
    selected,
    image: map.name.toLowerCase(),
    score: [map.score?.[left] ?? 0, map.score?.[right] ?? 0],
    names: [shortMapName(map.name), map.name],
    winner: map.winner,
  });
}

type TabInput = {
  match: MatchPlan;
  path: string;
  selected: boolean;
  image: string;
  score: [number, number];
  names: [string, string];
  winner: 0 | 1 | null;
};

function tab({ match, path, selected, image, score, names, winner }: TabInput): Html {
  const logo = winner === null ? NOTHING : teamLogo(at(match.teams, winner), 'stats-match-map-winner-logo');
  return html`<a href="${path}" class="col stats-match-map standard-box a-reset${selected ? '' : ' inactive'}">
<div class="stats-match-map-holder"><img src="/img/static/statsmatchmaps/${image}.png" class="stats-match-map-img"></div>
<div class="stats-match-map-desc"><div class="stats-match-map-result">
<div class="stats-match-map-result-score">${score[0]} - ${score[1]}</div>
<div class="stats-match-map-result-mapname dynamic-map-name-short">${names[0]}</div>
<div class="stats-match-map-result-mapname dynamic-map-name-full">${names[1]}</div>
</div><div class="stats-match-map-winner-logo-con">${logo}</div></div>
</a>`;
}
