import type { TableSide } from '../../records.ts';
import type { MapPlayer, TeamIndex } from '../world/model.ts';
import { at } from '../world/random.ts';
import type { PlayerLine } from '../world/statistics.ts';
import { columnsOf, hasAdr, pageOrder, tablePlayers } from '../world/visible.ts';
import type { MapStory } from '../world/world.ts';
import { percent, ratingClass, swing, swingClass } from './format.ts';
import { type Html, html, NOTHING, raw } from './html.ts';
import { flag, teamLogo, tooltip } from './images.ts';
import { oldCells, oldHeader } from './map-stats-old-tables.ts';
import type { Scene } from './page-request.ts';
import { statsPlayerPath } from './paths.ts';

const SIDES: readonly TableSide[] = ['both', 'ct', 't'];

/** Six tables: left total, CT, T, right total, CT, T; three where the page lacks a scoreboard. */
export function scoreboards(story: MapStory, scene: Scene): Html {
  const order = pageOrder(story.match);
  const teams = story.map.quirks.has('one-scoreboard') ? order.slice(0, 1) : order;
  return html`${teams.flatMap((team) => SIDES.map((side) => table(story, scene, { team, side })))}`;
}

type TableKey = { team: TeamIndex; side: TableSide };

function classOf(story: MapStory, side: TableSide): string {
  if (side === 'ct') return 'stats-table ctstats hidden';
  if (side === 't') return 'stats-table tstats hidden';
  return story.map.quirks.has('plain-totals') ? 'totalstats ' : 'stats-table totalstats ';
}

function table(story: MapStory, scene: Scene, { team, side }: TableKey): Html {
  const old = scene.layout === 'E22';
  const rows = tablePlayers(story.played)
    .filter((player) => player.team === team)
    .toSorted((a, b) => at(story.lines, b.index)[side].rating - at(story.lines, a.index)[side].rating);
  const name = html`<th class="st-teamname text-ellipsis">${teamLogo(story.match.teams[team], 'team-logo')}${story.match.teams[team].name}</th>`;
  return html`<table class="${classOf(story, side)}">
<thead><tr>
${name}${old ? oldHeader(story.match.ratingVersion) : header(story)}
</tr></thead>
<tbody>
${rows.map(
  (player) => html`<tr>
${playerCell(player, story, { old, side })}
${old ? oldCells(at(story.lines, player.index)[side], hasAdr(story.map, player)) : cells(story, player, side)}
</tr>
`,
)}</tbody>
</table>
`;
}

function playerCell({ person }: MapPlayer, story: MapStory, { old, side }: { old: boolean; side: TableSide }): Html {
  const id = `uniqueTooltipId${side}${person.playerId}${story.map.mapStatsId}`;
  const image = old ? html`<span class="gtSmartphone-only">${flag(person.country)}</span>` : flag(person.country);
  return html`<td class="st-player"><div class="flag-align">${image}<a href="${statsPlayerPath(person)}" class="text-ellipsis" data-tooltip-id="${id}">${person.nick}</a>${tooltip(id, statsPlayerPath(person), 'Player')}</div></td>`;
}

/** Header of the layout of 2026: six columns in two forms, KAST also in a column for phones. */
function header({ match, map }: MapStory): Html {
  const { swing: hasSwing } = columnsOf(match, 'E26');
  const ecoDeaths = hasSwing ? raw('eD<span class="gtSmartphone-only">(t)</span>') : raw('eD');
  return html`<th class="st-opkd gtSmartphone-only traditional-data">Op.K-D</th>
<th class="st-opkd gtSmartphone-only eco-adjusted-data hidden">Op.eK-eD</th>
<th class="st-mks gtSmartphone-only">MKs</th>
<th class="st-kast gtSmartphone-only traditional-data">KAST</th>
<th class="st-kast gtSmartphone-only eco-adjusted-data hidden">eKAST</th>
<th class="st-clutches gtSmartphone-only">1vsX</th>
<th class="st-kills traditional-data">K<span class="gtSmartphone-only">(hs)</span></th>
<th class="st-kills eco-adjusted-data hidden">eK<span class="gtSmartphone-only">(hs)</span></th>
<th class="st-assists">A<span class="gtSmartphone-only">(f)</span></th>
<th class="st-deaths traditional-data">D<span class="gtSmartphone-only">(t)</span></th>
<th class="st-deaths eco-adjusted-data hidden">${ecoDeaths}</th>
<th class="st-adr traditional-data">ADR</th>
<th class="st-adr eco-adjusted-data hidden">eADR</th>
<th class="st-kast smartphone-only traditional-data">KAST</th>
<th class="st-kast smartphone-only eco-adjusted-data hidden">eKAST</th>
${map.quirks.has('extra-figure') ? raw('<th class="st-utility">UD</th>\n') : NOTHING}${hasSwing ? raw('<th class="st-roundSwing">Swing</th>\n') : NOTHING}<th class="st-rating">Rating<span class="ratingDesc">${match.ratingVersion}</span></th>`;
}

/** Texts of a player's eco-adjusted cells; before rating 3.0 they have no values. */
function ecoCells(line: PlayerLine, known: boolean): Record<'opkd' | 'kast' | 'kills' | 'deaths' | 'adr', Html> {
  if (!known) {
    const nothing = raw('null <span class="gtSmartphone-only">(null)</span>');
    return { opkd: raw('null'), kast: raw('null'), kills: nothing, deaths: raw('null'), adr: raw('-') };
  }
  return {
    opkd: html`${line.ecoOpeningKills} : ${line.ecoOpeningDeaths}`,
    kast: html`${percent(line.ecoKast)}`,
    kills: bracketed(line.ecoKills, line.ecoHeadshots),
    deaths: bracketed(line.ecoDeaths, line.ecoTradedDeaths),
    adr: html`${line.ecoAdr.toFixed(1)}`,
  };
}

function bracketed(value: number, part: number): Html {
  return html`${value} <span class="gtSmartphone-only">(${part})</span>`;
}

function cells(story: MapStory, player: MapPlayer, side: TableSide): Html {
  const line = at(story.lines, player.index)[side];
  const columns = columnsOf(story.match, 'E26');
  const eco = ecoCells(line, columns.eco);
  const adr = hasAdr(story.map, player) ? line.adr.toFixed(1) : '-';
  const swingCell = columns.swing
    ? html`<td class="st-roundSwing ${swingClass(line.roundSwing)}">${swing(line.roundSwing)}</td>
`
    : NOTHING;
  const extra = story.map.quirks.has('extra-figure') ? raw('<td class="st-utility">12.3</td>\n') : NOTHING;
  return html`<td class="st-opkd gtSmartphone-only traditional-data">${line.openingKills} : ${line.openingDeaths}</td>
<td class="st-opkd gtSmartphone-only eco-adjusted-data hidden">${eco.opkd}</td>
<td class="st-mks gtSmartphone-only">${line.multiKillRounds}</td>
<td class="st-kast gtSmartphone-only traditional-data">${percent(line.kast)}</td>
<td class="st-kast gtSmartphone-only eco-adjusted-data hidden">${eco.kast}</td>
<td class="st-clutches gtSmartphone-only">${line.clutchesWon}</td>
<td class="st-kills traditional-data">${bracketed(line.kills, line.headshots)}</td>
<td class="st-kills eco-adjusted-data hidden">${eco.kills}</td>
<td class="st-assists">${line.assists} <span class="gtSmartphone-only" title="Flash assists, included in assists">(${line.flashAssists})</span></td>
<td class="st-deaths traditional-data">${bracketed(line.deaths, line.tradedDeaths)}</td>
<td class="st-deaths eco-adjusted-data hidden">${eco.deaths}</td>
<td class="st-adr traditional-data">${adr}</td>
<td class="st-adr eco-adjusted-data hidden">${eco.adr}</td>
<td class="st-kast smartphone-only traditional-data">${percent(line.kast)}</td>
<td class="st-kast smartphone-only eco-adjusted-data hidden">${eco.kast}</td>
${extra}${swingCell}<td class="st-rating ${ratingClass(line.rating)}">${line.rating.toFixed(2)}</td>`;
}
