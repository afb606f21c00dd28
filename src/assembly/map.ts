import type { EconomyPage, MapStatsPage, MatchPage, OverviewMap, PerformancePage } from '../page-records.ts';
import {
  type KillMatrixCell,
  type MatchMap,
  otherSide,
  type PlayerMapStats,
  type Round,
  type RoundEconomy,
  type RoundEvent,
  type RoundEventSwing,
} from '../records.ts';
import { firstKnown } from './first-known.ts';
import { roundPlaces, sidesOfTeam } from './halves.ts';
import { assembleMapTeams, type MapTeam } from './map-teams.ts';
import { assemblePlayers } from './players.ts';
import { assembleRoundEvents } from './round-events.ts';
import { hasTeamsOf, teamsOfSeries } from './teams.ts';

/** What is stored of one map besides its match: null where a page is not. */
export type MapPages = {
  mapStats: MapStatsPage | null;
  performance: PerformancePage | null;
  economy: EconomyPage | null;
};

/** The rows of one map, parents before their children. `map_teams` is counted from the others. */
export type MapRows = {
  maps: MatchMap[];
  player_map_stats: PlayerMapStats[];
  rounds: Round[];
  round_economy: RoundEconomy[];
  kill_matrix: KillMatrixCell[];
  map_teams: MapTeam[];
  round_events: RoundEvent[];
  round_event_swings: RoundEventSwing[];
};

/** Where a row belongs. */
export type MapKey = { matchId: number; mapNumber: number };

/**
 * The rows of one map of the overview. Where overview and map stats both have a value, that of map stats is used, as long
 * as its two teams are those of the match; team 1 is the left team of the overview.
 */
export function assembleMap(overview: MatchPage, map: OverviewMap, pages: MapPages): MapRows {
  const key = { matchId: overview.matchId, mapNumber: map.mapNumber };
  const { performance, economy } = pages;
  const mapStats = pages.mapStats !== null && hasTeamsOf(pages.mapStats, overview) ? pages.mapStats : null;
  const row = mapRow(key, map, { ofTeams: mapStats === null ? null : inMatchOrder(mapStats, overview), performance });
  const rounds = mapStats?.rounds ?? [];
  const economyRows = economy === null ? [] : economyOf(row, overview, economy);
  const placeOf = roundPlaces(row, sidesOfTeam(overview.team1Id, { rounds, economyRows }));
  const placedRounds = rounds.map(({ roundNumber, winnerTeamId, winnerSide, outcome }) => {
    const { half, isPistol, isOvertime } = placeOf(roundNumber);
    return { ...key, roundNumber, winnerTeamId, winnerSide, half, isPistol, isOvertime, outcome };
  });
  const placedEconomy = economyRows.map((each) => ({ ...each, isPistol: placeOf(each.roundNumber).isPistol }));
  const players = assemblePlayers(key, overview, { mapStats, performance });
  return {
    maps: [row],
    player_map_stats: players,
    rounds: placedRounds,
    round_economy: placedEconomy,
    kill_matrix: (performance?.killMatrix ?? []).map((cell) => ({ ...key, ...cell })),
    map_teams: assembleMapTeams(overview, { map: row, rounds: placedRounds, economy: placedEconomy }),
    ...(performance === null
      ? { round_events: [], round_event_swings: [] }
      : assembleRoundEvents(key, { performance, mapStats, match: overview, players })),
  };
}

/** What overview and map stats page both say of a map, or map stats alone. Team 1 is that of the match. */
const NO_VALUES = {
  startedAtMs: null,
  team1Rounds: null,
  team2Rounds: null,
  team1StartSide: null,
  team1CtRounds: null,
  team1TRounds: null,
  team1OtRounds: null,
  team2CtRounds: null,
  team2TRounds: null,
  team2OtRounds: null,
  ratingVersion: null,
  team1Rating: null,
  team2Rating: null,
  team1FirstKills: null,
  team2FirstKills: null,
  team1ClutchesWon: null,
  team2ClutchesWon: null,
};

type TeamValues = Pick<MatchMap, keyof typeof NO_VALUES>;

function inMatchOrder(page: MapStatsPage, { team1Id }: MatchPage): TeamValues {
  return page.team1Id === team1Id ? page : withTeamsSwapped(page);
}

/** The values of the page with its team 1 as team 2. */
export function withTeamsSwapped(page: MapStatsPage): TeamValues {
  return {
    startedAtMs: page.startedAtMs,
    ratingVersion: page.ratingVersion,
    team1Rounds: page.team2Rounds,
    team2Rounds: page.team1Rounds,
    team1StartSide: page.team1StartSide === null ? null : otherSide(page.team1StartSide),
    team1CtRounds: page.team2CtRounds,
    team1TRounds: page.team2TRounds,
    team1OtRounds: page.team2OtRounds,
    team2CtRounds: page.team1CtRounds,
    team2TRounds: page.team1TRounds,
    team2OtRounds: page.team1OtRounds,
    team1Rating: page.team2Rating,
    team2Rating: page.team1Rating,
    team1FirstKills: page.team2FirstKills,
    team2FirstKills: page.team1FirstKills,
    team1ClutchesWon: page.team2ClutchesWon,
    team2ClutchesWon: page.team1ClutchesWon,
  };
}

type OtherSources = { ofTeams: TeamValues | null; performance: PerformancePage | null };

function mapRow(key: MapKey, map: OverviewMap, { ofTeams, performance }: OtherSources): MatchMap {
  const { mapStatsId, mapName, state, winnerTeamId, pickedByTeamId } = map;
  const ofPerformance = performance === null ? null : { ratingVersion: performance.ratingVersion };
  const values = firstKnown<TeamValues>(NO_VALUES, [ofTeams, map, ofPerformance]);
  // The map stats page of a forfeited map has the rounds that were played, the overview the awarded score.
  const { team1Rounds, team2Rounds } = state === 'forfeit' ? map : values;
  return { ...key, mapStatsId, mapName, state, winnerTeamId, pickedByTeamId, ...values, team1Rounds, team2Rounds };
}

/** None where nothing says which team a series is. */
function economyOf(map: MatchMap, overview: MatchPage, economy: EconomyPage): Omit<RoundEconomy, 'isPistol'>[] {
  const teams = teamsOfSeries(economy, overview, map.team1StartSide);
  const { matchId, mapNumber } = map;
  return economy.roundEconomy.flatMap(({ team, roundNumber, side, equipmentValue, buyType, won }) => {
    const teamId = teams[team - 1] ?? null;
    return teamId === null ? [] : [{ matchId, mapNumber, roundNumber, teamId, side, equipmentValue, buyType, won }];
  });
}
