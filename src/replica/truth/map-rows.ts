import type { BuyType, KillMatrixCell, MatchMap, Round, RoundEconomy } from '../../records.ts';
import { shownBuyType } from '../world/equipment.ts';
import { halfOf, isPistolRound, type MapPlan, type MatchPlan, otherSide, type TeamIndex } from '../world/model.ts';
import { at } from '../world/random.ts';
import { halvesOf } from '../world/score.ts';
import { killCounts, teamRating } from '../world/statistics.ts';
import { economyRounds, hasUnknownIcon, performancePlayers, tablePlayers } from '../world/visible.ts';
import type { MapStory } from '../world/world.ts';
import { teamIdOf } from './match-rows.ts';
import type { TruthStage } from './selection.ts';

/** Whether a page of a map exists, has data and was read. */
export function isRead(map: MapPlan, stage: Exclude<TruthStage, 'overview'>, stages: ReadonlySet<TruthStage>): boolean {
  if (map.mapStatsId === null || !stages.has(stage) || map.quirks.has('stats-page-missing')) return false;
  if (stage === 'map-stats') return true;
  return !map.quirks.has(stage === 'performance' ? 'no-performance' : 'no-economy');
}

/** The row of a map from the overview; `story` adds the columns from its map stats page. */
export function mapRow(match: MatchPlan, map: MapPlan, story: MapStory | null): MatchMap {
  return {
    matchId: match.matchId,
    mapNumber: map.number,
    mapStatsId: map.mapStatsId,
    startedAtMs: story === null || map.quirks.has('no-info-box') ? null : match.startedAtMs,
    mapName: map.name,
    state: map.state,
    team1Rounds: map.score?.[0] ?? null,
    team2Rounds: map.score?.[1] ?? null,
    winnerTeamId: teamIdOf(match, map.winner),
    pickedByTeamId: teamIdOf(match, pickerOf(match, map)),
    ...halfColumns(map, story !== null || !map.quirks.has('no-half-scores')),
    ratingVersion: map.mapStatsId === null ? null : match.ratingVersion,
    // Without the info box, the columns that only it has are NULL.
    ...statsColumns(map.quirks.has('no-info-box') ? null : story),
  };
}

/** Team that picked the map: from the veto list, without one from the marker at the map. */
function pickerOf(match: MatchPlan, map: MapPlan): TeamIndex | null {
  if (match.bestOf === 1 || map.state === 'forfeit') return null;
  const picked = match.vetoes.find((veto) => veto.mapName === map.name && veto.action === 'picked');
  if (match.vetoes.length > 0) return picked?.team ?? null;
  return match.status === 'finished' || match.status === 'live' ? map.pickMarker : null;
}

type HalfColumns = Pick<
  MatchMap,
  | 'team1StartSide'
  | 'team1CtRounds'
  | 'team1TRounds'
  | 'team1OtRounds'
  | 'team2CtRounds'
  | 'team2TRounds'
  | 'team2OtRounds'
>;

function halfColumns(map: MapPlan, known: boolean): HalfColumns {
  if (map.state !== 'played' || !known) {
    return {
      team1StartSide: null,
      team1CtRounds: null,
      team1TRounds: null,
      team1OtRounds: null,
      team2CtRounds: null,
      team2TRounds: null,
      team2OtRounds: null,
    };
  }
  const { halves, overtime } = halvesOf(map);
  const first = map.startSide === 'ct' ? 0 : 1;
  const second = 1 - first;
  return {
    team1StartSide: map.startSide,
    team1CtRounds: at(halves, first)[0],
    team1TRounds: at(halves, second)[0],
    team1OtRounds: overtime?.[0] ?? null,
    team2CtRounds: at(halves, second)[1],
    team2TRounds: at(halves, first)[1],
    team2OtRounds: overtime?.[1] ?? null,
  };
}

type StatsColumns = Pick<
  MatchMap,
  'team1Rating' | 'team2Rating' | 'team1FirstKills' | 'team2FirstKills' | 'team1ClutchesWon' | 'team2ClutchesWon'
>;

function statsColumns(story: MapStory | null): StatsColumns {
  const total = (team: TeamIndex, key: 'openingKills' | 'clutchesWon'): number | null => {
    if (story === null) return null;
    const players = story.played.players.filter((player) => player.team === team);
    return players.reduce((sum, player) => sum + at(story.lines, player.index).both[key], 0);
  };
  const rating = (team: TeamIndex): number | null => {
    if (story === null) return null;
    const players = tablePlayers(story.played).filter((player) => player.team === team);
    return teamRating(players.map((player) => at(story.lines, player.index).both));
  };
  return {
    team1Rating: rating(0),
    team2Rating: rating(1),
    team1FirstKills: total(0, 'openingKills'),
    team2FirstKills: total(1, 'openingKills'),
    team1ClutchesWon: total(0, 'clutchesWon'),
    team2ClutchesWon: total(1, 'clutchesWon'),
  };
}

/** All rounds, overtime numbered on; the outcome behind an unknown icon is NULL. */
export function roundRows({ match, map, played }: MapStory): Round[] {
  return played.rounds.map((round) => ({
    matchId: match.matchId,
    mapNumber: map.number,
    roundNumber: round.number,
    winnerTeamId: match.teams[round.winner].teamId,
    winnerSide: round.sides[round.winner],
    half: halfOf(map, round.number),
    isPistol: isPistolRound(map, round.number),
    isOvertime: round.number > 2 * map.halfLength,
    outcome: hasUnknownIcon(map, round.number) ? null : round.outcome,
  }));
}

/** Both teams in each round of regulation. */
export function economyRows({ match, map, played }: MapStory): RoundEconomy[] {
  return economyRounds(played).flatMap((round) =>
    ([0, 1] as const).map((team) => ({
      matchId: match.matchId,
      mapNumber: map.number,
      roundNumber: round.number,
      teamId: match.teams[team].teamId,
      side: team === round.winner ? round.sides[round.winner] : otherSide(round.sides[round.winner]),
      equipmentValue: round.equipment[team],
      buyType: BUY_TYPES[shownBuyType(map, round.equipment[team])] ?? null,
      won: round.winner === team,
      isPistol: isPistolRound(map, round.number),
    })),
  );
}

/** In the order of their limits. */
const BUY_TYPES: BuyType[] = ['full_eco', 'semi_eco', 'semi_buy', 'full_buy'];

/** Every pair of opponents in both directions, three kinds, zeros included. */
export function killRows({ match, map, played }: MapStory): KillMatrixCell[] {
  const players = performancePlayers(played);
  return (['all', 'first_kill', 'awp'] as const).flatMap((kind) => {
    const counts = killCounts(played, kind);
    return players.flatMap((killer) =>
      players
        .filter((victim) => victim.team !== killer.team)
        .map((victim) => ({
          matchId: match.matchId,
          mapNumber: map.number,
          kind,
          killerId: killer.person.playerId,
          victimId: victim.person.playerId,
          kills: at(at(counts, killer.index), victim.index),
        })),
    );
  });
}
