import type { Match, MatchMap } from '../../records.ts';
import { type KaggleRow, matchColumns, teamNumber } from './match.ts';

/** One row for each played map. */
export function resultsRows(match: Match, maps: readonly MatchMap[]): KaggleRow[] {
  return maps.map((map) => ({
    ...matchColumns(match),
    team_1: match.team1Name,
    team_2: match.team2Name,
    _map: map.mapName,
    result_1: map.team1Rounds,
    result_2: map.team2Rounds,
    map_winner: teamNumber(match, map.winnerTeamId),
    starting_ct: map.team1StartSide === null ? null : map.team1StartSide === 'ct' ? 1 : 2,
    ct_1: map.team1CtRounds,
    t_2: map.team2TRounds,
    t_1: map.team1TRounds,
    ct_2: map.team2CtRounds,
    rank_1: match.team1Rank,
    rank_2: match.team2Rank,
    map_wins_1: match.team1MapsWon,
    map_wins_2: match.team2MapsWon,
    match_winner: teamNumber(match, match.winnerTeamId),
  }));
}
