import type { MapStatsPlayer } from '../../page-records.ts';
import {
  bracketed,
  damage,
  ecoDamage,
  ecoShare,
  FieldError,
  integer,
  nullable,
  pair,
  quoted,
  type Reader,
  rating,
  type Seen,
  share,
  swing,
} from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { withNewerValues } from '../html/newer-values.ts';
import { playerIn } from '../html/player-cell.ts';
import {
  type Cells,
  type ColumnNames,
  cellsByColumn,
  cellText,
  type StatsTable,
  tableOpener,
  uniqueRows,
} from '../html/stats-table.ts';
import { type PageTeam, teamUnder } from '../html/team.ts';
import { attributeOf, type Element, firstOfClass, hasClass, textOf } from '../html/tree.ts';

/** The current columns and those of 2022, when KAST had the class `st-kdratio` and opening duels were in a title. */
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

/**
 * Reads the rows of all tables: both sides, CT and T of the left team, then of the right team. Core: each table and
 * row; the page fails when no row for both sides is readable, or a column is unreadable in all rows. Decoration: the
 * team of a table and each cell.
 */
export function readMapStatsPlayers(tables: Element[], names: Names, issues: IssueList): Scoreboards {
  const open = tableOpener(COLUMNS);
  const opened = tables.flatMap(
    (table, index) => issues.within({ at: 'scoreboards', index }).core(() => open(table)) ?? [],
  );
  issues.someOf(opened, { at: 'scoreboards', expected: 'tables of players' });
  if (opened.every(({ header }) => firstOfClass(header, 'st-teamname') === undefined)) {
    throw new FieldError('playerMapStats[0].teamId', 'a team above the table', 'nothing');
  }
  reportMissingTables(opened, issues);
  const read = opened.flatMap((table, index) => {
    const offset = opened.slice(0, index).reduce((rows, each) => rows + each.rows.length, 0);
    return readTable(table, { opened, names, offset, issues });
  });
  issues.assertColumns(['playerMapStats'], read.length);
  const key = ({ playerId, side }: MapStatsPlayer) => `player ${playerId}, ${side}`;
  const players = uniqueRows(read, key, issues.within({ at: 'playerMapStats' }));
  const totals = players.filter(({ side }) => side === 'both');
  issues.someOf(totals, { at: 'playerMapStats', expected: 'players of the whole map' });
  return {
    players,
    scoreboards: Math.min(2, opened.filter(({ side, rows }) => side === 'both' && rows.length > 0).length),
    ratingVersion: opened.map((table) => table.ratingVersion).find((version) => version !== null) ?? null,
    unknownColumns: opened.flatMap((table) => table.unknownColumns),
  };
}

/** Reports missing tables: each side has one for each team, but right after a map the page lacks those of one team. */
function reportMissingTables(opened: StatsTable[], issues: IssueList): void {
  const counts = (['both', 'ct', 't'] as const).map((side) => {
    const filled = opened.filter((table) => table.side === side && table.rows.length > 0);
    return { side, filled: filled.length };
  });
  if (counts.every(({ filled }) => filled === 2)) return;
  const seen = counts.map(({ side, filled }) => `${side} ${filled}`).join(', ');
  issues.report('decoration', new FieldError('scoreboards', 'for each side two tables with players', seen));
}

/** Names and ids of the two teams, left first. */
type Names = readonly [Pick<PageTeam, 'teamId' | 'teamName'>, Pick<PageTeam, 'teamId' | 'teamName'>];
type TablePlace = { opened: StatsTable[]; names: Names; offset: number; issues: IssueList };

function readTable(table: StatsTable, { opened, names, offset, issues }: TablePlace): MapStatsPlayer[] {
  const teamId = issues.within({ at: 'playerMapStats', index: offset }).decoration(() => teamOf(table, opened, names));
  const rows = table.rows.flatMap((row, index) => {
    const place = issues.within({ at: 'playerMapStats', index: offset + index });
    const read = place.core(() => readRow(table, row, place));
    return read === undefined ? [] : [{ ...read, side: table.side, teamId }];
  });
  return withNewerValues(rows, table.ratingVersion, issues.within({ at: 'playerMapStats' }));
}

/** Whether a table is a scoreboard. Incomplete pages may lack some of its classes. */
export function isScoreboard(table: Element): boolean {
  if (table.name !== 'table') return false;
  const isMarked = ['totalstats', 'ctstats', 'tstats'].some((token) => hasClass(table, token));
  return isMarked || (hasClass(table, 'stats-table') && firstOfClass(table, 'st-player') !== undefined);
}

/** The id of the team that the header of a table names. */
function teamOf(table: StatsTable, all: StatsTable[], [left, right]: Names): number {
  const group = all.filter(({ side }) => side === table.side);
  const titles = group.map(({ header }) => textOf(firstOfClass(header, 'st-teamname')));
  const heading = { index: group.indexOf(table), titles, names: [left.teamName, right.teamName] as const };
  return teamUnder('teamId', heading) === 0 ? left.teamId : right.teamId;
}

type RowOfTable = Omit<MapStatsPlayer, 'side' | 'teamId'>;
/** Fields shown in brackets, with their columns. */
const BRACKETS = [
  ['headshots', 'kills'],
  ['flashAssists', 'assists'],
  ['tradedDeaths', 'deaths'],
  ['ecoHeadshots', 'kills/eco'],
  ['ecoTradedDeaths', 'deaths/eco'],
] as const;

/** Throws `FieldError` when the heading has a second number in brackets and a cell with a number has none. */
function assertBracket(field: string, heading: Seen, text: Seen): void {
  if (heading?.includes('(') && text && bracketed.read(text) !== undefined && !text.includes('(')) {
    throw new FieldError(field, 'a second number in brackets', quoted(text));
  }
}

type CellReader = <Value>(field: string, column: string, reader: Reader<Value>) => Value | null;

function readRow(table: StatsTable, row: Element, issues: IssueList): RowOfTable {
  const cells = cellsByColumn(table, row);
  const read: CellReader = (field, column, reader) =>
    issues.decoration(() => {
      const text = cellText(table, cells, column);
      if (text === '' && cells.has(column)) throw new FieldError(field, `${reader.expected}, or a dash`, quoted(text));
      return nullable('the site shows a dash or null for what it does not know', field, { text, reader });
    });
  const kills = read('kills', 'kills', bracketed);
  const assists = read('assists', 'assists', bracketed);
  const deaths = read('deaths', 'deaths', bracketed);
  for (const [field, column] of BRACKETS) {
    issues.decoration(() => assertBracket(field, table.headings.get(column), cellText(table, cells, column)));
  }
  return {
    ...playerIn(cells.get('player')),
    kills: kills?.outer ?? null,
    headshots: kills?.inner ?? null,
    assists: assists?.outer ?? null,
    flashAssists: assists?.inner ?? null,
    deaths: deaths?.outer ?? null,
    tradedDeaths: deaths?.inner ?? null,
    adr: read('adr', 'adr', damage),
    kast: read('kast', 'kast', share),
    ...(issues.decoration(() => readOpenings(table, cells)) ?? { openingKills: null, openingDeaths: null }),
    multiKillRounds: read('multiKillRounds', 'multiKills', integer),
    clutchesWon: read('clutchesWon', 'clutches', integer),
    rating: read('rating', 'rating', rating),
    roundSwing: read('roundSwing', 'roundSwing', swing),
    ...readEco(read),
  };
}

/** Current pages have a cell `4 : 1`; pages of 2022 the difference, with both numbers in the title of the cell. */
function readOpenings(table: StatsTable, cells: Cells): Pick<RowOfTable, 'openingKills' | 'openingDeaths'> {
  const reason = 'the site shows a dash for what it does not know';
  const shown = cellText(table, cells, 'openings');
  if (shown === '' && cells.has('openings'))
    throw new FieldError('openingKills', `${pair.expected}, or a dash`, quoted(shown));
  const duels = nullable(reason, 'openingKills', { text: shown, reader: pair });
  if (duels !== null) return { openingKills: duels[0], openingDeaths: duels[1] };
  const difference = cells.get('openingDifference');
  if (cellText(table, cells, 'openingDifference') === undefined) {
    throw new FieldError('openingKills', 'the difference of opening duels', 'nothing');
  }
  const title = attributeOf(difference, 'title');
  const [, kills, deaths] = /^(\d{1,9}) first kills?, (\d{1,9}) first deaths?\b/i.exec(title ?? '') ?? [];
  if (title !== undefined && title !== '' && kills === undefined) {
    throw new FieldError('openingKills', 'first kills and first deaths', quoted(title));
  }
  return {
    openingKills: kills === undefined ? null : Number(kills),
    openingDeaths: deaths === undefined ? null : Number(deaths),
  };
}

type Eco = Pick<RowOfTable, Extract<keyof RowOfTable, `eco${string}`>>;

/** The hidden eco-adjusted columns: `null` on maps with an older rating, missing on older pages. */
function readEco(read: CellReader): Eco {
  const kills = read('ecoKills', 'kills/eco', bracketed);
  const deaths = read('ecoDeaths', 'deaths/eco', bracketed);
  const openings = read('ecoOpeningKills', 'openings/eco', pair);
  return {
    ecoKills: kills?.outer ?? null,
    ecoHeadshots: kills?.inner ?? null,
    ecoDeaths: deaths?.outer ?? null,
    ecoTradedDeaths: deaths?.inner ?? null,
    ecoAdr: read('ecoAdr', 'adr/eco', ecoDamage),
    ecoKast: read('ecoKast', 'kast/eco', ecoShare),
    ecoOpeningKills: openings?.[0] ?? null,
    ecoOpeningDeaths: openings?.[1] ?? null,
  };
}
