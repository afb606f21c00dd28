import type { PublicRows } from '../src/records.ts';
import { type Facts, mapKey, playerFacts, sorted } from './peer-facts.ts';

/** The true values: from the JSON files beside real pages, and from what the replica rendered. */

type Team = { id: number; name: string; rank: number | null };
type TrueMap = {
  name: string;
  state: string;
  map_stats_id: number | null;
  team1_rounds: number;
  team2_rounds: number;
  halves: [string, number, number][];
};
type TrueMatch = {
  status: string;
  started_at_ms: number;
  event_id: number;
  stage: string | null;
  best_of: number;
  is_lan: boolean | null;
  team1: Team;
  team2: Team;
  winner: 1 | 2 | null;
  vetoes: { team: 1 | 2 | null; action: string; map_name: string }[];
  lineups: Record<'1' | '2', { player_id: number }[]>;
  maps: TrueMap[];
};
type TrueListing = {
  entries: {
    match_id: number;
    ended_at_ms: number;
    score1: number;
    score2: number;
    event: string | null;
    is_forfeit: boolean;
  }[];
};
type TruePlayer = Record<'player_id' | 'kills' | 'headshots' | 'assists' | 'flash_assists' | 'deaths', number> &
  Record<'adr' | 'kast' | 'rating', number>;
type TrueMapStats = {
  rating_version: string;
  team_left: { id: number; score: number };
  team_right: { id: number; score: number };
  players: { both: TruePlayer[] };
};

type Json = Record<string, unknown>;

/** Facts of real pages, by kind, from the JSON files beside them. */
export const factsOfTruth = {
  match(json: Json): Facts {
    const truth = json as unknown as TrueMatch;
    const teams = [null, truth.team1.id, truth.team2.id];
    const played = truth.maps.filter(({ state }) => state === 'played');
    return {
      status: truth.status,
      'start time': truth.started_at_ms,
      'event id': truth.event_id,
      stage: truth.stage,
      'best of': truth.best_of,
      LAN: truth.is_lan,
      'team ids': [truth.team1.id, truth.team2.id],
      'team ranks': [truth.team1.rank, truth.team2.rank],
      winner: teams[truth.winner ?? 0],
      vetoes: truth.vetoes.map(({ team, action, map_name }) => [teams[team ?? 0], action, mapKey(map_name)]),
      'line-ups': ([1, 2] as const).map((team) => sorted(truth.lineups[team].map(({ player_id }) => player_id))),
      'map names': truth.maps.map(({ name }) => mapKey(name)),
      'map stats ids': played.map(({ map_stats_id }) => map_stats_id),
      rounds: played.map(({ team1_rounds, team2_rounds }) => [team1_rounds, team2_rounds]),
      'half scores': played.map(({ halves }) => halves.map(([, one, other]) => [one, other])),
    };
  },
  results(json: Json): Facts {
    const { entries } = json as unknown as TrueListing;
    return {
      'match ids': entries.map(({ match_id }) => match_id),
      'end times': entries.map(({ ended_at_ms }) => ended_at_ms),
      scores: entries.map(({ score1, score2 }) => [score1, score2]),
      events: entries.map(({ event }) => event),
      forfeits: entries.flatMap(({ match_id, is_forfeit }) => (is_forfeit ? [match_id] : [])),
    };
  },
  /** Only what comes from the map stats page: the performance page of the case is of another map. */
  mapStats(json: Json): Facts {
    const { players, rating_version, team_left, team_right } = json as unknown as TrueMapStats;
    const rows = players.both.map(({ player_id, flash_assists, ...row }) => ({
      ...row,
      playerId: player_id,
      flashAssists: flash_assists,
    }));
    const { "players' adr": _adr, "players' kast": _kast, "players' rating": _rating, ...facts } = playerFacts(rows);
    return {
      ...facts,
      'rating version': rating_version,
      'team ids': [team_left.id, team_right.id],
      rounds: [team_left.score, team_right.score],
    };
  },
};

/** Facts of replica pages, by kind, from the rows that the replica rendered. */
export const factsOfReplica = {
  mapStats(rows: PublicRows, id: number): Facts {
    const map = rows.maps.find(({ mapStatsId }) => mapStatsId === id);
    const players = rows.player_map_stats.filter(
      ({ matchId, mapNumber, side }) => matchId === map?.matchId && mapNumber === map.mapNumber && side === 'both',
    );
    return { ...playerFacts(players), 'rating version': map?.ratingVersion };
  },
};
