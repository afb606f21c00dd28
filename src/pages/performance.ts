import { PerformancePage, type PerformancePlayer } from '../page-records.ts';
import { asObject, chartsIn, dataSourceOf, listAt, textAt } from './chart.ts';
import { type Cut, cutPage } from './cut.ts';
import {
  decimal,
  integer,
  Misread,
  name,
  percent,
  quoted,
  type Reader,
  required,
  sometimes,
  within,
} from './fields.ts';
import { readKillMatrix } from './kill-matrix.ts';
import { NoData, type PageContext, type PageParser } from './page-parser.ts';
import { pathOf } from './paths.ts';
import { playerIn } from './player-cell.ts';
import { demandUnique } from './stats-table.ts';
import {
  allIn,
  allOfClass,
  attributeOf,
  type Blocks,
  blocksOf,
  type Element,
  firstOfClass,
  firstOfTag,
  type Tree,
  textOf,
} from './tree.ts';
import { named, unknownRatings, unknownsOf } from './unknowns.ts';

const PERFORMANCE_BLOCKS = [
  'menu-header',
  'overview-table',
  'killmatrix-menu',
  'killmatrix-content',
  'player-overview',
  'players-team-header',
] as const;
type PerformanceBlocks = Blocks<(typeof PERFORMANCE_BLOCKS)[number]>;

const CUT: Cut = {
  block: 'stats-match',
  without: ['context-tooltip'],
  wanted: ['highlighted-player', 'data-fusionchart-config', 'killmatrix-content'],
};

/** The map performance page: team totals, kill matrices and a card with a chart for every player. */
export const performanceParser: PageParser<'performance'> = {
  kind: 'performance',
  parserVersion: 1,
  schema: PerformancePage,
  path: pathOf('/stats/matches/performance/mapstatsid'),
  cut: (html) => cutPage(html, CUT),
  read: readPerformance,
};

function readPerformance(tree: Tree, context: PageContext): PerformancePage {
  const blocks = blocksOf(tree, PERFORMANCE_BLOCKS);
  const killMatrix = readKillMatrix(blocks);
  if (chartsIn(tree).every(isEmptyChart) && killMatrix.every(({ kills }) => kills === 0)) {
    throw new NoData('neither charts nor kills on the page');
  }
  const [team1Name, team2Name] = [teamNameIn(blocks, 1), teamNameIn(blocks, 2)];
  const cards = readCards(blocks, [team1Name, team2Name]);
  const ratingVersion = cards.find((card) => card.ratingVersion !== null)?.ratingVersion ?? null;
  return {
    mapStatsId: context.id,
    eventName: required('eventName', textOf(blocks['menu-header'][0]), name),
    ratingVersion,
    team1Name,
    team2Name,
    ...readTotals(blocks),
    playerMapStats: cards.map(({ player }) => player),
    killMatrix,
    ...unknownsOf(
      unknownRatings([ratingVersion]),
      named(
        'chart bar',
        cards.flatMap(({ unknownBars }) => unknownBars),
      ),
    ),
  };
}

/** The logo over the column names the team; the headline over its cards does so too. */
function teamNameIn(blocks: PerformanceBlocks, ordinal: 1 | 2): string {
  const logo = firstOfTag(firstOfClass(blocks['overview-table'][0], `team${ordinal}-column`), 'img');
  const headline = blocks['players-team-header'][ordinal - 1];
  const text =
    attributeOf(logo, 'alt') || attributeOf(logo, 'title') || textOf(firstOfClass(headline, 'label-and-text'));
  return required(`team${ordinal}Name`, text, name);
}

function readTotals(blocks: PerformanceBlocks) {
  const rows = blocks['overview-table'].flatMap((table) => allIn(table, (element) => element.name === 'tr'));
  const total = (label: string, ordinal: 1 | 2): number | null => {
    const row = rows.find(
      (element) => textOf(firstOfClass(element, 'name-column'))?.toLowerCase() === label.toLowerCase(),
    );
    const text = textOf(firstOfClass(row, `team${ordinal}-column`));
    return sometimes('the site shows a dash for what it does not know', `team${ordinal}${label}`, {
      text,
      reader: integer,
    });
  };
  return {
    team1Kills: total('Kills', 1),
    team1Deaths: total('Deaths', 1),
    team1Assists: total('Assists', 1),
    team2Kills: total('Kills', 2),
    team2Deaths: total('Deaths', 2),
    team2Assists: total('Assists', 2),
  };
}

type Card = { player: PerformancePlayer; ratingVersion: string | null; unknownBars: string[] };

/** The cards of the left and the right column. A column names its team; where it does not, its place does. */
function readCards(blocks: PerformanceBlocks, names: [string, string]): Card[] {
  const columns = blocks['player-overview'].flatMap((overview) => allOfClass(overview, 'col'));
  const cards: Card[] = [];
  for (const [index, column] of columns.entries()) {
    const team = teamOfColumn(column, index, names);
    for (const element of allOfClass(column, 'highlighted-player')) {
      cards.push(within('playerMapStats', cards.length, () => readCard(element, team)));
    }
  }
  if (cards.length === 0) {
    throw new Misread('playerMapStats', 'cards of players', 'none');
  }
  const players = cards.map(({ player }) => player);
  demandUnique('playerMapStats', players, ({ playerId }) => `player ${playerId}`);
  return cards;
}

function teamOfColumn(column: Element, index: number, [left, right]: [string, string]): 1 | 2 {
  const text = textOf(firstOfClass(firstOfClass(column, 'players-team-header'), 'label-and-text'));
  if (left !== right && (text === left || text === right)) {
    return text === left ? 1 : 2;
  }
  if (index > 1) {
    throw new Misread('team', 'two columns of players', `${index + 1}`);
  }
  return index === 0 ? 1 : 2;
}

function readCard(card: Element, team: 1 | 2): Card {
  const [chart] = chartsIn(card);
  if (chart === undefined) {
    throw new Misread('chart', 'a chart on the card', 'nothing');
  }
  const bars = barsOf(chart);
  const ratingLabel = [...bars.keys()].find((label) => label.startsWith('rating'));
  // The first rating knew neither damage nor KAST.
  const isFirstRating = ratingLabel === 'rating 1.0';
  const read = (field: string, label: string, reader: Reader<number>): number | null =>
    sometimes('the site shows a dash for what it does not know', field, { text: bars.get(label), reader });
  const readIfShown = (field: string, label: string, reader: Reader<number>): number | null =>
    bars.has(label) ? read(field, label, reader) : null;
  const player = {
    ...playerIn(firstOfClass(card, 'headline')),
    team,
    kpr: read('kpr', 'kpr', decimal),
    dpr: read('dpr', 'dpr', decimal),
    kast: (isFirstRating ? readIfShown : read)('kast', 'kast', percent),
    impact: readIfShown('impact', 'impact', decimal),
    mkRating: readIfShown('mkRating', 'mk rating', decimal),
    roundSwing: readIfShown('roundSwing', 'swing', percent),
    adr: (isFirstRating ? readIfShown : read)('adr', 'adr', decimal),
    rating: read('rating', ratingLabel ?? 'rating', decimal),
  };
  return {
    player,
    ratingVersion: ratingLabel?.replace(/^rating\s*/, '') || null,
    unknownBars: [...bars.keys()].filter((label) => label !== ratingLabel && !BARS.has(label)),
  };
}

function isEmptyChart(chart: Element): boolean {
  return listAt(dataSourceOf(chart), 'data').length === 0;
}

/** Besides the bar of the rating. */
const BARS = new Set(['kpr', 'dpr', 'kast', 'impact', 'mk rating', 'swing', 'adr']);

/** What the bars are called in the tooltips. */
const LONG_LABELS = new Map([
  ['impact rating', 'impact'],
  ['multi-kill rating', 'mk rating'],
  ['round swing', 'swing'],
]);

/** Bars by label. The shown text counts, not the bar's height; bars with other labels, or none, stay unread. */
function barsOf(chart: Element): Map<string, string | undefined> {
  const bars = new Map<string, string | undefined>();
  const entries = listAt(dataSourceOf(chart), 'data');
  for (const bar of entries) {
    const text = textAt(bar, 'label')?.toLowerCase();
    const label = LONG_LABELS.get(text ?? '') ?? text;
    if (label !== undefined && bars.has(label)) {
      throw new Misread('chart', 'bars with a label each', quoted(JSON.stringify(bar)));
    }
    if (label !== undefined) {
      bars.set(label, asObject(bar).displayValue === null ? '-' : textAt(bar, 'displayValue'));
    }
  }
  if (entries.length > 0 && bars.size === 0) {
    throw new Misread('chart', 'bars with a label each', quoted(JSON.stringify(entries[0])));
  }
  return bars;
}
