import type { MatchPage, OverviewMap, Unknown } from '../../page-records.ts';
import type { TableSide } from '../../records.ts';
import {
  damage,
  ecoDamage,
  ecoShare,
  FieldError,
  nullable,
  optional,
  pair,
  quoted,
  type Reader,
  rating,
  share,
  swing,
  teamLink,
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
} from '../html/stats-table.ts';
import { allIn, attributeOf, type Element, firstIn, hasClass, textOf } from '../html/tree.ts';
import { named } from '../html/unknowns.ts';
import type { Header, HeaderTeam } from './header.ts';
import type { StatsBlock } from './stats-blocks.ts';

type Row = MatchPage['seriesPlayerStats'][number];
type MapRow = MatchPage['playerMapStats'][number];
type Tables = Pick<MatchPage, 'playerMapStats' | 'seriesPlayerStats'> & {
  ratingVersions: Map<number, string>;
  unknowns: Unknown[];
};

const COLUMNS: ColumnNames = {
  player: { classes: ['players'], label: /^$/ },
  kd: { classes: ['kd'], label: /^K-D$/, ecoLabel: /^eK-eD$/ },
  difference: { classes: ['plus-minus'], label: /^\+\/-$/ },
  roundSwing: { classes: ['roundSwing'], label: /^Swing$/ },
  adr: { classes: ['adr'], label: /^ADR$/, ecoLabel: /^eADR$/ },
  kast: { classes: ['kast'], label: /^KAST$/, ecoLabel: /^eKAST$/ },
  rating: { classes: ['rating'], label: /^Rating/ },
};

/** The key of the whole series beside map numbers, which start at 1. */
const SERIES = 0;
const LISTS = ['seriesPlayerStats', 'playerMapStats'] as const;

/**
 * Reads the player tables of every map with stats and of the whole series, for both sides, CT and T. Core: header and
 * team of a table, and the player of a row. Decoration: every other cell. If the only map of a match has no tables of
 * its own, it gets those of the series.
 */
export function readPlayerTables(blocks: StatsBlock[], maps: OverviewMap[], context: TablesContext): Tables {
  const found: Tables = { playerMapStats: [], seriesPlayerStats: [], ratingVersions: new Map(), unknowns: [] };
  const { ratingVersions } = found;
  const open = tableOpener(COLUMNS);
  for (const block of blocks) {
    readBlock(block, { ...context, open }, found);
  }
  context.issues.assertNotEverywhere(LISTS, found.playerMapStats.length + found.seriesPlayerStats.length);
  const mapKey = (row: MapRow) => `player ${row.playerId}, map ${row.mapNumber}, ${row.side}`;
  const seriesKey = (row: Row) => `player ${row.playerId}, ${row.side}, ${row.teamId}`;
  const seriesPlayerStats = withoutRepeated(
    found.seriesPlayerStats,
    seriesKey,
    context.issues.within({ at: LISTS[0] }),
  );
  const playerMapStats = withoutRepeated(found.playerMapStats, mapKey, context.issues.within({ at: LISTS[1] }));
  const only = onlyPlayed(maps);
  if (only !== null && found.playerMapStats.length === 0) {
    playerMapStats.push(...seriesPlayerStats.map((row) => ({ mapNumber: only, ...row })));
    ratingVersions.set(only, ratingVersions.get(SERIES) ?? '');
  }
  return { ...found, playerMapStats, seriesPlayerStats };
}

type TablesContext = { header: Header; issues: IssueList };
type BlockContext = TablesContext & { open: (table: Element) => StatsTable };

function readBlock({ element, mapNumber }: StatsBlock, context: BlockContext, found: Tables): void {
  const list = mapNumber === null ? 'seriesPlayerStats' : 'playerMapStats';
  const ofList = context.issues.within({ at: list, mapNumber });
  const shown: Shown[] = [];
  for (const table of allIn(element, ({ name }) => name === 'table')) {
    const offset = found[list].length;
    const position = (index: number) => context.issues.within({ at: list, index: offset + index, mapNumber });
    const opened = position(0).core(() => openTeamTable(table, context));
    if (opened === undefined) continue;
    found.unknowns.push(...opened.unknowns);
    const rows = withNewerValues(readRows(opened, position), opened.table.ratingVersion, ofList);
    shown.push({
      side: opened.table.side,
      isTotal: hasClass(table, 'totalstats'),
      teamId: opened.teamId,
      rows: opened.table.rows.length,
    });
    if (mapNumber === null) {
      found.seriesPlayerStats.push(...rows);
    } else {
      found.playerMapStats.push(...rows.map((row) => ({ mapNumber, ...row })));
    }
    const key = mapNumber ?? SERIES;
    found.ratingVersions.set(key, opened.table.ratingVersion ?? found.ratingVersions.get(key) ?? '');
  }
  reportMissingTables(shown, context.header, ofList);
}

/** A table that was read. `isTotal`: it has the class of a table beside others by side. `rows`: number of rows. */
type Shown = { side: TableSide; isTotal: boolean; teamId: number; rows: number };

/**
 * Reports missing tables: each team has one for each side that the block shows. Layouts before 2021 have no sides. In
 * later ones the table of both sides has a class of its own: then a saving program has omitted the hidden tables.
 */
function reportMissingTables(shown: Shown[], { teams }: Header, issues: IssueList): void {
  const hasSides = shown.some(({ side }) => side !== 'both');
  if (!hasSides && shown.some(({ isTotal }) => isTotal)) {
    issues.report('decoration', new FieldError('', 'tables for the sides ct and t', 'no table'));
  }
  for (const side of hasSides ? (['both', 'ct', 't'] as const) : (['both'] as const)) {
    for (const { teamId, teamName } of teams) {
      const own = shown.filter((table) => table.teamId === teamId && table.side === side);
      if (!own.some(({ rows }) => rows > 0)) {
        const expected = `players of ${teamName} in a table for the side ${side}`;
        issues.report('core', new FieldError('', expected, own.length === 0 ? 'no table' : 'an empty table'));
      }
    }
  }
}

type TeamTable = { table: StatsTable; teamId: number; unknowns: Unknown[] };

function openTeamTable(element: Element, { header, open }: BlockContext): TeamTable {
  const table = open(element);
  const { teamId, unknowns } = teamOf(table, header);
  return { table, teamId, unknowns: [...named('column', table.unknownColumns), ...unknowns] };
}

function onlyPlayed([first, ...others]: OverviewMap[]): number | null {
  return first?.state === 'played' && others.length === 0 ? first.mapNumber : null;
}

function readRows({ table, teamId }: TeamTable, position: (index: number) => IssueList): Row[] {
  const rows: Row[] = [];
  for (const element of table.rows) {
    const issues = position(rows.length);
    const row = issues.core(() => readRow(table, element, issues));
    if (row !== undefined) {
      rows.push({ ...row, side: table.side, teamId });
    }
  }
  return rows;
}

/**
 * Repeated rows that are equal count once. Repeated rows that differ are omitted, because it is unknown which is right.
 */
function withoutRepeated<Each extends Row>(rows: Each[], keyOf: (row: Each) => string, issues: IssueList): Each[] {
  const byKey = new Map<string, Each[]>();
  for (const row of rows) {
    const key = keyOf(row);
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  return [...byKey].flatMap(([key, same]): Each[] => {
    if (same.length === 1) return same;
    issues.report('core', new FieldError('', 'each player once', `${same.length} rows of ${key}`));
    const [first, ...others] = same.map((row) => JSON.stringify(row));
    return others.every((other) => other === first) ? same.slice(0, 1) : [];
  });
}

/** The team that the header of a table links to, else the only team with the name of the link. */
function teamOf({ header }: StatsTable, { teams }: Header): { teamId: number; unknowns: Unknown[] } {
  const link = firstIn(header, (element) => element.name === 'a');
  const href = attributeOf(link, 'href');
  const linkedId = optional('teamId', href, teamLink);
  const linked = teams.find((team) => team.teamId !== null && team.teamId === linkedId);
  const namesakes = teams.filter(({ teamName }) => teamName !== null && teamName === textOf(link));
  const found: HeaderTeam | undefined = linked ?? (namesakes.length === 1 ? namesakes[0] : undefined);
  if (found === undefined || found.teamId === null) {
    throw new FieldError('teamId', 'a link to one of the two teams', quoted(href));
  }
  const isOther = linked === undefined && linkedId !== null;
  return { teamId: found.teamId, unknowns: isOther ? named('team link above a player table', [href]) : [] };
}

function readRow(table: StatsTable, row: Element, issues: IssueList): Omit<Row, 'side' | 'teamId'> {
  const cells = cellsByColumn(table, row);
  const player = playerIn(cells.get('player'));
  const read = cellReader(table, cells, issues);
  const dash = 'the site shows a dash for what it does not know';
  const killsAndDeaths = read('kills', 'kd', { reader: pair, absent: dash });
  const ecoKillsAndDeaths = read('ecoKills', 'kd/eco', { reader: pair, absent: OLDER });
  return {
    ...player,
    kills: killsAndDeaths?.[0] ?? null,
    deaths: killsAndDeaths?.[1] ?? null,
    adr: read('adr', 'adr', { reader: damage, absent: dash }),
    kast: read('kast', 'kast', { reader: share, absent: dash }),
    roundSwing: read('roundSwing', 'roundSwing', { reader: swing, absent: OLDER }),
    rating: read('rating', 'rating', { reader: rating, absent: dash }),
    ecoKills: ecoKillsAndDeaths?.[0] ?? null,
    ecoDeaths: ecoKillsAndDeaths?.[1] ?? null,
    ecoAdr: read('ecoAdr', 'adr/eco', { reader: ecoDamage, absent: OLDER }),
    ecoKast: read('ecoKast', 'kast/eco', { reader: ecoShare, absent: OLDER }),
  };
}

const OLDER = 'pages before 2025 and maps with an older rating have none';

/** `absent` describes when the value is missing. */
type CellReader = <Value>(
  field: string,
  column: string,
  value: { reader: Reader<Value>; absent: string },
) => Value | null;

/**
 * Reads the cells of a row as decorations: null for a dash or a column that the layout does not have, null with an
 * issue for an unreadable cell. An empty cell is unreadable, because the site writes a dash.
 */
function cellReader(table: StatsTable, cells: Cells, issues: IssueList): CellReader {
  return (field, column, { reader, absent }) => {
    const text = cellText(table, cells, column);
    return issues.decoration(() => {
      if (text === '' && cells.has(column)) throw new FieldError(field, `${reader.expected} or a dash`, quoted(text));
      return nullable(absent, field, { text, reader });
    });
  };
}
