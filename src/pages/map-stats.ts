import { MapStatsPage } from '../page-records.ts';
import { type Cut, cutPage } from './cut.ts';
import {
  decimalPair,
  eventLink,
  integer,
  Misread,
  matchLink,
  name,
  optional,
  pair,
  quoted,
  required,
  sometimes,
  teamLink,
  unixMs,
} from './fields.ts';
import { type Halves, readHalves, scoreTokens } from './half-scores.ts';
import { isScoreboard, readMapStatsPlayers } from './map-stats-players.ts';
import type { KnownMap } from './page.ts';
import { NoData, type PageContext, type PageParser } from './page-parser.ts';
import { pathOf } from './paths.ts';
import { countryOf } from './player-cell.ts';
import { readRounds, unknownIcons } from './round-history.ts';
import type { PageTeam } from './team.ts';
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
} from './tree.ts';
import { named, unknownMaps, unknownRatings, unknownsOf } from './unknowns.ts';

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

/** The map stats page: info box, round history and the scoreboards by side. */
export const mapStatsParser: PageParser<'map-stats'> = {
  kind: 'map-stats',
  parserVersion: 1,
  schema: MapStatsPage,
  path: pathOf('/stats/matches/mapstatsid'),
  cut: (html) => cutPage(html, CUT),
  read: readMapStats,
};

function readMapStats(tree: Tree, context: PageContext): MapStatsPage {
  const blocks = blocksOf(tree, MAP_STATS_BLOCKS);
  const tables = allIn(tree, isScoreboard);
  if (tables.length === 0) {
    throw new NoData('no scoreboard on the page');
  }
  if (blocks['match-info-box'].length === 0 && context.known) {
    return readWithoutInfoBox({ blocks, tables }, context, context.known);
  }
  const teams = readTeams(blocks);
  const { firstHalfRounds, regulationRounds, ...halves } = readBreakdown(blocks, teams);
  const { players, scoreboards, ratingVersion, unknownColumns } = readMapStatsPlayers(tables, teams);
  const mapName = required('mapName', mapNameIn(blocks), name);
  return {
    mapStatsId: context.id,
    matchId: optional('matchId', attributeOf(blocks['match-page-link'][0], 'href'), matchLink),
    ...readEvent(blocks),
    mapName,
    ratingVersion,
    ...halves,
    ...readTotals(blocks),
    ...teamFields(teams),
    scoreboards,
    playerMapStats: players,
    rounds: readRounds(blocks['round-history-con'], {
      teams,
      start: halves.team1StartSide,
      firstHalfRounds,
      regulationRounds,
    }),
    ...unknownsIn(blocks, { mapName, ratingVersion, unknownColumns }),
  };
}

/** Some pages lack the box with teams, score and halves: the rest is read, the teams are those of the overview. */
function readWithoutInfoBox(
  { blocks, tables }: { blocks: MapStatsBlocks; tables: Element[] },
  context: PageContext,
  known: KnownMap,
): MapStatsPage {
  const teams = teamsByTables(tables, known);
  const { firstHalfRounds, regulationRounds, ...halves } = readHalves([]);
  const { players, scoreboards, ratingVersion, unknownColumns } = readMapStatsPlayers(tables, teams);
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
    rounds: readRounds(blocks['round-history-con'], { teams, start: null, firstHalfRounds, regulationRounds }),
    ...unknownsIn(blocks, { mapName: known.mapName, ratingVersion, unknownColumns }),
  };
}

type Named = { mapName: string; ratingVersion: string | null; unknownColumns: string[] };

function unknownsIn(blocks: MapStatsBlocks, { mapName, ratingVersion, unknownColumns }: Named) {
  return unknownsOf(
    unknownMaps([mapName]),
    unknownRatings([ratingVersion]),
    named('column', unknownColumns),
    named('round icon', unknownIcons(blocks['round-history-con'])),
  );
}

/** The first table is the left team's and says its name. */
function teamsByTables(tables: Element[], { teams }: KnownMap): [PageTeam, PageTeam] {
  const text = textOf(firstOfClass(tables[0], 'st-teamname'));
  const left = teams.find(({ teamName }) => teamName === text);
  const right = teams.find((team) => team !== left);
  if (left === undefined || right === undefined) {
    throw new Misread('team1Id', `one of ${teams.map(({ teamName }) => teamName).join(', ')}`, quoted(text));
  }
  return [
    { ...left, country: null },
    { ...right, country: null },
  ];
}

function readTeams(blocks: MapStatsBlocks): [PageTeam, PageTeam] {
  const read = (ordinal: 1 | 2, side: 'left' | 'right'): PageTeam => {
    const box = firstOfClass(blocks['match-info-box'][0], `team-${side}`);
    const own = box === undefined ? undefined : childrenOf(box).find((child) => child.name === 'a');
    const link = own ?? firstIn(box, ({ attribs }) => teamLink.read(attribs.href ?? '') !== undefined);
    const score = firstIn(box, (element) => hasClass(element, 'bold') && element.name !== 'a');
    return {
      teamId: required(`team${ordinal}Id`, attributeOf(link, 'href'), teamLink),
      teamName: required(`team${ordinal}Name`, textOf(link), name),
      country: countryOf(blocks[`match-info-flag-${side}`][0]),
      rounds: required(`team${ordinal}Rounds`, textOf(score), integer),
    };
  };
  return [read(1, 'left'), read(2, 'right')];
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

/** Event and start; tooltips in the same box repeat the link, so only its own children count. */
function readEvent(blocks: MapStatsBlocks): Pick<MapStatsPage, 'eventId' | 'eventName' | 'startedAtMs'> {
  const [box] = blocks['match-info-box'];
  const link = box === undefined ? undefined : childrenOf(box).find((child) => child.name === 'a');
  const time = firstIn(box, (element) => element.attribs['data-unix'] !== undefined);
  return {
    eventId: required('eventId', attributeOf(link, 'href'), eventLink),
    eventName: required('eventName', textOf(link), name),
    startedAtMs: required('startedAtMs', attributeOf(time, 'data-unix'), unixMs),
  };
}

/** The map's name stands bare between the date and the teams; the tab of the map says it too. */
function mapNameIn(blocks: MapStatsBlocks): string | undefined {
  const [box] = blocks['match-info-box'];
  const texts = box?.children.flatMap((node) => (node.type === 'text' ? [collapse(node.data)] : [])) ?? [];
  const tab = blocks['stats-match-map'].find((element) => !hasClass(element, 'inactive'));
  return texts.find((text) => text !== '') ?? textOf(firstOfClass(tab, 'dynamic-map-name-full'));
}

/** A row of the info box, found by the label beside its value. */
function infoRow(blocks: MapStatsBlocks, label: string): Element | undefined {
  const row = blocks['match-info-row'].find((element) => {
    const bold = childrenOf(element).find((child) => hasClass(child, 'bold'));
    return textOf(bold)?.toLowerCase().startsWith(label.toLowerCase());
  });
  return firstOfClass(row, 'right');
}

/** `16 : 5 ( 14 : 1 ) ( 2 : 4 )`: the score again, the halves, the overtimes in one. */
function readBreakdown(blocks: MapStatsBlocks, [left, right]: [PageTeam, PageTeam]): Halves {
  const place = infoRow(blocks, 'Breakdown');
  if (place === undefined) {
    throw new Misread('halves', 'a row named Breakdown', 'nothing');
  }
  const [team1, team2, ...halves] = scoreTokens(place);
  if (team1?.text !== `${left.rounds}` || team2?.text !== `${right.rounds}`) {
    throw new Misread('team1Rounds', `${left.rounds} : ${right.rounds} as in the breakdown`, quoted(textOf(place)));
  }
  return readHalves(halves);
}

function readTotals(blocks: MapStatsBlocks) {
  const reason = 'old maps lack it';
  const ratings = sometimes(reason, 'team1Rating', {
    text: textOf(infoRow(blocks, 'Team rating')),
    reader: decimalPair,
  });
  const kills = sometimes(reason, 'team1FirstKills', { text: textOf(infoRow(blocks, 'First kills')), reader: pair });
  const clutches = sometimes(reason, 'team1ClutchesWon', {
    text: textOf(infoRow(blocks, 'Clutches won')),
    reader: pair,
  });
  return {
    team1Rating: ratings?.[0] ?? null,
    team2Rating: ratings?.[1] ?? null,
    team1FirstKills: kills?.[0] ?? null,
    team2FirstKills: kills?.[1] ?? null,
    team1ClutchesWon: clutches?.[0] ?? null,
    team2ClutchesWon: clutches?.[1] ?? null,
  };
}
