import type { MapStatsPlayer } from '../page-records.ts';
import {
  bracketed,
  decimal,
  integer,
  Misread,
  pair,
  percent,
  quoted,
  type Reader,
  sometimes,
  within,
} from './fields.ts';
import { playerIn } from './player-cell.ts';
import {
  type Cells,
  type ColumnNames,
  cellsOf,
  cellText,
  demandUnique,
  type StatsTable,
  tableOpener,
} from './stats-table.ts';
import type { PageTeam } from './team.ts';
import { attributeOf, type Element, firstOfClass, hasClass, textOf } from './tree.ts';

/** Today's columns and those of 2022, when KAST stood under `st-kdratio` and opening duels in a title. */
const COLUMNS: ColumnNames = {
  player: { classes: ['st-player', 'st-teamname'], label: /^$/ },
  openings: { classes: ['st-opkd'], label: /^Op\.\s?K-D$/, ecoLabel: /^Op\.\s?eK-eD$/ },
  openingDifference: { classes: ['st-fkdiff'], label: /^FK Diff$/ },
  multiKills: { classes: ['st-mks'], label: /^MKs$/ },
  kast: { classes: ['st-kast', 'st-kdratio'], label: /^KAST$/, ecoLabel: /^eKAST$/ },
  clutches: { classes: ['st-clutches'], label: /^1vsX$/ },
  kills: { classes: ['st-kills'], label: /^K\s?\(hs\)$/, ecoLabel: /^eK\s?\(hs\)$/ },
  assists: { classes: ['st-assists'], label: /^A\s?\(f\)$/ },
  deaths: { classes: ['st-deaths'], label: /^D(?:\s?\(t\))?$/, ecoLabel: /^eD(?:\s?\(t\))?$/ },
  difference: { classes: ['st-kddiff'], label: /^K-D Diff$/ },
  adr: { classes: ['st-adr'], label: /^ADR$/, ecoLabel: /^eADR$/ },
  roundSwing: { classes: ['st-roundSwing'], label: /^Swing$/ },
  rating: { classes: ['st-rating'], label: /^Rating/ },
};

type Scoreboards = {
  players: MapStatsPlayer[];
  scoreboards: number;
  ratingVersion: string | null;
  unknownColumns: string[];
};

/** The rows of all tables: left team whole map, CT, T, then the right team's. A page may lack tables. */
export function readMapStatsPlayers(tables: Element[], teams: [PageTeam, PageTeam]): Scoreboards {
  const open = tableOpener(COLUMNS);
  const opened = tables.map((table, index) => within('scoreboards', index, () => open(table)));
  const players: MapStatsPlayer[] = [];
  for (const table of opened) {
    const { teamId } = within('playerMapStats', players.length, () => teamOf(table, opened, teams));
    const offset = players.length;
    const rows = table.rows.map((row, index) =>
      within('playerMapStats', offset + index, () => ({ ...readRow(table, row), side: table.side, teamId })),
    );
    players.push(...rows);
  }
  demandUnique('playerMapStats', players, ({ playerId, side }) => `player ${playerId}, ${side}`);
  return {
    players,
    scoreboards: opened.filter(({ side }) => side === 'both').length,
    ratingVersion: opened.map((table) => table.ratingVersion).find((version) => version !== null) ?? null,
    unknownColumns: opened.flatMap((table) => table.unknownColumns),
  };
}

/** Either class alone may be missing on incomplete pages. */
export function isScoreboard(table: Element): boolean {
  if (table.name !== 'table') {
    return false;
  }
  const isMarked = ['totalstats', 'ctstats', 'tstats'].some((token) => hasClass(table, token));
  return isMarked || (hasClass(table, 'stats-table') && firstOfClass(table, 'st-player') !== undefined);
}

/** The header names the team. Where it names neither, two tables of a side stand left and right. */
function teamOf(table: StatsTable, all: StatsTable[], teams: [PageTeam, PageTeam]): PageTeam {
  const place = firstOfClass(table.header, 'st-teamname');
  const text = textOf(place);
  const named = teams.filter(({ teamName }) => teamName === text);
  const [only] = named;
  if (only !== undefined && named.length === 1) {
    return only;
  }
  const sameSide = all.filter(({ side }) => side === table.side);
  const team = sameSide.length === 2 ? teams[sameSide.indexOf(table)] : undefined;
  if (team === undefined || place === undefined) {
    throw new Misread('teamId', 'one of the two team names above the table', quoted(text));
  }
  return team;
}

type RowOfTable = Omit<MapStatsPlayer, 'side' | 'teamId'>;

function readRow(table: StatsTable, row: Element): RowOfTable {
  const cells = cellsOf(table, row);
  const read = <Value>(field: string, column: string, reader: Reader<Value>): Value | null =>
    sometimes('the site shows a dash for what it does not know', field, {
      text: cellText(table, cells, column),
      reader,
    });
  const kills = read('kills', 'kills', bracketed);
  const assists = read('assists', 'assists', bracketed);
  const deaths = read('deaths', 'deaths', bracketed);
  return {
    ...playerIn(cells.get('player')),
    kills: kills?.outer ?? null,
    headshots: kills?.inner ?? null,
    assists: assists?.outer ?? null,
    flashAssists: assists?.inner ?? null,
    deaths: deaths?.outer ?? null,
    tradedDeaths: deaths?.inner ?? null,
    adr: read('adr', 'adr', decimal),
    kast: read('kast', 'kast', percent),
    ...readOpenings(table, cells),
    multiKillRounds: read('multiKillRounds', 'multiKills', integer),
    clutchesWon: read('clutchesWon', 'clutches', integer),
    roundSwing: read('roundSwing', 'roundSwing', percent),
    rating: read('rating', 'rating', decimal),
    ...readEco(table, cells),
  };
}

/** Today a cell `4 : 1`; in 2022 the difference, with both numbers in the cell's title. */
function readOpenings(table: StatsTable, cells: Cells): Pick<RowOfTable, 'openingKills' | 'openingDeaths'> {
  const reason = 'the site shows a dash for what it does not know';
  const duels = sometimes(reason, 'openingKills', { text: cellText(table, cells, 'openings'), reader: pair });
  if (duels !== null) {
    return { openingKills: duels[0], openingDeaths: duels[1] };
  }
  const difference = cells.get('openingDifference');
  if (cellText(table, cells, 'openingDifference') === undefined) {
    throw new Misread('openingKills', 'the difference of opening duels', 'nothing');
  }
  const title = attributeOf(difference, 'title');
  const [, kills, deaths] = /^(\d{1,9}) first kills?, (\d{1,9}) first deaths?\b/i.exec(title ?? '') ?? [];
  if (title !== undefined && title !== '' && kills === undefined) {
    throw new Misread('openingKills', 'first kills and first deaths', quoted(title));
  }
  return {
    openingKills: kills === undefined ? null : Number(kills),
    openingDeaths: deaths === undefined ? null : Number(deaths),
  };
}

type Eco = Pick<RowOfTable, Extract<keyof RowOfTable, `eco${string}`>>;

/** The hidden twins of six columns; `null` on maps with an older rating, absent on older pages. */
function readEco(table: StatsTable, cells: Cells): Eco {
  const read = <Value>(field: string, column: string, reader: Reader<Value>): Value | null =>
    sometimes('maps with an older rating show null', field, { text: cellText(table, cells, `${column}/eco`), reader });
  const kills = read('ecoKills', 'kills', bracketed);
  const deaths = read('ecoDeaths', 'deaths', bracketed);
  const openings = read('ecoOpeningKills', 'openings', pair);
  return {
    ecoKills: kills?.outer ?? null,
    ecoHeadshots: kills?.inner ?? null,
    ecoDeaths: deaths?.outer ?? null,
    ecoTradedDeaths: deaths?.inner ?? null,
    ecoAdr: read('ecoAdr', 'adr', decimal),
    ecoKast: read('ecoKast', 'kast', percent),
    ecoOpeningKills: openings?.[0] ?? null,
    ecoOpeningDeaths: openings?.[1] ?? null,
  };
}
