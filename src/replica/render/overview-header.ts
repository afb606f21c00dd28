import type { MatchPlan, MatchTeam, TeamIndex } from '../world/model.ts';
import { at } from '../world/random.ts';
import { localTime } from './format.ts';
import { type Html, html, NOTHING, scriptJson } from './html.ts';
import { flagFile, teamLogo } from './images.ts';
import { listingScore } from './listing.ts';
import type { Scene } from './page-request.ts';
import { eventPath, matchPath, teamPath } from './paths.ts';

/** Title, canonical link, og:url and JSON-LD, which always says "Online Event" and "Scheduled". */
export function overviewHead(match: MatchPlan, scene: Scene): Html {
  if (scene.layout === 'E18') return NOTHING;
  const url = `${scene.origin}${matchPath(match)}`;
  const canonical = html`<link href="${url}" rel="canonical">`;
  if (scene.layout === 'E22') return canonical;
  const data = {
    '@context': 'http://schema.org',
    '@type': 'SportsEvent',
    name: `${match.teams[0].name} vs. ${match.teams[1].name} at ${match.event.name}`,
    url,
    eventStatus: 'http://schema.org/EventScheduled',
    startDate: localTime(match.startedAtMs).iso,
    location: { '@type': 'Place', name: 'Online Event', url },
    competitor: match.teams.map((team) => ({
      '@type': 'SportsTeam',
      name: team.name,
      url: `${scene.origin}${teamPath(team)}`,
    })),
  };
  return html`${canonical}
<meta property="og:url" content="${url}">
<script type="application/ld+json">${scriptJson(data)}</script>`;
}

export function overviewTitle(match: MatchPlan): string {
  return `${teamLabel(match, 0)} vs. ${teamLabel(match, 1)} at ${match.event.name} | HLTV.org`;
}

function teamLabel(match: MatchPlan, team: TeamIndex): string {
  return match.undecided.has(team) ? 'TBD' : match.teams[team].name;
}

/** Hostile names have blanks around them. */
export function displayed(match: MatchPlan, text: string): string {
  return match.quirks.has('hostile') ? ` ${text}  ` : text;
}

type HeaderScore = { text: number; outcome: 'won' | 'lost' | 'tie' };

/** The number under a team's name: only on finished matches. */
function headerScore(match: MatchPlan, team: TeamIndex): HeaderScore | null {
  if (match.status !== 'finished') return null;
  const outcome = match.winner === null ? 'tie' : match.winner === team ? 'won' : 'lost';
  return { text: at(listingScore(match), team), outcome };
}

/** The header for phones: repeats names, score and date. */
export function mobileHeader(match: MatchPlan): Html {
  const team = (index: TeamIndex): Html =>
    html`<a href="${teamPath(match.teams[index])}" class="dropdownTeam team${index + 1} text-ellipsis">${teamLogo(match.teams[index], 'logo')}<div class="teamName">${match.teams[index].name}</div></a>`;
  const [left, right] = [headerScore(match, 0), headerScore(match, 1)];
  const score =
    left === null || right === null
      ? NOTHING
      : html`<div class="score"><span class="${left.outcome} spoiler">${left.text}</span>:<span class="${right.outcome} spoiler">${right.text}</span></div>`;
  return html`<div class="standard-box teamsBoxDropdown smartphone-only">
${team(0)}
<div class="dropdownTimeAndEvent"><div class="withScore">${score}<div class="date" data-time-format="d MMM" data-unix="${match.startedAtMs}">${localTime(match.startedAtMs).short}</div></div></div>
${team(1)}
<div class="dropdownNav"><a href="#match-stats">Match stats</a><a href="#lineups">Lineups</a><a href="#past-matches">Past matches</a></div>
</div>`;
}

export function teamsBox(match: MatchPlan, scene: Scene): Html {
  const time = localTime(match.startedAtMs);
  return html`<div class="standard-box teamsBox">
${teamBlock(match, 0, scene)}
<div class="timeAndEvent">
<div class="time" data-time-format="HH:mm" data-unix="${match.startedAtMs}">${time.time}</div>
<div class="date" data-time-format="do 'of' MMMM y" data-unix="${match.startedAtMs}">${time.date}</div>
<div class="event text-ellipsis"><a href="${eventPath(match.event)}" title="${match.event.name}">${match.event.name}</a></div>
<div class="text dummy-spacer"> </div>
${countdown(match)}
</div>
${teamBlock(match, 1, scene)}
</div>`;
}

function teamBlock(match: MatchPlan, index: TeamIndex, scene: Scene): Html {
  const team: MatchTeam = match.teams[index];
  if (match.undecided.has(index)) return html`<div class="team"><div class="teamName">TBD</div></div>`;
  const score = headerScore(match, index);
  const blank = scene.layout === 'E18' ? ' ' : '';
  return html`<div class="team">
<img alt="${team.country}" src="/img/static/flags/300x200/${flagFile(team.country)}.png" class="team${index + 1}${blank}" title="${team.country}">
<div class="team${index + 1}-gradient">
<a href="${teamPath(team)}">${teamLogo(team, 'logo')}<div class="teamName">${displayed(match, team.name)}</div></a>
${score === null ? NOTHING : html`<div class="${score.outcome}">${score.text}</div>`}
</div>
</div>`;
}

function countdown(match: MatchPlan): Html {
  if (match.status === 'finished') return html`<div class="countdown">Match over</div>`;
  if (match.status === 'deleted') return html`<div class="countdown">Match deleted</div>`;
  if (match.status === 'postponed') return html`<div class="countdown">Match postponed</div>`;
  const text = match.status === 'live' ? 'LIVE' : match.seq % 2 === 0 ? '2d : 12h : 44m : 58s' : '16m : 23s';
  return html`<div class="countdown" data-time-countdown="LIVE" data-unix="${match.startedAtMs}">${text}</div>`;
}
