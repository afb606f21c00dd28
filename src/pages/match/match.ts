import { MatchPage, type OverviewMap } from '../../page-records.ts';
import { type Cut, cutPage } from '../html/cut.ts';
import { demoLink, optional, playerLink, required } from '../html/fields.ts';
import { attributeOf, blocksOf, firstIn, type Tree } from '../html/tree.ts';
import { named, unknownMaps, unknownRatings, unknownsOf } from '../html/unknowns.ts';
import type { PageContext, PageParser } from '../page-parser.ts';
import { matchUrl, pathOf } from '../paths.ts';
import { MATCH_BLOCKS, type MatchBlocks } from './blocks.ts';
import { type Header, readHeader } from './header.ts';
import { readLineups } from './lineups.ts';
import { distinctHolders, type MapResult, readMaps } from './maps.ts';
import { MATCH_SOURCES } from './sources.ts';
import { readStatsBlocks } from './stats-blocks.ts';
import { readPlayerTables } from './tables.ts';
import { readVetoes } from './vetoes.ts';
import { readVrs } from './vrs.ts';

/** Comments, past matches and head-to-head tables are most of an overview and are not read. */
const CUT: Cut = {
  block: 'match-page',
  without: ['past-matches', 'head-to-head-listing'],
  wanted: ['lineups', 'potm-container', 'stats-content', 'streams', 'mapholder', 'veto-box', 'vrs-forecast-container'],
};

/** The parser of match overviews: header, maps, veto, line-ups and the player tables of every map. */
export const matchParser: PageParser<'match'> = {
  kind: 'match',
  parserVersion: 3,
  schema: MatchPage,
  sources: MATCH_SOURCES,
  path: pathOf('match'),
  cut: (html) => cutPage(html, CUT),
  read: readMatch,
};

function readMatch(tree: Tree, { id: matchId, title, canonicalLink, issues }: PageContext): MatchPage {
  const found = blocksOf(tree, MATCH_BLOCKS);
  const blocks = { ...found, mapholder: distinctHolders(found.mapholder, issues) };
  const header = readHeader(blocks, issues);
  const { vetoes, unknowns: unknownLines } = readVetoes(blocks, header, issues);
  const listed = readMaps(blocks, { header, vetoes, issues });
  const { mapResults, blocks: statsBlocks } = readStatsBlocks(blocks, listed, issues);
  const maps = mapResults.map(({ map }) => map);
  const { ratingVersions, unknowns, ...tables } = readPlayerTables(statsBlocks, maps, { header, issues });
  const { lineups, ranks } = readLineups(blocks, header, issues);
  const { status, startedAtMs, eventId, eventName, stage, bestOf, isLan, note } = header;
  const isWhole = maps.length === blocks.mapholder.length;
  return {
    matchId,
    url: matchUrl(canonicalLink ?? `/matches/${matchId}`),
    status,
    startedAtMs,
    eventId,
    eventName,
    stage,
    bestOf,
    isLan,
    ...teamFields(header, ranks, mapsWon(header, mapResults, isWhole)),
    isForfeit: isWhole && isFullForfeit(maps),
    note,
    playerOfMatchId: issues.decoration(() => readPlayerOfMatch(blocks)),
    demoId: issues.decoration(() => readDemo(blocks)),
    ...readVrs(blocks, header, issues),
    title,
    vetoes,
    lineups,
    maps: maps.map((map) => ({ ...map, ratingVersion: ratingVersions.get(map.mapNumber) || null })),
    ...tables,
    ...unknownsOf(
      unknownMaps([...maps, ...vetoes].map(({ mapName }) => mapName)),
      unknownRatings([...ratingVersions.values()]),
      unknowns,
      unknownLines,
      named('status', [header.unknownStatus]),
    ),
  };
}

type Pair = [number | null, number | null];

function teamFields(header: Header, [team1Rank, team2Rank]: Pair, won: Pair) {
  const [team1, team2] = header.teams;
  return {
    team1Id: team1.teamId,
    team1Name: team1.teamName,
    team1Country: team1.country,
    team1Rank,
    team1MapsWon: won[0],
    team1HeaderScore: team1.headerScore,
    team2Id: team2.teamId,
    team2Name: team2.teamName,
    team2Country: team2.country,
    team2Rank,
    team2MapsWon: won[1],
    team2HeaderScore: team2.headerScore,
    winnerTeamId: winnerOf(header, won),
  };
}

/**
 * Maps won by each team, forfeits included. When maps without a score leave the series undecided, the score in the
 * header is used: maps won, or rounds in a best of one. Null when the page lists no maps, or when the outcome of a map
 * cannot be read and the header does not give it.
 */
function mapsWon({ teams, bestOf }: Header, mapResults: MapResult[], isWhole: boolean): Pair {
  const count = (team: 0 | 1) => mapResults.filter(({ winner }) => winner === team).length;
  const counted: [number, number] = [count(0), count(1)];
  const [left, right] = teams.map(({ headerScore }) => headerScore);
  const isCounted = isWhole && !mapResults.some(isUnreadable);
  if (typeof left !== 'number' || typeof right !== 'number' || bestOf === null) {
    return mapResults.length > 0 && isCounted ? counted : [null, null];
  }
  if (bestOf === 1) {
    const hasScore = isCounted && mapResults.some(({ map }) => map.state !== 'unplayed');
    return hasScore ? counted : [Number(left > right), Number(right > left)];
  }
  if (!isWhole) return [left, right];
  const unscored = mapResults.filter((each) => each.map.state === 'unplayed' || isUnreadable(each)).length;
  const isCompleted = isCompletedBy({ counted, header: [left, right], unscored, bestOf });
  return isCompleted ? [left, right] : isCounted ? counted : [null, null];
}

/** Whether a map was played and its outcome cannot be read. */
function isUnreadable({ map, winner }: MapResult): boolean {
  return map.state !== 'unplayed' && map.team1Rounds === null && winner === null;
}

type Completion = { counted: [number, number]; header: [number, number]; unscored: number; bestOf: number };

/**
 * Whether the counted maps leave the series undecided and the header adds at most one win for each map without score.
 */
function isCompletedBy({ counted, header, unscored, bestOf }: Completion): boolean {
  const needed = Math.ceil(bestOf / 2);
  const isOpen = bestOf % 2 === 0 ? counted[0] + counted[1] < bestOf : Math.max(...counted) < needed;
  const isDecided = bestOf % 2 === 0 ? header[0] + header[1] <= bestOf : Math.max(...header) === needed;
  const added = header.map((wins, team) => wins - (counted[team] ?? 0));
  const sum = added.reduce((total, wins) => total + wins, 0);
  return isOpen && isDecided && added.every((wins) => wins >= 0) && sum > 0 && sum <= unscored;
}

function winnerOf({ status, teams }: Header, [left, right]: Pair): number | null {
  const isDecided = status === 'finished' || status === 'deleted';
  if (!isDecided || left === null || right === null || left === right) return null;
  return left > right ? teams[0].teamId : teams[1].teamId;
}

function isFullForfeit(maps: OverviewMap[]): boolean {
  return maps.some(({ state }) => state === 'forfeit') && !maps.some(({ state }) => state === 'played');
}

function readPlayerOfMatch(blocks: MatchBlocks): number | null {
  const [box] = blocks['potm-container'];
  const link = firstIn(box, (element) => /\/players?\//.test(element.attribs.href ?? ''));
  return box === undefined ? null : required('playerOfMatchId', attributeOf(link, 'href'), playerLink);
}

/** The demo id is in an attribute of the button; pages before 2022 have a plain link among the streams. */
function readDemo(blocks: MatchBlocks): number | null {
  const [streams] = blocks.streams;
  const isDemo = (link: string | undefined): boolean => link?.includes('/download/demo/') ?? false;
  const button = firstIn(streams, (element) => isDemo(element.attribs['data-demo-link']));
  const link = firstIn(streams, (element) => isDemo(element.attribs.href));
  return optional('demoId', attributeOf(button, 'data-demo-link') || attributeOf(link, 'href'), demoLink);
}
