import { PerformancePage, type PerformancePlayer } from '../../page-records.ts';
import { asObject, chartsIn, dataSourceOf, listAt, textAt } from '../html/chart.ts';
import { type Cut, cutPage } from '../html/cut.ts';
import {
  damage,
  FieldError,
  integer,
  name,
  nullable,
  perRound,
  quoted,
  type Reader,
  rating,
  required,
  type Seen,
  share,
  swing,
} from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { withNewerValues } from '../html/newer-values.ts';
import { playerIn } from '../html/player-cell.ts';
import { uniqueRows } from '../html/stats-table.ts';
import { numberOfTeam, type TeamNames } from '../html/team.ts';
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
} from '../html/tree.ts';
import { named, unknownRatings, unknownsOf } from '../html/unknowns.ts';
import { NoData, type PageContext, type PageParser, type Separated } from '../page-parser.ts';
import { pathOf } from '../paths.ts';
import { readKillMatrix } from './kill-matrix.ts';
import { readRoundSwing } from './round-swing.ts';
import { readBoxes } from './round-swing-boxes.ts';
import { PERFORMANCE_SOURCES } from './sources.ts';

const PERFORMANCE_BLOCKS = [
  'menu-header',
  'overview-table',
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
  parserVersion: 3,
  schema: PerformancePage,
  sources: PERFORMANCE_SOURCES,
  path: pathOf('performance'),
  separate: separateRoundSwing,
  cut: (html) => cutPage(html, CUT),
  read: readPerformance,
};

function separateRoundSwing(html: string): Separated<'performance'> | null {
  const boxes = readBoxes(html);
  if (boxes === null) return null;
  return {
    html: boxes.html,
    complete(record) {
      const read = readRoundSwing(boxes, record.playerMapStats);
      if (read === null) return record;
      const { roundSwing, issues, unknowns } = read;
      return {
        ...record,
        roundSwing,
        ...unknownsOf(record.unknowns ?? [], unknowns),
        ...(issues.length > 0 && { issues: [...(record.issues ?? []), ...issues] }),
      };
    },
  };
}

/**
 * Identity: none but the id of the page. Core: each card and each matrix; the page fails where all cards or all matrices
 * are missing, or a bar on none of the cards. Decoration: everything else.
 */
function readPerformance(tree: Tree, { id, issues }: PageContext): PerformancePage {
  const blocks = blocksOf(tree, PERFORMANCE_BLOCKS);
  const killMatrix = readKillMatrix(blocks['killmatrix-content'], issues);
  if (killMatrix.every(({ kills }) => kills === 0) && chartsIn(tree).every((chart) => isEmptyChart(chart))) {
    throw new NoData('neither charts nor kills on the page');
  }
  const names = [teamNameIn(blocks, 1, issues), teamNameIn(blocks, 2, issues)] as const;
  const cards = readCards(blocks, names, issues);
  const ratingVersion = cards.find((card) => card.ratingVersion !== null)?.ratingVersion ?? null;
  const place = issues.within({ at: 'playerMapStats' });
  const players = withNewerValues(
    cards.map(({ player }) => player),
    ratingVersion,
    place,
  );
  return {
    mapStatsId: id,
    eventName: issues.decoration(() => required('eventName', textOf(blocks['menu-header'][0]), name)),
    ratingVersion,
    team1Name: names[0],
    team2Name: names[1],
    ...readTotals(blocks, issues),
    playerMapStats: uniqueRows(players, ({ playerId }) => `player ${playerId}`, place),
    killMatrix: issues.someOf(killMatrix, { at: 'killMatrix', expected: 'kills of each pair of opponents' }),
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
function teamNameIn(blocks: PerformanceBlocks, ordinal: 1 | 2, issues: IssueList): string | null {
  const logo = firstOfTag(firstOfClass(blocks['overview-table'][0], `team${ordinal}-column`), 'img');
  const headline = blocks['players-team-header'][ordinal - 1];
  const text =
    attributeOf(logo, 'alt') || attributeOf(logo, 'title') || textOf(firstOfClass(headline, 'label-and-text'));
  return issues.decoration(() => required(`team${ordinal}Name`, text, name));
}

function readTotals(blocks: PerformanceBlocks, issues: IssueList) {
  const rows = blocks['overview-table'].flatMap((table) => allIn(table, (element) => element.name === 'tr'));
  const total = (label: string, ordinal: 1 | 2): number | null => {
    const row = rows.find(
      (element) => textOf(firstOfClass(element, 'name-column'))?.toLowerCase() === label.toLowerCase(),
    );
    const text = textOf(firstOfClass(row, `team${ordinal}-column`));
    return issues.decoration(() => shownNumber(`team${ordinal}${label}`, text, integer));
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

/** A number, or null for the dash that the site shows for what it does not know. */
function shownNumber(field: string, text: Seen, reader: Reader<number>): number | null {
  if (text === '') throw new FieldError(field, `${reader.expected}, or a dash`, quoted(text));
  return nullable('the site shows a dash for what it does not know', field, { text, reader });
}

/** The cards of the left and the right column. A column names its team. */
function readCards(blocks: PerformanceBlocks, names: TeamNames, issues: IssueList): Card[] {
  const columns = blocks['player-overview'].flatMap((overview) => allOfClass(overview, 'col'));
  const titles = columns.map((column) =>
    textOf(firstOfClass(firstOfClass(column, 'players-team-header'), 'label-and-text')),
  );
  const cards: Card[] = [];
  let seen = 0;
  for (const [index, column] of columns.entries()) {
    const elements = allOfClass(column, 'highlighted-player');
    const heading = { index, titles, names };
    const place = issues.within({ at: 'playerMapStats', index: seen });
    const team = elements.length === 0 ? null : place.decoration(() => numberOfTeam('team', heading));
    for (const element of elements) {
      const own = issues.within({ at: 'playerMapStats', index: seen });
      const card = own.core(() => readCard(element, team, own));
      if (card !== undefined) cards.push(card);
      seen += 1;
    }
  }
  issues.assertColumns(['playerMapStats'], cards.length);
  return issues.someOf(cards, { at: 'playerMapStats', expected: 'cards of players' });
}

function readCard(card: Element, team: 1 | 2 | null, issues: IssueList): Card {
  const [chart] = chartsIn(card);
  if (chart === undefined) throw new FieldError('chart', 'a chart on the card', 'nothing');
  const bars = barsOf(chart);
  const ratingLabel = [...bars.keys()].find((label) => label.startsWith('rating'));
  // The first rating knew neither damage nor KAST.
  const isFirstRating = ratingLabel === 'rating 1.0';
  const read = (field: string, label: string, reader: Reader<number>): number | null =>
    issues.decoration(() => shownNumber(field, bars.get(label), reader));
  const readIfShown = (field: string, label: string, reader: Reader<number>): number | null =>
    bars.has(label) ? read(field, label, reader) : null;
  const player = {
    ...playerIn(firstOfClass(card, 'headline')),
    team,
    kpr: read('kpr', 'kpr', perRound),
    dpr: read('dpr', 'dpr', perRound),
    kast: (isFirstRating ? readIfShown : read)('kast', 'kast', share),
    impact: readIfShown('impact', 'impact', rating),
    mkRating: readIfShown('mkRating', 'mk rating', rating),
    roundSwing: readIfShown('roundSwing', 'swing', swing),
    adr: (isFirstRating ? readIfShown : read)('adr', 'adr', damage),
    rating: read('rating', ratingLabel ?? 'rating', rating),
  };
  return {
    player,
    ratingVersion: ratingLabel?.replace(/^rating\s*/, '') || null,
    unknownBars: [...bars.keys()].filter((label) => label !== ratingLabel && !BARS.has(label)),
  };
}

/** An unreadable chart is not empty: the card that it belongs to names it. */
function isEmptyChart(chart: Element): boolean {
  try {
    return listAt(dataSourceOf(chart), 'data').length === 0;
  } catch (error) {
    if (error instanceof FieldError) return false;
    throw error;
  }
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
      throw new FieldError('chart', 'bars with a label each', quoted(JSON.stringify(bar)));
    }
    if (label !== undefined) {
      bars.set(label, asObject(bar).displayValue === null ? '-' : textAt(bar, 'displayValue'));
    }
  }
  if (entries.length > 0 && bars.size === 0) {
    throw new FieldError('chart', 'bars with a label each', quoted(JSON.stringify(entries[0])));
  }
  return bars;
}
