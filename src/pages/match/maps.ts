import type { OverviewMap } from '../../page-records.ts';
import { FieldError, integer, mapStatsLink, name, optional, quoted, required } from '../html/fields.ts';
import { type Halves, readHalves, type ScoreToken, scoreTokens } from '../html/half-scores.ts';
import type { IssueList } from '../html/issues.ts';
import { teamNamed } from '../html/team.ts';
import {
  attributeOf,
  childrenOf,
  classesOf,
  type Element,
  firstIn,
  firstOfClass,
  hasClass,
  textOf,
} from '../html/tree.ts';
import { mapStatsPath } from '../paths.ts';
import type { MatchBlocks } from './blocks.ts';
import type { Header } from './header.ts';
import type { VetoStep } from './vetoes.ts';

/** A map of the series and its winner (0 left, 1 right), which may be known although the id of the team is not. */
export type MapResult = { map: OverviewMap; winner: 0 | 1 | null };
type MapsContext = { header: Header; vetoes: VetoStep[]; issues: IssueList };
type MapContext = MapsContext & { mapNumber: number; isOnlyMap: boolean };

function isForfeit(mapName: string): boolean {
  return mapName.toLowerCase() === 'default';
}

/**
 * Reads the list of maps. The page fails when the list is missing although the match has started. Core: each map; one
 * without a name, or without both a readable score and a link to its stats, is omitted. Decoration: score, halves and
 * pick mark of a map with a link.
 */
export function readMaps({ mapholder }: MatchBlocks, context: MapsContext): MapResult[] {
  const { header, issues } = context;
  const isOnlyMap = header.bestOf === 1 || (header.bestOf === null && mapholder.length === 1);
  const maps = mapholder.flatMap((holder, index) => {
    const mapNumber = index + 1;
    const own = issues.within({ at: 'maps', index, mapNumber });
    return own.core(() => readMap(holder, { ...context, mapNumber, isOnlyMap, issues: own })) ?? [];
  });
  const hasBegun = header.status === 'finished' || header.status === 'live';
  if (hasBegun) {
    issues.assertNotEverywhere(['maps'], maps.filter(({ map }) => map.state !== 'unplayed').length);
  }
  if (mapholder.length === 0 && header.status !== 'deleted' && header.status !== 'postponed') {
    throw new FieldError('maps', 'at least one map', 'none');
  }
  return withoutSharedLinks(maps, issues);
}

/** Removes repeated maps. Two with the same stats link and text are one map that the page has twice. */
export function distinctHolders(holders: Element[], issues: IssueList): Element[] {
  const byLook = new Map(holders.map((holder, index) => [`${statsLinkIn(holder) ?? index} ${textOf(holder)}`, holder]));
  const distinct = [...byLook.values()];
  if (distinct.length < holders.length) {
    issues.report('core', new FieldError('maps', 'each map once', 'the same one twice'));
  }
  return distinct;
}

function readMap(holder: Element, context: MapContext): MapResult {
  const { header, mapNumber, issues } = context;
  const mapName = required('mapName', textOf(nameIn(holder)), name);
  const link = statsLinkIn(holder);
  const mapStatsId = issues.decoration(() => optional('mapStatsId', link, mapStatsLink));
  const isPlayed = link !== undefined;
  const line = readScoreLine(holder, { header, issues, isPlayed, mayBeRunning: !isPlayed && header.status === 'live' });
  const hasNoScore = line.rounds === null && !line.isUnreadable;
  const teamOf = (place: 0 | 1 | null) => (place === null ? null : (header.teams[place]?.teamId ?? null));
  const pickMarkerTeamId = teamOf(line.pickedBy);
  const map = {
    mapNumber,
    mapStatsId,
    mapName,
    state: hasNoScore ? 'unplayed' : isForfeit(mapName) ? 'forfeit' : 'played',
    team1Rounds: line.rounds?.[0] ?? null,
    team2Rounds: line.rounds?.[1] ?? null,
    winnerTeamId: teamOf(line.winner),
    pickedByTeamId: pickedBy({ mapName, pickMarkerTeamId, context }),
    ...line.halves,
    ratingVersion: null,
    mapStatsPath: mapStatsId === null ? null : mapStatsPath(link),
    pickMarkerTeamId,
  } satisfies OverviewMap;
  return { map, winner: line.winner };
}

/** Removes a link that two maps share, because it is unknown which of them it belongs to. */
function withoutSharedLinks(maps: MapResult[], issues: IssueList): MapResult[] {
  return maps.map((result, index) => {
    const { mapNumber, mapStatsId } = result.map;
    const isShared = maps.some(({ map }, place) => place !== index && map.mapStatsId === mapStatsId);
    if (mapStatsId === null || !isShared) return result;
    const shared = new FieldError('mapStatsId', 'a link to the stats of this map alone', `${mapStatsId}`);
    issues.within({ at: 'maps', index, mapNumber }).report('decoration', shared);
    return { ...result, map: { ...result.map, mapStatsId: null, mapStatsPath: null } };
  });
}

function statsLinkIn(holder: Element): string | undefined {
  const link =
    firstOfClass(holder, 'results-stats') ??
    firstIn(holder, (element) => /\/mapstatsid\//.test(element.attribs.href ?? ''));
  return attributeOf(link, 'href');
}

type MapHalves = Omit<Halves, 'firstHalfRounds' | 'regulationRounds'>;
type ScoreLine = {
  rounds: [number, number] | null;
  /** The map has a score that cannot be read. */
  isUnreadable: boolean;
  winner: 0 | 1 | null;
  pickedBy: 0 | 1 | null;
  halves: MapHalves;
};
type ScoreContext = { header: Header; issues: IssueList; isPlayed: boolean; mayBeRunning: boolean };

function readScoreLine(holder: Element, context: ScoreContext): ScoreLine {
  const left = firstOfClass(holder, 'results-left');
  const right = firstOfClass(holder, 'results-right');
  if (left !== undefined || right !== undefined) return readTwoSides(holder, [left, right], context);
  const results = firstOfClass(holder, 'results');
  const tokens = results === undefined ? [] : scoreTokens(results);
  const score = readScore(() => (tokens.length === 0 ? readNoScore(holder) : readBareScore(tokens)), context);
  return {
    ...score,
    winner: winnerOf(score, [tokens[0]?.classes ?? [], tokens[1]?.classes ?? []], context),
    pickedBy: null,
    halves: readMapHalves(context, () => (score.rounds === null ? [] : tokens.slice(2))),
  };
}

type Score = Pick<ScoreLine, 'rounds' | 'isUnreadable'>;

/**
 * The score is a decoration when the map has a link to its stats; else only the score shows that the map was played.
 */
function readScore(read: () => [number, number] | null, { issues, isPlayed }: ScoreContext): Score {
  if (!isPlayed) return { rounds: read(), isUnreadable: false };
  const score = issues.decoration(() => ({ rounds: read() }));
  return { rounds: score?.rounds ?? null, isUnreadable: score === null };
}

function readMapHalves({ issues }: ScoreContext, tokens: () => ScoreToken[]): MapHalves {
  const halves = issues.decoration(() => readHalves(tokens())) ?? readHalves([]);
  const { firstHalfRounds: _first, regulationRounds: _regulation, ...own } = halves;
  return own;
}

function nameIn(holder: Element): Element | undefined {
  return firstOfClass(holder, 'mapname');
}

/** Maps that were not played have no results. Throws `FieldError` when a number elsewhere looks like a score. */
function readNoScore(holder: Element): null {
  const rest = childrenOf(holder)
    .filter((child) => nameIn(child) === undefined)
    .map((part) => textOf(part))
    .join(' ');
  if (/\d/.test(rest) || statsLinkIn(holder) !== undefined) {
    throw new FieldError('team1Rounds', `a score in its place (elsewhere: ${quoted(rest)})`, 'nothing');
  }
  return null;
}

type Sides = [Element | undefined, Element | undefined];

/**
 * The layout since 2021: one block for each team, half scores between them. The left block is that of the left team,
 * unless the names in the blocks say otherwise.
 */
function readTwoSides(holder: Element, sides: Sides, context: ScoreContext): ScoreLine {
  const isExchanged = areExchanged(sides, context.header);
  const [left, right] = isExchanged ? [sides[1], sides[0]] : sides;
  const score = readScore(() => readRounds(scoreIn(left), scoreIn(right)), context);
  return {
    ...score,
    winner: winnerOf(score, [classesOf(left), classesOf(right)], context),
    pickedBy: context.issues.decoration(() => pickMarkOf(hasClass(left, 'pick'), hasClass(right, 'pick'))),
    halves: readMapHalves(context, () => {
      const tokens = score.rounds === null ? [] : halfScoresIn(holder);
      return isExchanged ? withPairsExchanged(tokens) : tokens;
    }),
  };
}

/** Whether the left block names the right team, and the right block the left team. */
function areExchanged(sides: Sides, { teams }: Header): boolean {
  const names = [teams[0].teamName, teams[1].teamName] as const;
  const [left, right] = sides.map((side) => teamNamed(textOf(firstOfClass(side, 'results-teamname')), names));
  return left === 1 && right === 0;
}

function withPairsExchanged(tokens: ScoreToken[]): ScoreToken[] {
  const isPaired = tokens.length % 2 === 0;
  return isPaired ? tokens.flatMap((_, index) => tokens[index ^ 1] ?? []) : tokens;
}

function pickMarkOf(isLeft: boolean, isRight: boolean): 0 | 1 | null {
  if (isLeft && isRight) throw new FieldError('pickMarkerTeamId', 'one team that picked the map', 'both');
  return isLeft ? 0 : isRight ? 1 : null;
}

function halfScoresIn(holder: Element): ScoreToken[] {
  const center = firstOfClass(holder, 'results-center-half-score');
  const between = textOf(firstOfClass(holder, 'results-center')) ?? '';
  if (center === undefined && /\d/.test(between)) {
    throw new FieldError('halves', 'the half scores in their place', quoted(between));
  }
  return center === undefined ? [] : scoreTokens(center);
}

function scoreIn(side: Element | undefined): string | undefined {
  return textOf(firstOfClass(side, 'results-team-score'));
}

function readRounds(left: string | undefined, right: string | undefined): [number, number] | null {
  const team1Rounds = readSideScore('team1Rounds', left);
  const team2Rounds = readSideScore('team2Rounds', right);
  if (team1Rounds === null && team2Rounds === null) return null;
  return [required('team1Rounds', left, integer), required('team2Rounds', right, integer)];
}

function readSideScore(field: string, text: string | undefined): number | null {
  return text === undefined ? required(field, text, integer) : optional(field, text, integer);
}

/** The layout of 2018 and 2019: score and half scores in one row of spans. */
function readBareScore([left, right]: ScoreToken[]): [number, number] | null {
  return readRounds(left?.text, right?.text);
}

/** The winner that the site marks, else the one with the higher score, unless the map may be running. */
function winnerOf({ rounds, isUnreadable }: Score, classes: string[][], { mayBeRunning }: ScoreContext): 0 | 1 | null {
  if (rounds === null && !isUnreadable) return null;
  const [left = [], right = []] = classes;
  const isLeft = left.includes('won') || right.includes('lost');
  const isRight = right.includes('won') || left.includes('lost');
  if (isLeft !== isRight) return isLeft ? 0 : 1;
  if (mayBeRunning || rounds === null || rounds[0] === rounds[1]) return null;
  return rounds[0] > rounds[1] ? 0 : 1;
}

/** The team that picked the map according to the veto; if the veto does not mention the map, the mark on the map. */
function pickedBy({ mapName, pickMarkerTeamId, context }: PickContext): number | null {
  if (context.isOnlyMap || isForfeit(mapName)) return null;
  const steps = context.vetoes.filter((veto) => veto.mapName.toLowerCase() === mapName.toLowerCase());
  const picks = steps.filter(({ action }) => action === 'picked');
  if (picks.length > 1) {
    return context.issues.decoration(() => {
      const seen = `steps ${picks.map(({ step }) => step).join(' and ')}`;
      throw new FieldError('pickedByTeamId', 'one step that picked the map', seen);
    });
  }
  const [pick] = picks;
  return steps.length > 0 && pick === undefined ? null : (pick?.teamId ?? pickMarkerTeamId);
}

type PickContext = { mapName: string; pickMarkerTeamId: number | null; context: MapContext };
