import type { PlayedRound, TeamIndex } from '../world/model.ts';
import { roundsWon } from '../world/score.ts';
import { hasUnknownIcon, pageOrder } from '../world/visible.ts';
import type { MapStory } from '../world/world.ts';
import { type Html, html, NOTHING, raw } from './html.ts';
import { teamLogo } from './images.ts';
import type { Scene } from './page-request.ts';

const EMPTY = raw('<img class="round-history-outcome" src="/img/static/scoreboard/emptyHistory.svg" title="">\n');
const BAR = raw('<div class="round-history-bar"></div>\n');

/** Regulation in one container, all overtimes in a second one with a bar before every three rounds. */
export function roundHistory(story: MapStory, scene: Scene): Html {
  const half = story.map.halfLength;
  const { rounds } = story.played;
  const padded = scene.layout === 'E22';
  const regulation = [chunk(rounds, 0, half), chunk(rounds, half, half)];
  const overtime = rounds.slice(2 * half);
  const blocks = Array.from({ length: Math.ceil(overtime.length / 3) }, (_, index) => chunk(overtime, index * 3, 3));
  const extra =
    blocks.length === 0
      ? NOTHING
      : html`<div class="standard-headline">Overtime</div>
${container(story, blocks, 0)}`;
  return html`<div class="standard-headline">Round history</div>
${container(story, regulation, padded ? half : 0)}
${extra}`;
}

function chunk(rounds: readonly PlayedRound[], from: number, length: number): PlayedRound[] {
  return rounds.slice(from, from + length);
}

/** Two parallel rows, page left first; `padTo` fills each block with empty icons up to that length. */
function container(story: MapStory, blocks: PlayedRound[][], padTo: number): Html {
  const rows = pageOrder(story.match).map((team) => {
    const icons = blocks.map((block) => {
      const padding = Array.from({ length: Math.max(0, padTo - block.length) }, () => EMPTY);
      return html`${BAR}${block.map((round) => icon(story, round, team))}${padding}`;
    });
    return html`<div class="round-history-team-row">
${teamLogo(story.match.teams[team], 'round-history-team')}
${icons}</div>
`;
  });
  return html`<div class="standard-box round-history-con">
${rows}</div>`;
}

function icon(story: MapStory, round: PlayedRound, team: TeamIndex): Html {
  if (round.winner !== team) return EMPTY;
  const [left, right] = pageOrder(story.match);
  const score = roundsWon(story.map.winners, 1, round.number);
  return html`<img class="round-history-outcome" src="/img/static/scoreboard/${iconFile(story, round)}.svg" title="${score[left]}-${score[right]}">
`;
}

function iconFile(story: MapStory, round: PlayedRound): string {
  if (hasUnknownIcon(story.map, round.number)) return 'hostage_rescued';
  if (round.outcome === 'elimination') return round.sides[round.winner] === 'ct' ? 'ct_win' : 't_win';
  return round.outcome === 'time' ? 'stopwatch' : round.outcome;
}
