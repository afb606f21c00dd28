import { MapStatsPage } from '../../page-records.ts';
import { type Cut, cutPage } from '../html/cut.ts';
import {
  decimalPair,
  eventLink,
  FieldError,
  integer,
  matchLink,
  name,
  nullable,
  optional,
  pair,
  quoted,
  type Reader,
  required,
  type Seen,
  teamLink,
  unixMs,
} from '../html/fields.ts';
import { type Halves, NO_HALVES, readHalves, scoreTokens } from '../html/half-scores.ts';
import type { IssueList } from '../html/issues.ts';
import { countryOf } from '../html/player-cell.ts';
import { type PageTeam, teamNamed } from '../html/team.ts';
import {
  allIn,
  attributeOf,
  type Blocks,
  blocksOf,
  childrenOf,
  collapse,
  type Element,
  firstIn,
  firstOfClass,
  hasClass,
  type Tree,
  textOf,
} from '../html/tree.ts';
import { named, unknownMaps, unknownRatings, unknownsOf } from '../html/unknowns.ts';
import type { KnownMap } from '../page.ts';
import { NoData, type PageContext, type PageParser } from '../page-parser.ts';
import { pathOf } from '../paths.ts';
import { isScoreboard, readMapStatsPlayers } from './players.ts';
import { readRounds, unknownIcons } from './round-history.ts';
import { MAP_STATS_SOURCES } from './sources.ts';

const MAP_STATS_BLOCKS = [
  'match-info-box',
  'match-info-row',
  'match-info-flag-left',
  'match-info-flag-right',
  'match-page-link',
  'stats-match-map',
  'round-history-con',
] as const;
type MapStatsBlocks = Blocks<(typeof MAP_STATS_BLOCKS)[number]>;

const CUT: Cut = {
  block: 'stats-match',
  without: ['context-tooltip'],
  wanted: ['stats-table', 'totalstats', 'round-history-con', 'match-page-link'],
};

/** The parser of map stats pages: info box, round history and the scoreboards by side. */
export const mapStatsParser: PageParser<'map-stats'> = {
  kind: 'map-stats',
  parserVersion: 2,
  schema: MapStatsPage,
  sources: MAP_STATS_SOURCES,
  path: pathOf('map-stats'),
  cut: (html) => cutPage(html, CUT),
  read: readMapStats,
};

/**
 * Identity: ids and score of the two teams. Core: tables, rows and rounds; the page fails when all tables, all rows or
 * all rounds are missing. Decoration: everything else.
 */
function readMapStats(tree: Tree, context: PageContext): MapStatsPage {
  const blocks = blocksOf(tree, MAP_STATS_BLOCKS);
  const tables = allIn(tree, isScoreboard);
  const { issues, known } = context;
  if (tables.length === 0) throw missingTables(blocks);
  if (blocks['match-info-box'].length === 0 && known) return readWithoutInfoBox({ blocks, tables }, context, known);
  const teams = readTeams(blocks, issues);
  const { firstHalfRounds, regulationRounds, ...halves } = issues.decoration(() => readBreakdown(blocks)) ?? NO_HALVES;
  const { players, scoreboards, ratingVersion, unknownColumns } = readMapStatsPlayers(tables, teams, issues);
  const mapName = issues.decoration(() => required('mapName', mapNameIn(blocks), name));
  const matchHref = attributeOf(blocks['match-page-link'][0], 'href');
  return {
    mapStatsId: context.id,
    matchId: issues.decoration(() => optional('matchId', matchHref, matchLink)),
    ...readEvent(blocks, issues),
    mapName,
    ratingVersion,
    ...halves,
    ...readTotals(blocks, issues),
    ...teamFields(teams),
    scoreboards,
    playerMapStats: players,
    rounds: readRounds(blocks['round-history-con'], {
      teams,
      start: halves.team1StartSide,
      firstHalfRounds,
      regulationRounds,
      issues,
    }),
    ...unknownsIn(blocks, { mapName, ratingVersion, unknownColumns }),
  };
}

/**
 * With info box and rounds the map was played, so its tables exist under an unknown class; else the page has no data.
 */
function missingTables(blocks: MapStatsBlocks): Error {
  const hasOthers = blocks['match-info-box'].length > 0 && blocks['round-history-con'].length > 0;
  return hasOthers
    ? new FieldError('playerMapStats', 'tables of players', 'none')
    : new NoData('no scoreboard on the page');
}

/** Some pages lack the box with teams, score and halves: the rest is read, with the teams of the overview. */
function readWithoutInfoBox(
  { blocks, tables }: { blocks: MapStatsBlocks; tables: Element[] },
  context: PageContext,
  known: KnownMap,
): MapStatsPage {
  const { issues } = context;
  const teams = teamsByTables(tables, known);
  const { firstHalfRounds, regulationRounds, ...halves } = NO_HALVES;
  const { players, scoreboards, ratingVersion, unknownColumns } = readMapStatsPlayers(tables, teams, issues);
  return {
    mapStatsId: context.id,
    matchId: known.matchId,
    eventId: null,
    eventName: null,
    startedAtMs: null,
    mapName: known.mapName,
    ratingVersion,
    ...halves,
    team1Rating: null,
    team2Rating: null,
    team1FirstKills: null,
    team2FirstKills: null,
    team1ClutchesWon: null,
    team2ClutchesWon: null,
    ...teamFields(teams),
    scoreboards,
    playerMapStats: players,
    rounds: readRounds(blocks['round-history-con'], {
      teams,
      start: null,
      firstHalfRounds,
      regulationRounds,
      issues,
    }),
    ...unknownsIn(blocks, { mapName: known.mapName, ratingVersion, unknownColumns }),
  };
}

type Named = { mapName: string | null; ratingVersion: string | null; unknownColumns: string[] };

function unknownsIn(blocks: MapStatsBlocks, { mapName, ratingVersion, unknownColumns }: Named) {
  return unknownsOf(
    unknownMaps(mapName === null ? [] : [mapName]),
    unknownRatings([ratingVersion]),
    named('column', unknownColumns),
    named('round icon', unknownIcons(blocks['round-history-con'])),
  );
}

/** The first table belongs to the left team and has its name; if it does not, the order of the overview is used. */
function teamsByTables(tables: Element[], { teams }: KnownMap): [PageTeam, PageTeam] {
  const text = textOf(firstOfClass(tables[0], 'st-teamname'));
  const [first, second] = teams;
  const isSwapped = teamNamed(text, [first.teamName, second.teamName]) === 1;
  const [left, right] = isSwapped ? [second, first] : [first, second];
  return [
    { ...left, country: null },
    { ...right, country: null },
  ];
}

function readTeams(blocks: MapStatsBlocks, issues: IssueList): [PageTeam, PageTeam] {
  const breakdown = infoRow(blocks, 'Breakdown');
  const shown = breakdown === undefined ? [] : scoreTokens(breakdown).slice(0, 2);
  const read = (ordinal: 1 | 2, side: 'left' | 'right'): PageTeam => {
    const box = firstOfClass(blocks['match-info-box'][0], `team-${side}`);
    const own = box === undefined ? undefined : childrenOf(box).find((child) => child.name === 'a');
    const link = own ?? firstIn(box, ({ attribs }) => teamLink.read(attribs.href ?? '') !== undefined);
    const score = firstIn(box, (element) => hasClass(element, 'bold') && element.name !== 'a');
    return {
      teamId: required(`team${ordinal}Id`, attributeOf(link, 'href'), teamLink),
      teamName: issues.decoration(() => required(`team${ordinal}Name`, textOf(link), name)),
      country: countryOf(blocks[`match-info-flag-${side}`][0]),
      rounds: roundsOf(`team${ordinal}Rounds`, [textOf(score), shown[ordinal - 1]?.text], issues),
    };
  };
  return [read(1, 'left'), read(2, 'right')];
}

/** The rounds below the name of a team and at the start of the breakdown must be equal; one of them is enough. */
function roundsOf(field: string, [below, inBreakdown]: [Seen, Seen], issues: IssueList): number {
  const shown = issues.decoration(() => required(field, below, integer));
  if (shown === null) return required(field, inBreakdown, integer);
  if (inBreakdown && inBreakdown !== below) {
    throw new FieldError(field, `${shown} as below the team's name`, quoted(inBreakdown));
  }
  return shown;
}

function teamFields([left, right]: [PageTeam, PageTeam]) {
  return {
    team1Id: left.teamId,
    team1Name: left.teamName,
    team1Country: left.country,
    team1Rounds: left.rounds,
    team2Id: right.teamId,
    team2Name: right.teamName,
    team2Country: right.country,
    team2Rounds: right.rounds,
  };
}

/** Event and start. Only child elements of the box are used, because tooltips inside repeat the link. */
function readEvent(
  blocks: MapStatsBlocks,
  issues: IssueList,
): Pick<MapStatsPage, 'eventId' | 'eventName' | 'startedAtMs'> {
  const [box] = blocks['match-info-box'];
  const link = box === undefined ? undefined : childrenOf(box).find((child) => child.name === 'a');
  const time = firstIn(box, (element) => element.attribs['data-unix'] !== undefined);
  return {
    eventId: issues.decoration(() => required('eventId', attributeOf(link, 'href'), eventLink)),
    eventName: issues.decoration(() => required('eventName', textOf(link), name)),
    startedAtMs: issues.decoration(() => required('startedAtMs', attributeOf(time, 'data-unix'), unixMs)),
  };
}

/** The name of the map is plain text between the date and the teams; the tab of the map has it too. */
function mapNameIn(blocks: MapStatsBlocks): string | undefined {
  const [box] = blocks['match-info-box'];
  const texts = box?.children.flatMap((node) => (node.type === 'text' ? [collapse(node.data)] : [])) ?? [];
  const tab = blocks['stats-match-map'].find((element) => !hasClass(element, 'inactive'));
  return texts.find((text) => text !== '') ?? textOf(firstOfClass(tab, 'dynamic-map-name-full'));
}

/** The value of a row of the info box, found by its label. */
function infoRow(blocks: MapStatsBlocks, label: string): Element | undefined {
  const row = blocks['match-info-row'].find((element) => {
    const bold = childrenOf(element).find((child) => hasClass(child, 'bold'));
    return textOf(bold)?.toLowerCase().startsWith(label.toLowerCase());
  });
  return firstOfClass(row, 'right');
}

/** `16 : 5 ( 14 : 1 ) ( 2 : 4 )`: the score, the halves, and all overtimes together. */
function readBreakdown(blocks: MapStatsBlocks): Halves {
  const place = infoRow(blocks, 'Breakdown');
  if (place === undefined) throw new FieldError('halves', 'a row named Breakdown', 'nothing');
  const halves = scoreTokens(place).slice(2);
  if (halves.length === 0 && !isDashes(textOf(place))) {
    throw new FieldError('halves', 'the score and the rounds of both halves', quoted(textOf(place)));
  }
  return readHalves(halves);
}

/** Whether a row shows a score without halves, or dashes in place of them. */
function isDashes(text: string): boolean {
  return /^(?:\d+\s*:\s*\d+)?[-–:()\s]*$/.test(text) && text !== '';
}

function readTotals(blocks: MapStatsBlocks, issues: IssueList) {
  const read = (field: string, label: string, reader: Reader<[number, number]>) =>
    issues.decoration(() => {
      const text = textOf(infoRow(blocks, label));
      if (text === '') throw new FieldError(field, `${reader.expected}, or a dash`, quoted(text));
      return nullable('old maps lack it', field, { text, reader });
    });
  const ratings = read('team1Rating', 'Team rating', decimalPair);
  const kills = read('team1FirstKills', 'First kills', pair);
  const clutches = read('team1ClutchesWon', 'Clutches won', pair);
  return {
    team1Rating: ratings?.[0] ?? null,
    team2Rating: ratings?.[1] ?? null,
    team1FirstKills: kills?.[0] ?? null,
    team2FirstKills: kills?.[1] ?? null,
    team1ClutchesWon: clutches?.[0] ?? null,
    team2ClutchesWon: clutches?.[1] ?? null,
  };
}
