import type { MatchPage, OverviewMap } from '../page-records.ts';
import {
  decimal,
  integer,
  Misread,
  optional,
  pair,
  percent,
  quoted,
  type Seen,
  sometimes,
  teamLink,
  within,
} from './fields.ts';
import type { MatchBlocks } from './match-blocks.ts';
import type { Header } from './match-header.ts';
import { playerIn } from './player-cell.ts';
import { type ColumnNames, cellsOf, cellText, demandUnique, type StatsTable, tableOpener } from './stats-table.ts';
import { allIn, attributeOf, type Element, firstIn, textOf } from './tree.ts';

type Row = MatchPage['seriesPlayerStats'][number];
type Block = { element: Element; mapNumber: number | null };
type Tables = Pick<MatchPage, 'playerMapStats' | 'seriesPlayerStats'> & {
  ratingVersions: Map<number, string>;
  unknownColumns: string[];
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

/** Stands for all maps where a map's number is asked for; maps are numbered from 1. */
const SERIES = 0;

/**
 * The player tables of every map with stats and of the whole series, CT and T tables included. Where the one map of a
 * match has none of its own, those of the series are its.
 */
export function readPlayerTables(blocks: MatchBlocks, header: Header, maps: OverviewMap[]): Tables {
  const found: Tables = { playerMapStats: [], seriesPlayerStats: [], ratingVersions: new Map(), unknownColumns: [] };
  const { playerMapStats, seriesPlayerStats, ratingVersions } = found;
  const context = { header, open: tableOpener(COLUMNS) };
  for (const block of statsBlocks(blocks, maps)) {
    readBlock(block, context, found);
  }
  const only = onlyPlayed(maps);
  if (only !== null && playerMapStats.length === 0) {
    playerMapStats.push(...seriesPlayerStats.map((row) => ({ mapNumber: only, ...row })));
    ratingVersions.set(only, ratingVersions.get(SERIES) ?? '');
  }
  demandUnique('playerMapStats', playerMapStats, (row) => `player ${row.playerId}, map ${row.mapNumber}, ${row.side}`);
  demandUnique('seriesPlayerStats', seriesPlayerStats, (row) => `player ${row.playerId}, ${row.side}, ${row.teamId}`);
  return found;
}

type Context = { header: Header; open: ReturnType<typeof tableOpener> };

function readBlock({ element, mapNumber }: Block, { header, open }: Context, found: Tables): void {
  const { playerMapStats, seriesPlayerStats, ratingVersions } = found;
  const list = mapNumber === null ? 'seriesPlayerStats' : 'playerMapStats';
  for (const table of allIn(element, ({ name }) => name === 'table')) {
    const place = { list, offset: found[list].length };
    const opened = within(list, place.offset, () => open(table));
    found.unknownColumns.push(...opened.unknownColumns);
    const rows = readRows(opened, header, place);
    if (mapNumber === null) {
      seriesPlayerStats.push(...rows);
    } else {
      playerMapStats.push(...rows.map((row) => ({ mapNumber, ...row })));
    }
    const key = mapNumber ?? SERIES;
    ratingVersions.set(key, opened.ratingVersion ?? ratingVersions.get(key) ?? '');
  }
}

function onlyPlayed([first, ...others]: OverviewMap[]): number | null {
  return first?.state === 'played' && others.length === 0 ? first.mapNumber : null;
}

/** The blocks are known by map stats ids; those of 2018 have the map's name before the number. */
function statsBlocks(blocks: MatchBlocks, maps: OverviewMap[]): Block[] {
  const elements = blocks['stats-content'];
  if (elements.length === 0 && blocks.matchstats.length > 0) {
    throw new Misread('playerMapStats', 'a table block for every map', 'none');
  }
  const numbers = new Map(maps.map(({ mapStatsId, mapNumber }) => [mapStatsId, mapNumber]));
  return elements.flatMap((element): Block[] => {
    const blockId = attributeOf(element, 'id') ?? '';
    if (blockId === 'all-content') {
      return [{ element, mapNumber: null }];
    }
    const [, digits] = /(?:^|\D)(\d+)-content$/.exec(blockId) ?? [];
    const mapStatsId = optional('playerMapStats', digits ?? blockId, integer);
    const mapNumber = numbers.get(mapStatsId);
    return mapStatsId === null || mapNumber === undefined ? blockOfNoMap(blockId, maps) : [{ element, mapNumber }];
  });
}

/** A block that no map links to is some other map's (a result that was annulled), unless a played map lacks its link. */
function blockOfNoMap(blockId: string, maps: OverviewMap[]): [] {
  const unlinked = maps.findIndex(({ state, mapStatsId }) => state === 'played' && mapStatsId === null);
  if (unlinked >= 0) {
    throw new Misread(`maps[${unlinked}].mapStatsId`, `a link to the stats of ${quoted(blockId)}`, 'nothing');
  }
  return [];
}

type Place = { list: string; offset: number };

function readRows(opened: StatsTable, header: Header, { list, offset }: Place): Row[] {
  const teamId = within(list, offset, () => teamOf(opened, header));
  return opened.rows.map((row, index) =>
    within(list, offset + index, () => ({ ...readRow(opened, row), side: opened.side, teamId })),
  );
}

/** The header of each table links to its team. */
function teamOf({ header }: StatsTable, { teams }: Header): number {
  const link = firstIn(header, (element) => element.name === 'a');
  const teamId = optional('teamId', attributeOf(link, 'href'), teamLink);
  const named = teams.find(({ teamName }) => teamName !== null && teamName === textOf(link));
  const found = teams.find((team) => team.teamId !== null && team.teamId === teamId) ?? named;
  if (found === undefined || found.teamId === null) {
    throw new Misread('teamId', 'a link to one of the two teams', quoted(attributeOf(link, 'href')));
  }
  return found.teamId;
}

function readRow(table: StatsTable, row: Element): Omit<Row, 'side' | 'teamId'> {
  const cells = cellsOf(table, row);
  const at = (column: string) => cellText(table, cells, column);
  const dash = 'the site shows a dash for what it does not know';
  const killsAndDeaths = sometimes(dash, 'kills', { text: at('kd'), reader: pair });
  const swing = 'pages before 2025 and maps with an older rating have none';
  return {
    ...playerIn(cells.get('player')),
    kills: killsAndDeaths?.[0] ?? null,
    deaths: killsAndDeaths?.[1] ?? null,
    adr: sometimes(dash, 'adr', { text: at('adr'), reader: decimal }),
    kast: sometimes(dash, 'kast', { text: at('kast'), reader: percent }),
    roundSwing: sometimes(swing, 'roundSwing', { text: at('roundSwing'), reader: percent }),
    rating: sometimes(dash, 'rating', { text: at('rating'), reader: decimal }),
    ...readEco(table, at),
  };
}

type Eco = Pick<Row, Extract<keyof Row, `eco${string}`>>;
const NO_ECO: Eco = { ecoKills: null, ecoDeaths: null, ecoAdr: null, ecoKast: null };

/**
 * Eco-adjusted values exist from rating 3.0 on. Pages served since 2026 have their hidden cells for older maps too, with
 * `null-null`, `0.0` and `0.0%`: zeros beside kills that are null are no values, whatever the rating.
 */
function readEco(table: StatsTable, at: (column: string) => Seen): Eco {
  const older = 'pages before 2025 and maps with an older rating have none';
  const killsAndDeaths = sometimes(older, 'ecoKills', { text: at('kd/eco'), reader: pair });
  const ecoAdr = sometimes(older, 'ecoAdr', { text: at('adr/eco'), reader: decimal });
  const ecoKast = sometimes(older, 'ecoKast', { text: at('kast/eco'), reader: percent });
  if (isBeforeRating3(table.ratingVersion) || (killsAndDeaths === null && !ecoAdr && !ecoKast)) {
    return NO_ECO;
  }
  return { ecoKills: killsAndDeaths?.[0] ?? null, ecoDeaths: killsAndDeaths?.[1] ?? null, ecoAdr, ecoKast };
}

/** False where the version is not shown or not a number. */
function isBeforeRating3(version: string | null): boolean {
  return version !== null && /^\d+(?:\.\d+)?$/.test(version) && Number(version) < 3;
}
