import type { MapPlayer, TeamIndex } from '../world/model.ts';
import { at } from '../world/random.ts';
import { halvesOf } from '../world/score.ts';
import { teamRating } from '../world/statistics.ts';
import { pageOrder, tablePlayers } from '../world/visible.ts';
import type { MapStory } from '../world/world.ts';
import { barChart, chartId } from './charts.ts';
import { localTime } from './format.ts';
import { type Html, html, NOTHING, raw } from './html.ts';
import { flag, fullName, teamLogo, tooltip } from './images.ts';
import { scoreboards } from './map-stats-tables.ts';
import type { Scene } from './page-request.ts';
import { matchPath, statsPlayerPath, statsTeamPath } from './paths.ts';
import { roundHistory } from './round-history.ts';
import { statsFrame } from './stats-frame.ts';

/** The map stats page. */
export function renderMapStats(story: MapStory, scene: Scene): string {
  const { match, map } = story;
  const infoBox = map.quirks.has('no-info-box')
    ? NOTHING
    : html`<div class="col match-info-box-col">${infoBoxOf(story, scene)}</div>`;
  const version = match.ratingVersion;
  const content = html`<div class="wide-grid">
${infoBox}
<div class="col top-players">${topPlayers(story)}</div>
</div>
${roundHistory(story, scene)}
<div class="standard-headline">Performance - rating ${version}</div>
<div class="standard-box">${ratingChart(story)}</div>
<div class="standard-headline"><div class="same-line"><span>Players</span>${raw('<div class="ct-t-stats-container"><div class="toggle selected">Both</div><div class="toggle">Terrorist</div><div class="toggle">Counter-Terrorist</div></div>')}</div></div>
<div class="stats-content ">
${scoreboards(story, scene)}
</div>`;
  return statsFrame(story, scene, { tab: 'overview', content });
}

function infoBoxOf(story: MapStory, scene: Scene): Html {
  const { match, map } = story;
  const [left, right] = pageOrder(match);
  const ids = [1, 2, 3].map((n) => `uniqueTooltipId${n}${map.mapStatsId}`);
  const link = map.quirks.has('no-match-link')
    ? NOTHING
    : html`<a href="${matchPath(match)}" class="match-page-link button">More info on match page</a>`;
  return html`<div class="match-info-box-con">
${flag(match.teams[left].country, 'match-info-flag-left flag')}
${flag(match.teams[right].country, 'match-info-flag-right flag')}
<div class="match-info-box"><a href="/stats?event=${match.event.eventId}" class="block text-ellipsis" data-tooltip-id="${ids[0]}">${match.event.name}</a>
<div class="small-text"><span data-time-format="yyyy-MM-dd HH:mm" data-unix="${match.startedAtMs}">${localTime(match.startedAtMs).stamp}</span><br><br><span class="bold">Map</span></div>
${map.name}
${teamBlock(story, left, { place: 'left', tooltipId: ids[1] ?? '' })}
${teamBlock(story, right, { place: 'right', tooltipId: ids[2] ?? '' })}
${tooltip(ids[0] ?? '', `/stats?event=${match.event.eventId}`, 'Event')}
${tooltip(ids[1] ?? '', statsTeamPath(match.teams[left]), 'Team')}
${tooltip(ids[2] ?? '', statsTeamPath(match.teams[right]), 'Team')}
</div>
${infoRows(story, scene)}
${link}
</div>`;
}

function teamBlock(story: MapStory, team: TeamIndex, { place, tooltipId }: { place: string; tooltipId: string }): Html {
  const { match, map } = story;
  const club = match.teams[team];
  return html`<div class="team-${place}">${teamLogo(club, 'team-logo')}
<a href="${statsTeamPath(club)}" class="block text-ellipsis" data-tooltip-id="${tooltipId}">${club.name}</a>
<div class="bold ${map.winner === team ? 'won' : 'lost'}">${map.score?.[team] ?? 0}</div>
</div>`;
}

function infoRows(story: MapStory, scene: Scene): Html {
  const { match, played } = story;
  const [left, right] = pageOrder(match);
  const pair = (value: (team: TeamIndex) => string | number): string => `${value(left)} : ${value(right)}`;
  const version = scene.layout === 'E22' ? '' : ` ${match.ratingVersion}`;
  const firstKills = (team: TeamIndex): number =>
    played.rounds.filter((round) => teamOf(story, round.kills[0]?.killer) === team).length;
  const clutches = (team: TeamIndex): number =>
    played.rounds.filter((round) => round.clutch !== null && teamOf(story, round.clutch) === team).length;
  const row = (label: string, text: string): Html =>
    html`<div class="match-info-row"><div class="right">${text}</div><div class="bold">${label}</div></div>
`;
  return html`${breakdown(story)}
${row(
  `Team rating${version}`,
  pair((team) => teamRatingOf(story, team).toFixed(2)),
)}${row('First kills', pair(firstKills))}${row('Clutches won', pair(clutches))}`;
}

function teamOf(story: MapStory, player: number | undefined): TeamIndex | null {
  return player === undefined ? null : at(story.played.players, player).team;
}

/** Mean of the ratings in the team's total table. */
function teamRatingOf(story: MapStory, team: TeamIndex): number {
  const players = tablePlayers(story.played).filter((player) => player.team === team);
  return teamRating(players.map((player) => at(story.lines, player.index).both));
}

function breakdown({ match, map }: MapStory): Html {
  const [left, right] = pageOrder(match);
  const { halves, overtime } = halvesOf(map);
  const first = (left === 0) === (map.startSide === 'ct') ? 'ct' : 't';
  const second = first === 'ct' ? 't' : 'ct';
  const [one, two] = halves;
  const total = (team: TeamIndex): Html =>
    html`<span class="${map.winner === team ? 'won' : 'lost'}">${map.score?.[team] ?? 0}</span>`;
  const extra = overtime === null ? '' : ` ( ${overtime[left]} : ${overtime[right]} )`;
  return html`<div class="match-info-row"><div class="right">${total(left)} : ${total(right)} ( <span class="${first}-color">${one[left]}</span> : <span class="${second}-color">${one[right]}</span> ) ( <span class="${second}-color">${two[left]}</span> : <span class="${first}-color">${two[right]}</span> )${extra}</div><div class="bold">Breakdown</div></div>`;
}

const TOP_TITLES = ['Most kills', 'Most damage', 'Most assists', 'Most AWP kills', 'Most first kills', 'Best rating'];

function topPlayers(story: MapStory): Html {
  const boxes = TOP_TITLES.map((title, index) => {
    const player: MapPlayer = at(story.played.players, index);
    const { person } = player;
    const id = `uniqueTooltipId9${index}${story.map.mapStatsId}`;
    return html`<div class="most-x-box standard-box"><img alt="${fullName(person)}" src="/img/playerbodyshot/${person.playerId}.png" class="img" title="${fullName(person)}">
<div class="name">${flag(person.country, 'country flag')}<a href="${statsPlayerPath(person)}" data-tooltip-id="${id}">${person.nick}</a>${tooltip(id, statsPlayerPath(person), 'Player')}<br><span class="most-x-title">${title}</span></div>
<div class="value"><span class="valueName">${at(story.lines, player.index).both.kills}</span></div></div>
`;
  });
  return html`${boxes}`;
}

/** A chart without display values, as performance pages have them too. */
function ratingChart(story: MapStory): Html {
  const bars = tablePlayers(story.played).map((player) => ({
    label: player.person.nick,
    value: at(story.lines, player.index).both.rating.toFixed(2),
    color: player.team === 0 ? '5facea' : 'ffaa00',
  }));
  return barChart(chartId('ratings', story.map.mapStatsId ?? 0), 'graph ', bars);
}
