import type { MapPlayer, TeamIndex } from '../world/model.ts';
import { at, randomFor } from '../world/random.ts';
import type { PlayerLine } from '../world/statistics.ts';
import { columnsOf, hasAdr, pageOrder, performancePlayers } from '../world/visible.ts';
import type { MapStory } from '../world/world.ts';
import { type Bar, barChart, chartId } from './charts.ts';
import { percent, swing } from './format.ts';
import { type Html, html, raw } from './html.ts';
import { flag, fullName, markedName, teamLogo } from './images.ts';
import { killMatrices } from './kill-matrix.ts';
import type { Scene } from './page-request.ts';
import { playerPath } from './paths.ts';
import { roundSwingSection } from './round-swing.ts';
import { statsFrame } from './stats-frame.ts';

/** The map performance page; empty sections when no data is published. */
export function renderPerformance(story: MapStory, scene: Scene): string {
  const content = story.map.quirks.has('no-performance') ? emptyContent() : fullContent(story, scene);
  return statsFrame(story, scene, { tab: 'performance', content });
}

function emptyContent(): Html {
  return raw(
    '<div class="standard-headline">Performance overview</div>\n<div class="overview standard-box"></div>\n<div class="standard-headline">Player performance overview</div>\n<div class="player-overview columns"></div>',
  );
}

function fullContent(story: MapStory, scene: Scene): Html {
  const columns = pageOrder(story.match).map((team) => teamColumn(story, scene, team));
  return html`<div class="standard-headline">Performance overview</div>
<div class="overview standard-box">
${overviewTable(story)}
</div>
<div class="standard-headline"><span>Kill matrix</span></div>
${killMatrices(story)}
<div class="standard-headline">Player performance overview</div>
<div class="player-overview columns">
${columns}
</div>
${roundSwingSection(story, scene)}`;
}

function overviewTable(story: MapStory): Html {
  const [left, right] = pageOrder(story.match);
  const total = (team: TeamIndex, key: 'kills' | 'deaths' | 'assists'): number =>
    story.played.players
      .filter((player) => player.team === team)
      .reduce((sum, player) => sum + at(story.lines, player.index).both[key], 0);
  const row = (label: string, key: 'kills' | 'deaths' | 'assists'): Html => {
    const [a, b] = [total(left, key), total(right, key)];
    const share = ((100 * a) / Math.max(1, a + b)).toFixed(1);
    const rest = ((100 * b) / Math.max(1, a + b)).toFixed(1);
    return html`<tr><td class="name-column">${label}</td><td class="team1-column">${a}</td><td class="chart-column"><span class="chart chart1" data-inline-style='{"width":"${raw(share)}%"}'></span><span class="chart chart2" data-inline-style='{"width":"${raw(rest)}%"}'></span></td><td class="team2-column">${b}</td></tr>
`;
  };
  const { teams } = story.match;
  return html`<table class="overview-table">
<tr><th class="name-column"></th><th class="team1-column">${teamLogo(teams[left], 'team-logo')}</th><th class="chart-column"><span class="chart-middel"></span></th><th class="team2-column">${teamLogo(teams[right], 'team-logo')}</th></tr>
${row('Kills', 'kills')}${row('Deaths', 'deaths')}${row('Assists', 'assists')}</table>`;
}

function teamColumn(story: MapStory, scene: Scene, team: TeamIndex): Html {
  const club = story.match.teams[team];
  const players = performancePlayers(story.played)
    .filter((player) => player.team === team)
    .toSorted((a, b) => at(story.lines, b.index).both.rating - at(story.lines, a.index).both.rating);
  return html`<div class="col">
<div class="players-team-header"><span class="label-and-text">${flag(club.country, 'label flag')}${club.name}</span>${teamLogo(club, 'team-logo')}</div>
${players.map((player) => card(story, scene, player))}</div>
`;
}

function card(story: MapStory, scene: Scene, player: MapPlayer): Html {
  const { person } = player;
  const id = chartId('card', story.map.mapStatsId ?? 0, person.playerId);
  return html`<div class="highlighted-player"><div class="standard-box">
<div class="headline"><span>${flag(person.country, 'flag flag')}
<a href="${playerPath(person)}"><span class="gtSmartphone-only">${markedName(person)}</span><span class="smartphone-only">${person.nick}</span></a></span><span class="header-info"></span></div>
<div class="picture-and-chart"><div class="player-picture-holder small"><img class="picture" alt="${fullName(person)}" title="${fullName(person)}" src="/img/playerbodyshot/${person.playerId}.png"></div>
<div class="facts">${barChart(id, 'graph small', bars(story, scene, player))}</div></div>
</div></div>
`;
}

/** Bars of a card. `value` is the height of the bar, which is rarely the number shown. */
function bars(story: MapStory, scene: Scene, player: MapPlayer): Bar[] {
  const line: PlayerLine = at(story.lines, player.index).both;
  const random = randomFor(5, 'bars', story.map.mapStatsId ?? 0, player.index);
  const height = (): string => (0.4 + random.next() * 1.8).toFixed(2);
  const bar = (label: string, shown: string, tooltext: string): Bar => ({
    label,
    value: height(),
    color: '00707b',
    tooltext: `${tooltext}: ${shown}`,
    displayValue: shown,
  });
  const adr = hasAdr(story.map, player) ? line.adr.toFixed(1) : '-';
  const rating: Bar = {
    ...bar(`Rating ${story.match.ratingVersion}`, line.rating.toFixed(2), ''),
    value: line.rating.toFixed(2),
  };
  const { tooltext: _, ...bareRating } = rating;
  const last = scene.layout === 'E22' ? bareRating : { ...rating, tooltext: '' };
  const common = [
    bar('KPR', line.kpr.toFixed(2), 'Kills per round'),
    bar('DPR', line.dpr.toFixed(2), 'Deaths / round'),
    bar('KAST', percent(line.kast), 'Kill, assist, survived or traded'),
  ];
  const extra = story.map.quirks.has('extra-figure') ? [bar('UD', '12.3', 'Utility damage / round')] : [];
  const damage = [bar('ADR', adr, 'Damage / round'), ...extra];
  if (!columnsOf(story.match, 'E26').swing) {
    const impact = { ...bar('Impact', line.impact.toFixed(2), 'Impact rating'), value: line.impact.toFixed(2) };
    return [...common, impact, ...damage, last];
  }
  const multi = { ...bar('MK rating', line.mkRating.toFixed(2), 'Multi-kill rating'), value: line.mkRating.toFixed(2) };
  return [...common, multi, bar('Swing', swing(line.roundSwing), 'Round Swing'), ...damage, last];
}
