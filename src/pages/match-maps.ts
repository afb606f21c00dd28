import type { OverviewMap } from '../page-records.ts';
import { integer, Misread, mapStatsLink, name, optional, quoted, required, within } from './fields.ts';
import { type Halves, readHalves, type ScoreToken, scoreTokens } from './half-scores.ts';
import type { MatchBlocks } from './match-blocks.ts';
import type { Header } from './match-header.ts';
import type { VetoStep } from './match-vetoes.ts';
import { mapStatsPath } from './paths.ts';
import { attributeOf, childrenOf, type Element, firstIn, firstOfClass, hasClass, textOf } from './tree.ts';

/** A map of the series and which team won it (0 left, 1 right); the id may be unknown where the outcome is not. */
export type HeldMap = { map: OverviewMap; winner: 0 | 1 | null };
type Context = { header: Header; vetoes: VetoStep[] };

const isForfeit = (mapName: string): boolean => mapName.toLowerCase() === 'default';

export function readMaps(blocks: MatchBlocks, context: Context): HeldMap[] {
  const holders = blocks.mapholder;
  const { status } = context.header;
  if (holders.length === 0 && status !== 'deleted' && status !== 'postponed') {
    throw new Misread('maps', 'at least one map', 'none');
  }
  return holders.map((holder, index) => within('maps', index, () => readMap(holder, index + 1, context)));
}

function readMap(holder: Element, mapNumber: number, context: Context): HeldMap {
  const mapName = required('mapName', textOf(firstOfClass(holder, 'mapname')), name);
  const line = readScoreLine(holder);
  const state = line.rounds === null ? 'unplayed' : isForfeit(mapName) ? 'forfeit' : 'played';
  const [team1, team2] = context.header.teams;
  const link = statsLinkIn(holder);
  const { firstHalfRounds: _first, regulationRounds: _regulation, ...halves } = line.halves;
  const pickMarkerTeamId = line.pickedBy === null ? null : (context.header.teams[line.pickedBy]?.teamId ?? null);
  const winnerTeam = line.winner === null ? null : [team1, team2][line.winner];
  const map = {
    mapNumber,
    mapStatsId: optional('mapStatsId', link, mapStatsLink),
    mapName,
    state,
    team1Rounds: line.rounds?.[0] ?? null,
    team2Rounds: line.rounds?.[1] ?? null,
    winnerTeamId: winnerTeam?.teamId ?? null,
    pickedByTeamId: pickedBy({ mapName, pickMarkerTeamId, context }),
    ...halves,
    ratingVersion: null,
    mapStatsPath: link === undefined ? null : mapStatsPath(link),
    pickMarkerTeamId,
  } satisfies OverviewMap;
  return { map, winner: line.winner };
}

function statsLinkIn(holder: Element): string | undefined {
  const link =
    firstOfClass(holder, 'results-stats') ??
    firstIn(holder, (element) => /\/mapstatsid\//.test(element.attribs.href ?? ''));
  return attributeOf(link, 'href');
}

type ScoreLine = { rounds: [number, number] | null; winner: 0 | 1 | null; pickedBy: 0 | 1 | null; halves: Halves };

function readScoreLine(holder: Element): ScoreLine {
  const left = firstOfClass(holder, 'results-left');
  const right = firstOfClass(holder, 'results-right');
  if (left !== undefined || right !== undefined) {
    return readTwoSides(holder, left, right);
  }
  const results = firstOfClass(holder, 'results');
  const tokens = results === undefined ? [] : scoreTokens(results);
  if (tokens.length === 0) {
    return readNoScore(holder);
  }
  return readBareSpans(tokens);
}

/** Maps not yet played have no results at all; anything that looks like a score then was misread. */
function readNoScore(holder: Element): ScoreLine {
  const rest = childrenOf(holder)
    .filter((child) => firstOfClass(child, 'mapname') === undefined)
    .map((part) => textOf(part))
    .join(' ');
  if (/\d/.test(rest) || statsLinkIn(holder) !== undefined) {
    throw new Misread('team1Rounds', 'a score in its place', quoted(rest));
  }
  return { rounds: null, winner: null, pickedBy: null, halves: readHalves([]) };
}

/** The layout since 2021: a block for either team, half scores between them. */
function readTwoSides(holder: Element, left: Element | undefined, right: Element | undefined): ScoreLine {
  const center = firstOfClass(holder, 'results-center-half-score');
  const rounds = readRounds(scoreIn(left), scoreIn(right));
  const halves = readHalves(rounds === null || center === undefined ? [] : scoreTokens(center));
  const between = textOf(firstOfClass(holder, 'results-center')) ?? '';
  if (rounds !== null && center === undefined && /\d/.test(between)) {
    throw new Misread('halves', 'the half scores in their place', quoted(between));
  }
  const isPick = [left, right].map((side) => hasClass(side, 'pick'));
  return {
    rounds,
    winner: winnerOf(
      rounds,
      [left, right].map((side) => classNames(side)),
    ),
    pickedBy: isPick[0] === isPick[1] ? null : isPick[0] ? 0 : 1,
    halves,
  };
}

function scoreIn(side: Element | undefined): string | undefined {
  return textOf(firstOfClass(side, 'results-team-score'));
}

function readRounds(left: string | undefined, right: string | undefined): [number, number] | null {
  const team1Rounds = readScore('team1Rounds', left);
  const team2Rounds = readScore('team2Rounds', right);
  if (team1Rounds === null && team2Rounds === null) {
    return null;
  }
  return [required('team1Rounds', left, integer), required('team2Rounds', right, integer)];
}

function readScore(field: string, text: string | undefined): number | null {
  return text === undefined ? required(field, text, integer) : optional(field, text, integer);
}

/** The layout of 2018 and 2019: score and half scores in one row of spans. */
function readBareSpans(tokens: ScoreToken[]): ScoreLine {
  const [left, right, ...rest] = tokens;
  const rounds = readRounds(left?.text, right?.text);
  return {
    rounds,
    winner: winnerOf(rounds, [left?.classes ?? [], right?.classes ?? []]),
    pickedBy: null,
    halves: readHalves(rounds === null ? [] : rest),
  };
}

const classNames = (element: Element | undefined): string[] => element?.attribs.class?.split(/\s+/) ?? [];

/** The site marks the winner; where it does not, the score tells. */
function winnerOf(rounds: [number, number] | null, classes: string[][]): 0 | 1 | null {
  if (rounds === null) {
    return null;
  }
  const [left = [], right = []] = classes;
  const isLeft = left.includes('won') || right.includes('lost');
  const isRight = right.includes('won') || left.includes('lost');
  if (isLeft !== isRight) {
    return isLeft ? 0 : 1;
  }
  return rounds[0] === rounds[1] ? null : rounds[0] > rounds[1] ? 0 : 1;
}

/** The veto says who picked; where it does not speak of the map, the mark on the map does. */
function pickedBy({ mapName, pickMarkerTeamId, context }: Pick): number | null {
  const { header, vetoes } = context;
  if (header.bestOf === 1 || isForfeit(mapName)) {
    return null;
  }
  const steps = vetoes.filter((veto) => veto.mapName.toLowerCase() === mapName.toLowerCase());
  const pick = steps.find(({ action }) => action === 'picked');
  return steps.length > 0 && pick === undefined ? null : (pick?.teamId ?? pickMarkerTeamId);
}

type Pick = { mapName: string; pickMarkerTeamId: number | null; context: Context };
