import type { PageKind } from '../page-kinds.ts';
import type {
  FieldIssue,
  LeftOut,
  MapStatsPage,
  MapStatsPlayer,
  MatchPage,
  PageRecords,
  PerformancePage,
} from '../page-records.ts';

/** A part of a page that saving programs may omit, and the test whether a complete page would have it. */
type Part<Page> = { name: string; isMissing(page: Page): boolean };

type Row = { side: string; ecoKills: number | null; roundSwing: number | null };

function lacksSides(rows: readonly Row[]): boolean {
  return rows.length > 0 && rows.every(({ side }) => side === 'both');
}
function lacksTotals(rows: readonly Row[]): boolean {
  return rows.length > 0 && rows.every(({ side }) => side !== 'both');
}
/** Eco-adjusted values and round swing were introduced with the same rating. */
function lacksEco(rows: readonly Row[]): boolean {
  return rows.some(({ roundSwing }) => roundSwing !== null) && rows.every(({ ecoKills }) => ecoKills === null);
}

/** Whether a column is empty in every row. */
function lacks<Each>(rows: readonly Each[], field: keyof Each): boolean {
  return rows.length > 0 && rows.every((row) => row[field] === null);
}
/** The same for a column that only current tables have. Older tables show opening duels in a window of any width. */
function lacksOfToday(rows: readonly MapStatsPlayer[], field: keyof MapStatsPlayer): boolean {
  return lacks(rows, field) && (lacks(rows, 'openingKills') || rows.some(({ roundSwing }) => roundSwing !== null));
}

function rowsOf(page: MatchPage): Row[] {
  return [...page.playerMapStats, ...page.seriesPlayerStats];
}
function lacksMatrix(kind: string) {
  return (page: PerformancePage) =>
    page.playerMapStats.length > 0 && !page.killMatrix.some((cell) => cell.kind === kind);
}

const MATCH: Part<MatchPage>[] = [
  {
    name: 'tables of the series',
    isMissing: ({ playerMapStats, seriesPlayerStats }) => playerMapStats.length > 0 && seriesPlayerStats.length === 0,
  },
  { name: 'tables of both sides together', isMissing: (page) => lacksTotals(rowsOf(page)) },
  { name: 'CT and T tables', isMissing: (page) => lacksSides(rowsOf(page)) },
  {
    name: 'eco-adjusted columns',
    isMissing: (page) => lacksEco(rowsOf(page)),
  },
  { name: 'countries of the line-ups', isMissing: ({ lineups }) => lacks(lineups, 'country') },
];

/** Columns that the tables of a map show only in a wide window. `isNew`: only current tables have the column. */
const WIDE_COLUMNS: { name: string; field: keyof MapStatsPlayer; isNew: boolean }[] = [
  { name: 'countries of the players', field: 'country', isNew: false },
  { name: 'opening duels', field: 'openingKills', isNew: false },
  { name: 'multi-kill rounds', field: 'multiKillRounds', isNew: true },
  { name: 'clutches', field: 'clutchesWon', isNew: true },
  { name: 'headshots', field: 'headshots', isNew: false },
  { name: 'flash assists', field: 'flashAssists', isNew: false },
  { name: 'traded deaths', field: 'tradedDeaths', isNew: true },
];

const MAP_STATS: Part<MapStatsPage>[] = [
  { name: 'tables of both sides together', isMissing: ({ playerMapStats }) => lacksTotals(playerMapStats) },
  { name: 'CT and T tables', isMissing: ({ playerMapStats }) => lacksSides(playerMapStats) },
  {
    name: 'eco-adjusted columns',
    isMissing: ({ playerMapStats }) => lacksEco(playerMapStats),
  },
  {
    name: 'icons of the round history',
    isMissing: ({ rounds }) => rounds.every(({ outcome }) => outcome === null),
  },
  ...WIDE_COLUMNS.map(({ name, field, isNew }) => ({
    name,
    isMissing: ({ playerMapStats }: MapStatsPage) =>
      isNew ? lacksOfToday(playerMapStats, field) : lacks(playerMapStats, field),
  })),
];

const PARTS: { readonly [Kind in PageKind]: readonly Part<PageRecords[Kind]>[] } = {
  results: [],
  match: MATCH,
  'map-stats': MAP_STATS,
  performance: [
    { name: 'kill matrix', isMissing: lacksMatrix('all') },
    { name: 'first-kill matrix', isMissing: lacksMatrix('first_kill') },
    { name: 'AWP matrix', isMissing: lacksMatrix('awp') },
    {
      name: 'events of the rounds',
      isMissing: ({ roundSwing }) => roundSwing !== undefined && roundSwing.events.length === 0,
    },
  ],
  economy: [
    {
      name: 'icons of the round history',
      isMissing: ({ cells }) => cells.length > 0 && cells.every(({ buyType }) => buyType === null),
    },
  ],
};

/**
 * Adds the parts that the saving program omitted to the record. Issues about missing tables and icons are removed,
 * since the page is not at fault. Returns the record unchanged when no part is missing.
 */
export function withLeftOut<Kind extends PageKind>(
  kind: Kind,
  saver: string,
  record: PageRecords[Kind],
): PageRecords[Kind] {
  const missing = PARTS[kind].filter(({ isMissing }) => isMissing(record)).map(({ name }) => name);
  const parts = [...tablesOfMaps(record), ...missing];
  if (parts.length === 0) return record;
  const { issues = [], ...rest } = record;
  const others = issues.filter((issue) => !isAbsentPart(issue));
  const leftOut: LeftOut = { saver, parts };
  return { ...rest, ...(others.length > 0 && { issues: others }), leftOut } as PageRecords[Kind];
}

const PARTED_FIELDS = /^(?:playerMapStats|seriesPlayerStats|scoreboards|rounds|cells|killMatrix|roundSwing)\b/;

/** An issue about a missing part; the issue of a value that was present and unreadable quotes the value. */
function isAbsentPart({ field, seen }: FieldIssue): boolean {
  return PARTED_FIELDS.test(field) && !/^"./.test(seen);
}

/** The maps with statistics whose tables are missing, on an overview that has tables. */
function tablesOfMaps(record: PageRecords[PageKind]): string[] {
  if (!('seriesPlayerStats' in record) || rowsOf(record).length === 0) return [];
  const { maps, playerMapStats } = record;
  const lacking = maps.filter(
    ({ mapNumber, mapStatsId }) => mapStatsId !== null && !playerMapStats.some((row) => row.mapNumber === mapNumber),
  );
  return lacking.map(({ mapName }) => `tables of ${mapName}`);
}
