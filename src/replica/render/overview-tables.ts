import { shortMapName } from '../world/maps.ts';
import type { MapPlan, MatchPlan, Person, TeamIndex } from '../world/model.ts';
import { at } from '../world/random.ts';
import { type PlayerLine, type PlayerLines, seriesLine } from '../world/statistics.ts';
import { type Columns, columnsOf, hasAdr, tablePlayers } from '../world/visible.ts';
import type { World } from '../world/world.ts';
import { percent, ratingClass, swing, swingClass } from './format.ts';
import { type Html, html, NOTHING, raw } from './html.ts';
import { flag, markedName, teamLogo } from './images.ts';
import type { Scene } from './page-request.ts';
import { mapStatsPath, playerPath, seriesStatsPath, teamPath } from './paths.ts';

type Row = { person: Person; team: TeamIndex; lines: PlayerLines; adrShown: boolean; partial: boolean };
type Block = { id: string; rows: Row[] };
type TableContext = { match: MatchPlan; scene: Scene; columns: Columns };

const SIDES = ['both', 'ct', 't'] as const;
const TABLE_CLASSES = { both: 'totalstats', ct: 'ctstats hidden', t: 'tstats hidden' } as const;

/** The match stats section: menu and six tables for all maps together and for each map with stats. */
export function matchStats(world: World, match: MatchPlan, scene: Scene): Html {
  const maps = match.maps.filter((map) => map.state === 'played' && map.mapStatsId !== null);
  if (maps.length === 0) return NOTHING;
  const blocks = maps.map((map) => mapBlock(world, match, map));
  const context = { match, scene, columns: columnsOf(match, scene.layout) };
  const all: Block = { id: 'all', rows: seriesRows(blocks) };
  return html`<div class="spoiler">
<div class="matchstats" id="match-stats">
<div class="section-header"><div class="headline">Match stats</div>${toggles(scene)}</div>
<div class="box-headline flexbox nowrap header">
<div class="flexbox nowrap">${menu(maps)}</div>
${detailedStats(match, maps)}
</div>
${[all, ...blocks].map((block) => blockTables(block, context))}
</div>
</div>`;
}

function toggles(scene: Scene): Html {
  if (scene.layout !== 'E26') return NOTHING;
  return raw(
    '<div class="containers"><div class="eco-adjusted-container"><div class="stats-toggle traditional selected">Traditional</div><div class="stats-toggle">Eco-adjusted</div></div><div class="ct-t-stats-container"><div class="toggle selected">Both</div><div class="toggle">Terrorist</div><div class="toggle">Counter-Terrorist</div></div></div>',
  );
}

function menu(maps: readonly MapPlan[]): Html {
  const item = (id: string, short: string, full: string): Html =>
    html`<div class="small-padding"><div class="stats-menu-link ${id === 'all' ? 'bold' : ''}"><div class="${id} dynamic-map-name-short" id="${id}">${short}</div><div class="${id} dynamic-map-name-full" id="${id}">${full}</div></div></div>`;
  return html`${item('all', 'All', 'All maps')}${maps.map((map) => item(String(map.mapStatsId), shortMapName(map.name), map.name))}`;
}

function detailedStats(match: MatchPlan, maps: readonly MapPlan[]): Html {
  const [only] = maps;
  const path = maps.length === 1 && only !== undefined ? mapStatsPath(match, only) : seriesStatsPath(match);
  return html`<div class="flexbox nowrap stats-type"><div class="small-padding stats-detailed-stats"><a href="${path}">Detailed stats</a></div></div>`;
}

function mapBlock(world: World, match: MatchPlan, map: MapPlan): Block {
  const { played, lines } = world.storyOf(match, map);
  const rows = tablePlayers(played).map(
    (player): Row => ({
      person: player.person,
      team: player.team,
      lines: at(lines, player.index),
      adrShown: hasAdr(map, player),
      partial: player.index === 10,
    }),
  );
  return { id: String(map.mapStatsId), rows };
}

/** One row for each player of any of the maps. */
function seriesRows(blocks: readonly Block[]): Row[] {
  const byPlayer = new Map<number, Row[]>();
  for (const row of blocks.flatMap((block) => block.rows)) {
    byPlayer.set(row.person.playerId, [...(byPlayer.get(row.person.playerId) ?? []), row]);
  }
  return [...byPlayer.values()].map((rows): Row => {
    const side = (name: (typeof SIDES)[number]): PlayerLine => seriesLine(rows.map((row) => row.lines[name]));
    return {
      ...at(rows, 0),
      lines: { both: side('both'), ct: side('ct'), t: side('t') },
      adrShown: rows.every((row) => row.adrShown),
      partial: rows.length < blocks.length,
    };
  });
}

function blockTables(block: Block, context: TableContext): Html {
  const sides = context.scene.layout === 'E18' ? (['both'] as const) : SIDES;
  const tables = ([0, 1] as const).flatMap((team) => sides.map((side) => table(block, { team, side, context })));
  return html`<div class="stats-content" id="${block.id}-content">
${tables}
</div>
`;
}

type TableInput = { team: TeamIndex; side: (typeof SIDES)[number]; context: TableContext };

function table(block: Block, { team, side, context }: TableInput): Html {
  const rows = block.rows
    .filter((row) => row.team === team)
    .toSorted((a, b) => b.lines[side].rating - a.lines[side].rating);
  const cells = context.scene.layout === 'E26' ? modernCells : oldCells;
  const className = context.scene.layout === 'E18' ? 'table' : `table ${TABLE_CLASSES[side]}`;
  return html`<table class="${className}">
${headerRow(context, team)}
${rows.map(
  (row) => html`<tr>
${playerCell(row, context)}
${cells(row.lines[side], row, context)}
</tr>
`,
)}</table>
`;
}

function headerRow({ match, scene, columns }: TableContext, team: TeamIndex): Html {
  const { teams } = match;
  const head = html`<td class="players"><div class="align-logo">${teamLogo(teams[team], 'logo')}<a href="${teamPath(teams[team])}" class="teamName team">${teams[team].name}</a></div></td>`;
  const rating = html`<td class="rating text-center">Rating<span class="ratingDesc">${match.ratingVersion}</span></td>`;
  if (scene.layout !== 'E26') {
    return html`<tr class="header-row">
${head}<td class="kd text-center">K-D</td><td class="plus-minus text-center gtSmartphone-only">+/-</td><td class="adr text-center">ADR</td><td class="kast text-center">KAST</td>${rating}
</tr>`;
  }
  return html`<tr class="header-row">
${head}
<td class="kd text-center traditional-data">K-D</td>
<td class="kd text-center eco-adjusted-data hidden">eK-eD</td>
${raw(columns.swing ? '<td class="roundSwing text-center">Swing</td>' : '<td class="plus-minus text-center gtSmartphone-only">+/-</td>')}
<td class="adr text-center traditional-data">ADR</td>
<td class="adr text-center eco-adjusted-data hidden">eADR</td>
<td class="kast text-center traditional-data">KAST</td>
<td class="kast text-center eco-adjusted-data hidden">eKAST</td>
${rating}
</tr>`;
}

function playerCell({ person, partial }: Row, { scene }: TableContext): Html {
  const dots =
    partial && scene.layout === 'E22'
      ? html`<div class="maps-played-dots-wrapper" title="Played 1 map"><span class="dot"></span></div>`
      : NOTHING;
  const linkClass = partial && scene.layout === 'E22' ? 'text-ellipsis maps-indicator-offset' : 'text-ellipsis';
  return html`<td class="players"><div class="flagAlign">${flag(person.country)}${dots}
<a href="${playerPath(person)}" class="${linkClass}">
<div class="gtSmartphone-only statsPlayerName text-ellipsis">${markedName(person)}</div>
<div class="smartphone-only statsPlayerName text-ellipsis">${person.nick}</div></a></div></td>`;
}

/** Cells of the layout of 2026. Maps before rating 3.0 have no eco values: their hidden cells show null and zeros. */
function modernCells(line: PlayerLine, row: Row, { columns }: TableContext): Html {
  const eco = (text: string, without: string): string => (columns.eco ? text : without);
  const third = columns.swing
    ? html`<td class="roundSwing text-center ${swingClass(line.roundSwing)}">${swing(line.roundSwing)}</td>`
    : differenceCell(line);
  return html`<td class="kd text-center traditional-data">${line.kills}-${line.deaths}</td>
<td class="kd text-center eco-adjusted-data hidden">${eco(`${line.ecoKills}-${line.ecoDeaths}`, 'null-null')}</td>
${third}
<td class="adr text-center traditional-data">${row.adrShown ? line.adr.toFixed(1) : '-'}</td>
<td class="adr text-center eco-adjusted-data hidden">${eco(line.ecoAdr.toFixed(1), '0.0')}</td>
<td class="kast text-center traditional-data">${percent(line.kast)}</td>
<td class="kast text-center eco-adjusted-data hidden">${eco(percent(line.ecoKast), '0.0%')}</td>
<td class="rating text-center ${ratingClass(line.rating)}">${line.rating.toFixed(2)}</td>`;
}

function oldCells(line: PlayerLine, row: Row): Html {
  return html`<td class="kd text-center">${line.kills}-${line.deaths}</td>
${differenceCell(line)}
<td class="adr text-center">${row.adrShown ? line.adr.toFixed(1) : '-'}</td>
<td class="kast text-center">${percent(line.kast)}</td>
<td class="rating text-center">${line.rating.toFixed(2)}</td>`;
}

function differenceCell({ kills, deaths }: PlayerLine): Html {
  const difference = kills - deaths;
  const sign = difference > 0 ? `+${difference}` : String(difference);
  return html`<td class="plus-minus text-center gtSmartphone-only"><span class="${difference > 0 ? 'won' : difference < 0 ? 'lost' : ''}">${sign}</span></td>`;
}
