import type { MatchPlan, TeamIndex } from '../world/model.ts';
import { randomFor } from '../world/random.ts';
import { playerOfMatch } from '../world/visible.ts';
import { commentText } from './comment-text.ts';
import { localTime } from './format.ts';
import { type Html, html, NOTHING, raw } from './html.ts';
import { flag, fullName, markedName, teamLogo } from './images.ts';
import { isRealistic, type Scene } from './page-request.ts';
import { matchPath, playerPath, teamPath } from './paths.ts';

/** Streams, demo link and videos. */
export function streams(match: MatchPlan, scene: Scene): Html {
  const demoPath = `/download/demo/${match.demoId}`;
  const demo =
    match.demoId === null
      ? NOTHING
      : scene.layout === 'E26'
        ? html`<a class="stream-box" data-demo-link-button="" data-demo-link="${demoPath}"><div class="flexbox left-right-padding">Demo download</div></a><a class="hidden" href="${demoPath}">Manual</a>`
        : html`<a href="${demoPath}" class="stream-box"><div class="flexbox left-right-padding">Demo download</div></a>`;
  const videos = match.maps
    .filter((map) => map.state === 'played')
    .map(
      (map) =>
        html`<div class="stream-box" data-stream-embed="/video/${match.matchId}/${map.number}"><span class="flagAlign">${flag('Europe', 'stream-flag flag')}<span class="spoiler">Caster (Map ${map.number} - ${map.name})</span></span></div>`,
    );
  return html`<div class="col-6 col-5-small">
<span class="headline">${match.status === 'finished' ? 'Rewatch' : 'Watch'}</span>
<div class="streams">${demo}<div class="spoiler">${videos}</div><div class="no-spoiler">${videos.slice(0, 1)}</div></div>
</div>`;
}

export function playerOfMatchBox(match: MatchPlan): Html {
  const person = playerOfMatch(match);
  if (person === null) return NOTHING;
  const played = match.maps.filter((map) => map.state === 'played').length;
  const bar = (label: string, value: string): Html =>
    html`<div class="potm-chart"><div class="potm-chart-bar-container"><div class="potm-chart-bar"><div class="potm-chart-bar-value">${value}</div></div></div><div class="potm-chart-stat">${label}</div></div>`;
  return html`<div class="spoiler">
<span class="headline">Top player in match<span class="subtext"></span></span>
<div class="highlighted-player potm-container"><div class="standard-box">
<div class="headline"><span>${flag(person.country, 'flag flag')}<a href="${playerPath(person)}"><span class="gtSmartphone-only">${markedName(person)}</span><span class="smartphone-only">${person.nick}</span></a></span><span class="header-info">(${played} maps)</span></div>
<div class="picture-and-chart"><div class="player-picture-holder"><img alt="${fullName(person)}" src="/img/playerbodyshot/${person.playerId}.png" class="picture" title="${fullName(person)}" loading="lazy"></div>
<div class="facts"><div class="potm-charts">${bar('KPR', '0.76')}${bar('DPR', '0.71')}</div></div></div>
</div></div>
</div>`;
}

/** Boxes around the match that show teams, players and links of other matches. */
export function neighbours(match: MatchPlan, scene: Scene): Html {
  if (scene.size === 'bare') return NOTHING;
  return html`<div class="fan-vote standard-box"><span class="headline">Fan vote</span><a href="/player/50999/somebody-else" class="text-ellipsis">somebody else</a></div>
${match.status === 'finished' ? pastMatches(match) : NOTHING}
<span class="headline">Head to head</span>
<div class="head-to-head"><div class="standard-box flexbox padding">
<div class="flexbox team1">${teamLogo(match.teams[0], 'logo')}<a href="${teamPath(match.teams[0])}" class="teamName">${match.teams[0].name}</a></div>
<div class="flexbox-column flexbox-center grow right-border"><div class="bold">7</div><div class="description">Wins</div></div>
<div class="flexbox-column flexbox-center grow left-border"><div class="bold">4</div><div class="description">Wins</div></div>
<div class="flexbox team2"><a href="${teamPath(match.teams[1])}" class="teamName">${match.teams[1].name}</a>${teamLogo(match.teams[1], 'logo')}</div>
</div></div>
${headToHead(match)}`;
}

function pastMatches(match: MatchPlan): Html {
  const row = (index: TeamIndex): Html => {
    const unix = match.startedAtMs - 86_400_000;
    return html`<tr class="no-week"><td class="past-matches-team text-ellipsis"><div class="past-matches-cell past-matches-teamname text-ellipsis">${flag('Europe', 'flag flag')}<a href="/team/8001/k-else" class="text-ellipsis">K Else</a></div><div class="date" data-unix="${unix}">1 day</div></td>
<td class="past-matches-map"><div class="past-matches-cell"><a href="/matches/${2_300_010 + index}/somebody-vs-k-else-other-cup">bo3</a></div></td>
<td class="past-matches-score"><a href="/matches/${2_300_010 + index}/somebody-vs-k-else-other-cup" class="past-matches-cell won">2 - 0</a></td></tr>`;
  };
  const box = (
    index: TeamIndex,
  ): Html => html`<div class="past-matches-box text-ellipsis"><div class="past-matches-headline"><a href="${teamPath(match.teams[index])}">${match.teams[index].name}</a></div>
<table class="past-matches-table"><tbody>${row(index)}</tbody></table></div>`;
  return html`<div class="past-matches spoiler" data-content-block="">
<div class="past-matches-header" id="past-matches"><span class="headline">Matches, past 3 months</span><div class="toggle-container"><div class="toggle selected">Core</div><div class="toggle">Team</div></div></div>
<div class="past-matches-grid">${box(0)}${box(1)}</div>
</div>`;
}

function headToHead(match: MatchPlan): Html {
  const unix = match.startedAtMs - 40 * 86_400_000;
  return html`<div class="standard-box head-to-head-listing spoiler">
<table class="table">
<tr class="row nowrap  "><td class="date"><a href="/matches/2300020/older-meeting"><span data-time-format="d/M yy" data-unix="${unix}">${localTime(unix).short}</span></a></td>
<td class="team1 text-ellipsis gtSmartphone-only  winner"><div class="flagAlign">${flag(match.teams[0].country)}<a href="${teamPath(match.teams[0])}" class="text-ellipsis">${match.teams[0].name}</a></div></td>
<td class="team2 text-ellipsis gtSmartphone-only  "><div class="flagAlign">${flag(match.teams[1].country)}<a href="${teamPath(match.teams[1])}" class="text-ellipsis">${match.teams[1].name}</a></div></td>
<td class="map"><div class="dynamic-map-name-full">Mirage</div></td><td class="result">16 - 14</td></tr>
</table>
</div>`;
}

const COMMENTS = { bare: 0, small: 2, realistic: 320, full: 320 } as const;
const COMMENTS_OF_A_FINAL = 2200;

/** The comments below a match, often more than half of the page, with links to other matches and maps. */
export function comments(match: MatchPlan, scene: Scene): Html {
  const crowded = isRealistic(scene.size) && match.bestOf === 5;
  const count = crowded ? COMMENTS_OF_A_FINAL : COMMENTS[scene.size];
  if (count === 0) return NOTHING;
  const random = randomFor(scene.seed, 'comments', match.matchId);
  const posts = Array.from({ length: count }, (_, index) => {
    const number = 60_000_000 + match.matchId + index;
    const author = `${commentText(random, 1)}${random.int(1, 999)}`;
    const link =
      index % 40 === 1
        ? raw(
            ' <a href="/stats/matches/mapstatsid/111112/another-vs-one">look at this map</a> <a href="/matches/2300021/another-vs-one-cup">match</a>',
          )
        : NOTHING;
    return html`<div class="post " id="r${number}"><div class="standard-box">
<div class="forum-topbar" data-topbar-post="r${number}"><a href="${matchPath(match)}#r${number}" class="replyNum" rel="nofollow">#${index + 1}</a><div class="spacer"></div><div class="fan-con"><a href="/team/8002/fans" class="a-reset"><img alt="Fans" src="/img/teamlogo/8002.png" class="teamLogo" title="fan of Fans" loading="lazy"></a> | </div>${flag('Norway')} <a href="/profile/${number}/x" class="authorAnchor">${author}</a></div>
<div class="forum-middle">${commentText(random, random.int(3, 70))}${link}</div>
<div class="forum-bottombar"><span class="time" data-time-format="yyyy-MM-dd HH:mm" data-unix="${match.endedAtMs + index * 1000}">${localTime(match.endedAtMs).stamp}</span><div class="plus-button-container"><div class="plus-button disable" data-plus-count="2" data-tooltip-id="uniqueTooltipId-${number}"><div class="hidden" id="uniqueTooltipId-${number}"></div></div></div></div>
</div></div>
`;
  });
  return html`<div class="match-comments" data-original-overlay-location="${matchPath(match)}">
<div class="forum no-promode" data-forum-thread-id="3100000">
${posts}</div>
</div>`;
}
