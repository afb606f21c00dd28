import type { MapPlayer, PlayedRound } from '../world/model.ts';
import { at } from '../world/random.ts';
import { roundsWon } from '../world/score.ts';
import { hasRoundSwing, performancePlayers, roundSwingOrder } from '../world/visible.ts';
import type { MapStory } from '../world/world.ts';
import { swing } from './format.ts';
import { type Html, html, NOTHING } from './html.ts';
import { teamLogo } from './images.ts';
import type { Scene } from './page-request.ts';
import { eventContent } from './round-swing-events.ts';

/** The Round swing section: players, the score after each round, and a box for each event of each round. */
export function roundSwingSection(story: MapStory, scene: Scene): Html {
  if (scene.layout !== 'E26' || !hasRoundSwing(story.match, story.map)) return NOTHING;
  const players = performancePlayers(story.played);
  const boxes = story.played.rounds.flatMap((round) => roundBoxes({ story, scene, players }, round));
  return html`<div class="standard-headline">Round swing</div>
<section class="round-swing">
<div class="round-swing-players">${players.map((player) => playerBlock(story, player))}</div>
${boxes}</section>`;
}

function playerBlock({ match, lines }: MapStory, { person, team, index }: MapPlayer): Html {
  const { name } = match.teams[team];
  return html`<div class="round-swing-player" data-toggle-value="PlayerId(playerId=${person.playerId})"><div class="bodyShot-con"><img alt="${name}" src="/img/teamlogo/${match.teams[team].teamId}.png" class="bodyShot-team" title="${name}"></div><div class="player-nick text-ellipsis">${person.nick}</div><div class="player-round-swing-total">${swing(at(lines, index).both.roundSwing)}</div></div>
`;
}

type Section = { story: MapStory; scene: Scene; players: readonly MapPlayer[] };

function roundBoxes(section: Section, round: PlayedRound): Html[] {
  const { story, scene } = section;
  const score = scoreContent(story, round);
  const copies = story.map.quirks.has('short-copies') ? 3 : 1;
  const scores = owners(section, { first: round.number, copies: 1 }).map(({ person }) =>
    box(`player${person.playerId}_match_round${round.number}`, score),
  );
  const events = round.events.flatMap((event, index) => {
    const number = index + 1;
    return owners(section, { first: round.number * 7 + index, copies }).map(({ person }, copy) =>
      box(
        `player${person.playerId}_round${round.number}_event${number}`,
        eventContent(story, { round, event }, { size: scene.size, copy, copies }),
      ),
    );
  });
  return [...scores, ...events];
}

/** The players that boxes are named after: all on a page of full size, otherwise as few as needed. */
function owners({ scene, players }: Section, { first, copies }: { first: number; copies: number }): MapPlayer[] {
  if (scene.size === 'full') return [...players];
  return Array.from({ length: copies }, (_, copy) => at(players, (first + 3 * copy) % players.length));
}

function box(id: string, content: Html): Html {
  return html`<div class="tooltip" id="tooltip_${id}">${content}</div>
`;
}

function scoreContent({ match, map }: MapStory, round: PlayedRound): Html {
  const won = roundsWon(map.winners, 1, round.number);
  return html`${roundSwingOrder(map).map((team) => html`<div class="team">${teamLogo(match.teams[team], 'team-logo')}<div class="team-stat">${won[team]}</div></div>`)}`;
}
