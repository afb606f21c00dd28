import { EconomyPage, type EconomyRound } from '../page-records.ts';
import { type BuyType, otherSide, type Side } from '../records.ts';
import { asObject, chartsIn, dataSourceOf, type JsonObject, listAt, textAt } from './chart.ts';
import { type Cut, cutPage } from './cut.ts';
import { nameOfRow, readBreakdown, readCells, unknownBuyTypes, unknownCellIcons } from './economy-tables.ts';
import { integer, Misread, name, required, within } from './fields.ts';
import { NoData, type PageContext, type PageParser } from './page-parser.ts';
import { pathOf } from './paths.ts';
import { blocksOf, firstOfClass, type Tree, textOf } from './tree.ts';
import { named, unknownsOf } from './unknowns.ts';

const ECONOMY_BLOCKS = ['menu-header', 'equipment-categories', 'team-categories', 'stats-rows'] as const;

const CUT: Cut = {
  block: 'stats-match',
  without: ['context-tooltip'],
  wanted: ['equipment-categories', 'data-fusionchart-config', 'team-economy-stat'],
};

/** The map economy page: a chart of equipment values, the same values in tables, and counts by buy type. */
export const economyParser: PageParser<'economy'> = {
  kind: 'economy',
  parserVersion: 1,
  schema: EconomyPage,
  path: pathOf('/stats/matches/economy/mapstatsid'),
  cut: (html) => cutPage(html, CUT),
  read: readEconomy,
};

function readEconomy(tree: Tree, context: PageContext): EconomyPage {
  const blocks = blocksOf(tree, ECONOMY_BLOCKS);
  const source = roundChart(tree);
  const rowNames = blocks['team-categories'].map(nameOfRow);
  if (source === null && rowNames.length === 0) {
    throw new NoData('neither chart nor round history on the page');
  }
  const boxNames = blocks['stats-rows'].map((box) => textOf(firstOfClass(box, 'label-and-text')));
  const dataset = seriesOfTeams(listAt(source, 'dataset'), [...rowNames, ...boxNames]);
  const seriesNames = dataset.map((series) => textAt(series, 'seriesname'));
  const [first, second] = source === null ? rowNames : seriesNames;
  const team1Name = required('team1Name', first, name);
  const team2Name = required('team2Name', second, name);
  const cells = readCells(blocks['equipment-categories'], [team1Name, team2Name]);
  return {
    mapStatsId: context.id,
    eventName: required('eventName', textOf(blocks['menu-header'][0]), name),
    team1Name,
    team2Name,
    roundEconomy: source === null ? cells.map(roundOfCell) : readSeries(source, dataset),
    cells,
    breakdown: readBreakdown(blocks['stats-rows'], [team1Name, team2Name]),
    ...unknownsOf(
      named('round picture', unknownPictures(dataset)),
      named('equipment icon', unknownCellIcons(blocks['equipment-categories'])),
      named('buy type', unknownBuyTypes(blocks['stats-rows'])),
    ),
  };
}

/** The chart with a category for every round; charts of other pages have none, an empty one says nothing. */
function roundChart(tree: Tree): JsonObject | null {
  const sources = chartsIn(tree).map((chart) => dataSourceOf(chart));
  return sources.find((source) => Array.isArray(source.categories) && !isEmptyChart(source)) ?? null;
}

function isEmptyChart(source: JsonObject): boolean {
  const points = listAt(source, 'dataset').flatMap((series) => listAt(series, 'data'));
  return points.length === 0 && labelsOf(source).length === 0;
}

function labelsOf(source: JsonObject): (string | undefined)[] {
  return listAt(listAt(source, 'categories')[0], 'category').map((category) => textAt(category, 'label'));
}

/** Without the chart the tables say the same. */
function roundOfCell(cell: EconomyPage['cells'][number], index: number): EconomyRound {
  return within('roundEconomy', index, () => {
    const equipmentValue = required('equipmentValue', cell.equipmentValue?.toString(), integer);
    return { ...cell, equipmentValue, buyType: buyTypeOf(equipmentValue) };
  });
}

/** What a team's equipment is worth at round start, by the site's own limits. */
function buyTypeOf(equipmentValue: number): BuyType {
  if (equipmentValue < 5_000) {
    return 'full_eco';
  }
  return equipmentValue < 10_000 ? 'semi_eco' : equipmentValue < 20_000 ? 'semi_buy' : 'full_buy';
}

/** Lines that belong to no team are left out where the rest of the page says which two do. */
function seriesOfTeams(dataset: unknown[], names: (string | undefined)[]): unknown[] {
  const known = dataset.filter((series) => names.includes(textAt(series, 'seriesname')));
  return dataset.length > 2 && known.length === 2 ? known : dataset;
}

function readSeries(source: JsonObject, dataset: unknown[]): EconomyRound[] {
  const labels = labelsOf(source);
  const series = dataset.map((set) => listAt(set, 'data'));
  const [first, second] = series;
  if (first === undefined || second === undefined || series.length !== 2) {
    throw new Misread('roundEconomy', 'two series of values', `${series.length}`);
  }
  if (labels.length === 0 || first.length !== labels.length || second.length !== labels.length) {
    throw new Misread(
      'roundEconomy',
      `${labels.length} values for either team`,
      `${first.length} and ${second.length}`,
    );
  }
  return labels.flatMap((label, index) =>
    within('roundEconomy', 2 * index, () => readRound(label, [first[index], second[index]])),
  );
}

/** The winner of a round has a picture at its point; the picture names the winner's side. */
function readRound(label: string | undefined, points: [unknown, unknown]): EconomyRound[] {
  const roundNumber = required('roundNumber', label, integer);
  const icons = points.map((point) => textAt(point, 'anchorImageUrl') || null).map(asWin);
  const [left, right] = icons;
  if (left !== null && right !== null) {
    throw new Misread('won', 'one winner', 'two');
  }
  const winner = left !== null ? 0 : right !== null ? 1 : null;
  const winnerSide = winner === null ? null : sideIn(icons[winner] ?? '');
  return points.map((point, index) => {
    const equipmentValue = required('equipmentValue', textAt(asObject(point), 'value'), integer);
    return {
      roundNumber,
      team: index === 0 ? 1 : 2,
      side: winner === null || winnerSide === null ? null : index === winner ? winnerSide : otherSide(winnerSide),
      equipmentValue,
      buyType: buyTypeOf(equipmentValue),
      won: winner === null ? null : index === winner,
    };
  });
}

/** A picture that says that the round was lost is none of a winner. */
const asWin = (url: string | null): string | null => (url !== null && /Round(?:Lost|Loss)/i.test(url) ? null : url);

function unknownPictures(dataset: unknown[]): string[] {
  const points = dataset.flatMap((series) => listAt(series, 'data'));
  const wins = points.flatMap((point) => asWin(textAt(point, 'anchorImageUrl') || null) ?? []);
  return wins.filter((url) => sideIn(url) === null);
}

/** `tRoundWon` is a part of `ctRoundWon`: the whole file name counts. Unknown pictures say nothing of the side. */
function sideIn(url: string): Side | null {
  const file = url.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
  const [, side] = /^(ct|t)RoundWon\b/.exec(file) ?? [];
  return side === undefined ? null : side === 'ct' ? 'CT' : 'T';
}
