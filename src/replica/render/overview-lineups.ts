import type { MatchPlan, Person, TeamIndex } from '../world/model.ts';
import { type Html, html, NOTHING } from './html.ts';
import { flag, fullName, SPACER, teamLogo } from './images.ts';
import { displayed } from './overview-header.ts';
import type { Scene } from './page-request.ts';
import { playerPath, rankingPath, teamPath } from './paths.ts';

/** Both announced line-ups with ranks; before and during a match there are no links, and attributes are there twice. */
export function lineups(match: MatchPlan, scene: Scene): Html {
  if (!match.hasLineups) return NOTHING;
  const blocks = ([0, 1] as const)
    .filter((team) => !match.undecided.has(team))
    .map(
      (team) => html`${lineup(match, team, scene)}
${SPACER}
`,
    );
  return html`<div class="lineups" id="lineups" data-content-block="">
<span class="headline">Lineups</span>
<div class="">
${blocks}</div>
</div>`;
}

function lineup(match: MatchPlan, index: TeamIndex, scene: Scene): Html {
  const team = match.teams[index];
  const before = match.status === 'live' || match.status === 'upcoming' || match.status === 'postponed';
  const cells = team.lineup.map((person) => {
    const cell = { match, person, index, scene };
    return before ? earlyCells(cell) : cellsOf(cell);
  });
  return html`<div class="lineup standard-box">
<div class="box-headline flex-align-center">
<div class="flex-align-center">${teamLogo(team, 'logo')}<a href="${teamPath(team)}" class="text-ellipsis">${team.name}</a></div>
${scene.layout === 'E18' ? NOTHING : ranking(match, index)}
</div>
<div class="players">
<table class="table">
<tr>
${cells.map((cell) => cell.photo)}
</tr>
<tr>
${cells.map((cell) => cell.name)}
</tr>
</table>
</div>
</div>`;
}

function ranking(match: MatchPlan, index: TeamIndex): Html {
  const { rank, teamId } = match.teams[index];
  if (rank === null) return html`<div class="teamRanking"><div class="a-reset"><span>Unranked</span></div></div>`;
  return html`<div class="teamRanking"><a href="${rankingPath(teamId, match.startedAtMs)}" class="a-reset"><span>World rank: </span>#${rank}</a></div>`;
}

type CellInput = { match: MatchPlan; person: Person; index: TeamIndex; scene: Scene };

function photo(person: Person): Html {
  return html`<img alt="${fullName(person)}" src="/img/playerbodyshot/${person.playerId}.png" class="player-photo" title="${fullName(person)}" loading="lazy">`;
}

function cellsOf({ match, person, index, scene }: CellInput): { photo: Html; name: Html } {
  const attributes =
    scene.layout === 'E18' ? NOTHING : html` data-player-id="${person.playerId}" data-team-ordinal="${index + 1}"`;
  return {
    photo: html`<td class="player player-image"><a href="${playerPath(person)}"><div>${photo(person)}</div></a></td>
`,
    name: html`<td class="player"><a href="${playerPath(person)}"><div class="flagAlign"${attributes}>${flag(person.country, 'flag gtSmartphone-only flag')}<div class="text-ellipsis">${displayed(match, person.nick)}</div></div></a></td>
`,
  };
}

function earlyCells({ match, person, index }: CellInput): { photo: Html; name: Html } {
  const active = index === 0 && person === match.teams[0].lineup[0] ? 'active' : '';
  const attributes = html`data-player-id="${person.playerId}" data-team-ordinal="${index + 1}"`;
  return {
    photo: html`<td class="player player-image"><div class="player-compare ${active}" ${attributes}>${photo(person)}</div></td>
`,
    name: html`<td class="player"><div class="player-compare flagAlign ${active}" ${attributes}>${flag(person.country)}<div class="text-ellipsis">${person.nick}</div></div></td>
`,
  };
}
