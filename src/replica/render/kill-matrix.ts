import type { MapPlayer } from '../world/model.ts';
import { at } from '../world/random.ts';
import { killCounts } from '../world/statistics.ts';
import { pageOrder, performancePlayers } from '../world/visible.ts';
import type { MapStory } from '../world/world.ts';
import { type Html, html } from './html.ts';
import { flag, tooltip } from './images.ts';
import { statsPlayerPath } from './paths.ts';

const KINDS = [
  { id: 'ALL', label: 'All', kind: 'all' },
  { id: 'FIRST_KILL', label: 'First kills', kind: 'first_kill' },
  { id: 'AWP', label: 'AWP kills', kind: 'awp' },
] as const;

/** Three matrices, one shown: left players in the columns, right players in the rows. */
export function killMatrices(story: MapStory): Html {
  const links = KINDS.map(
    ({ id, label }, index) =>
      html`<div class="killmatrix-menu-link${index === 0 ? ' bold' : ''}" id="${id}">${label}</div>`,
  );
  return html`<div class="killmatrix-menu">${links}</div>
${KINDS.map((kind, index) => matrix(story, kind, index > 0))}`;
}

function matrix(story: MapStory, { id, kind }: (typeof KINDS)[number], hidden: boolean): Html {
  const [left, right] = pageOrder(story.match);
  const counts = killCounts(story.played, kind);
  const players = performancePlayers(story.played);
  const columns = players.filter((player) => player.team === left);
  const rows = players.filter((player) => player.team === right);
  const kills = (killer: MapPlayer, victim: MapPlayer): number => at(at(counts, killer.index), victim.index);
  const body = rows.map(
    (row) => html`<tr>
<td class="team2">${name(row, `${id}${story.map.mapStatsId}`)}</td>
${columns.map((column) => cell({ row, column, byRow: kills(row, column), byColumn: kills(column, row) }))}
</tr>
`,
  );
  return html`<div class="killmatrix-content${hidden ? ' hidden' : ''}" id="${id}-content">
<table class="stats-table"><tbody>
<tr class="killmatrix-topbar">
<td class=""></td>
${columns.map(
  (
    column,
  ) => html`<td class="text-center team1" role="columnheader">${name(column, `${id}${story.map.mapStatsId}`)}</td>
`,
)}</tr>
${body}</tbody></table>
</div>
`;
}

function name({ person }: MapPlayer, scope: string): Html {
  const id = `uniqueTooltipId${scope}${person.playerId}`;
  return html`<span class="gtSmartphone-only">${flag(person.country)}</span><a data-tooltip-id="${id}" href="${statsPlayerPath(person)}">${person.nick}</a>${tooltip(id, statsPlayerPath(person), 'Player')}`;
}

type Cell = { row: MapPlayer; column: MapPlayer; byRow: number; byColumn: number };

function cell({ row, column, byRow, byColumn }: Cell): Html {
  const [a, b] = [row.person.nick, column.person.nick];
  return html`<td class="text-center" title="${a} killed ${b} ${byRow} times, ${b} killed ${a} ${byColumn} times"><span class="team2-player-score">${byRow}</span> : <span class="team1-player-score">${byColumn}</span></td>
`;
}
