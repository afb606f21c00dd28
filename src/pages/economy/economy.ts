import { EconomyPage, type EconomyRound } from '../../page-records.ts';
import { type BuyType, otherSide, type Side } from '../../records.ts';
import { asObject, chartsIn, dataSourceOf, type JsonObject, listAt, textAt } from '../html/chart.ts';
import { type Cut, cutPage } from '../html/cut.ts';
import { FieldError, integer, name, required } from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { blocksOf, firstOfClass, type Tree, textOf } from '../html/tree.ts';
import { named, unknownsOf } from '../html/unknowns.ts';
import { NoData, type PageContext, type PageParser } from '../page-parser.ts';
import { pathOf } from '../paths.ts';
import { readBreakdown, unknownBuyTypes } from './breakdown.ts';
import { ECONOMY_SOURCES } from './sources.ts';
import { nameOfRow, readCells, unknownCellIcons } from './tables.ts';

const ECONOMY_BLOCKS = ['menu-header', 'equipment-categories', 'team-categories', 'stats-rows'] as const;

const CUT: Cut = {
  block: 'stats-match',
  without: ['context-tooltip'],
  wanted: ['equipment-categories', 'data-fusionchart-config', 'team-economy-stat'],
};

/** The parser of map economy pages: a chart of equipment values, the same values in tables, and counts by buy type. */
export const economyParser: PageParser<'economy'> = {
  kind: 'economy',
  parserVersion: 2,
  schema: EconomyPage,
  sources: ECONOMY_SOURCES,
  path: pathOf('economy'),
  cut: (html) => cutPage(html, CUT),
  read: readEconomy,
};

type Cell = EconomyPage['cells'][number];
/** A round of the chart. `isContradicted`: both teams have the picture of a winner. */
type ChartRound = EconomyRound & { isContradicted: boolean };

/**
 * Identity: only the id of the page. Core: each row of the chart and each table; the page fails when no row can be
 * read. Decoration: names, event, and the other values of a cell.
 */
function readEconomy(tree: Tree, { id, issues }: PageContext): EconomyPage {
  const blocks = blocksOf(tree, ECONOMY_BLOCKS);
  const tables = blocks['equipment-categories'];
  const rowNames = blocks['team-categories'].map(nameOfRow);
  const source = roundChart(tree, { issues, hasTables: rowNames.length > 0 });
  if (source === null && rowNames.length === 0) throw new NoData('neither chart nor round history on the page');
  const boxNames = blocks['stats-rows'].map((box) => textOf(firstOfClass(box, 'label-and-text')));
  const dataset = seriesOfTeams(listAt(source, 'dataset'), [...rowNames, ...boxNames]);
  const chartRounds = source === null ? [] : readSeries(source, dataset, issues);
  // Without values of the chart, the first row of a table is team 1.
  const [first, second] = chartRounds.length > 0 ? dataset.map((series) => textAt(series, 'seriesname')) : rowNames;
  const names = [first ?? null, second ?? null] as const;
  const cells = readCells(tables, { names, chartRounds, issues });
  const roundEconomy = chartRounds.length > 0 ? withCells(chartRounds, cells) : roundsOfCells(cells, issues);
  return {
    mapStatsId: id,
    eventName: issues.decoration(() => required('eventName', textOf(blocks['menu-header'][0]), name)),
    team1Name: issues.decoration(() => required('team1Name', first, name)),
    team2Name: issues.decoration(() => required('team2Name', second, name)),
    roundEconomy: issues.someOf(roundEconomy, { at: source === null ? 'cells' : 'roundEconomy', expected: 'rounds' }),
    cells,
    breakdown: readBreakdown(blocks['stats-rows'], names, issues),
    ...unknownsOf(
      named('round picture', unknownPictures(dataset)),
      named('equipment icon', unknownCellIcons(tables)),
      named('buy type', unknownBuyTypes(blocks['stats-rows'])),
    ),
  };
}

/**
 * The data of the chart with a category for each round; null when there is none or it is empty. An unreadable chart is
 * omitted when tables have the same data, else it fails the page.
 */
function roundChart(tree: Tree, { issues, hasTables }: { issues: IssueList; hasTables: boolean }): JsonObject | null {
  const read = chartsIn(tree).map((chart) =>
    hasTables ? issues.core(() => dataSourceOf(chart)) : dataSourceOf(chart),
  );
  const sources = read.filter((source) => source !== undefined);
  return sources.find((source) => Array.isArray(source.categories) && !isEmptyChart(source)) ?? null;
}

function isEmptyChart(source: JsonObject): boolean {
  const points = listAt(source, 'dataset').flatMap((series) => listAt(series, 'data'));
  return points.length === 0 && labelsOf(source).length === 0;
}

function labelsOf(source: JsonObject): (string | undefined)[] {
  return listAt(listAt(source, 'categories')[0], 'category').map((category) => textAt(category, 'label'));
}

/**
 * Adds what the icons of the tables show: the buy type, null for an unknown icon, and winner and side where the chart has
 * none. Without an icon the buy type follows from the value.
 */
function withCells(rounds: ChartRound[], cells: Cell[]): EconomyRound[] {
  const shown = new Map(cells.map((cell) => [`${cell.roundNumber} ${cell.team}`, cell]));
  return rounds.map(({ isContradicted, ...round }) => {
    const cell = shown.get(`${round.roundNumber} ${round.team}`);
    if (cell?.icon == null) return round;
    const { side, won, buyType } = cell;
    return isContradicted
      ? { ...round, buyType }
      : { ...round, side: round.side ?? side, won: round.won ?? won, buyType };
  });
}

/** The rounds according to the tables, for a page without a chart. */
function roundsOfCells(cells: Cell[], issues: IssueList): EconomyRound[] {
  return cells.flatMap(({ icon, buyType, ...cell }, index) => {
    const row = issues.within({ at: 'roundEconomy', index });
    const equipmentValue = row.core(() => required('equipmentValue', cell.equipmentValue?.toString(), integer));
    if (equipmentValue === undefined) return [];
    return [{ ...cell, equipmentValue, buyType: icon === null ? buyTypeOf(equipmentValue) : buyType }];
  });
}

/** The buy type of an equipment value at round start, by the limits of the site. */
function buyTypeOf(equipmentValue: number): BuyType {
  if (equipmentValue < 5_000) return 'full_eco';
  return equipmentValue < 10_000 ? 'semi_eco' : equipmentValue < 20_000 ? 'semi_buy' : 'full_buy';
}

/** The series of the two teams. Other lines are dropped when the rest of the page names two series. */
function seriesOfTeams(dataset: unknown[], names: (string | undefined)[]): unknown[] {
  const known = dataset.filter((series) => names.includes(textAt(series, 'seriesname')));
  return dataset.length > 2 && known.length === 2 ? known : dataset;
}

/** The rounds of the chart; empty when its values cannot be assigned to rounds. */
function readSeries(source: JsonObject, dataset: unknown[], issues: IssueList): ChartRound[] {
  const labels = labelsOf(source);
  const series = issues.core(() => pairedSeries(labels, dataset));
  if (series === undefined) return [];
  const [first, second] = series;
  return labels.flatMap((label, index) => readRound(label, [first[index], second[index]], { index, issues }));
}

function pairedSeries(labels: unknown[], dataset: unknown[]): [unknown[], unknown[]] {
  const series = dataset.map((set) => listAt(set, 'data'));
  const [first, second] = series;
  if (first === undefined || second === undefined || series.length !== 2) {
    throw new FieldError('roundEconomy', 'two series of values', `${series.length}`);
  }
  if (labels.length === 0 || first.length !== labels.length || second.length !== labels.length) {
    const seen = `${first.length} and ${second.length}`;
    throw new FieldError('roundEconomy', `${labels.length} values for either team`, seen);
  }
  return [first, second];
}

type RoundPlace = { index: number; issues: IssueList };

/** The point of the winner of a round has a picture, whose name contains the side. */
function readRound(label: string | undefined, points: [unknown, unknown], { index, issues }: RoundPlace): ChartRound[] {
  const place = (offset: number) => issues.within({ at: 'roundEconomy', index: 2 * index + offset });
  const roundNumber = place(0).core(() => required('roundNumber', label, roundLabel));
  if (roundNumber === undefined) return [];
  const winner = place(0).decoration(() => winnerOf(points));
  return points.flatMap((point, offset) => {
    const read = () => required('equipmentValue', textAt(asObject(point), 'value'), integer);
    const equipmentValue = place(offset).core(read);
    if (equipmentValue === undefined) return [];
    const hasWon = winner === null || winner.series === null ? null : winner.series === offset;
    const side = winner?.side ?? null;
    return [
      {
        roundNumber,
        team: offset === 0 ? 1 : 2,
        side: side === null ? null : hasWon ? side : otherSide(side),
        equipmentValue,
        buyType: buyTypeOf(equipmentValue),
        won: hasWon,
        isContradicted: winner === null,
      },
    ];
  });
}

/** Round numbers start at 1. */
const roundLabel = {
  ...integer,
  expected: 'a number of a round',
  read: (text: string) => (/^0*[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined),
};

/** The series that won a round, and its side; null when unknown. */
function winnerOf(points: [unknown, unknown]): { series: 0 | 1 | null; side: Side | null } {
  const [left = null, right = null] = points.map((point) => asWin(textAt(point, 'anchorImageUrl') || null));
  if (left !== null && right !== null) throw new FieldError('won', 'one winner', 'two');
  const picture = left ?? right;
  return { series: picture === null ? null : left === null ? 1 : 0, side: picture === null ? null : sideIn(picture) };
}

/** The URL if it is not the picture of a lost round, else null. */
function asWin(url: string | null): string | null {
  return url !== null && /Round(?:Lost|Loss)/i.test(url) ? null : url;
}

function unknownPictures(dataset: unknown[]): string[] {
  const points = dataset.flatMap((series) => listAt(series, 'data'));
  const wins = points.flatMap((point) => asWin(textAt(point, 'anchorImageUrl') || null) ?? []);
  return wins.filter((url) => sideIn(url) === null);
}

/**
 * The side in the file name of a picture, null when unknown. `tRoundWon` is a part of `ctRoundWon`, so all of it
 * counts.
 */
function sideIn(url: string): Side | null {
  const file = url.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
  const [, side] = /^(ct|t)RoundWon\b/.exec(file) ?? [];
  return side === 'ct' || side === 't' ? side : null;
}
