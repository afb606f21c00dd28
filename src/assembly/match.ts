import type { ListingEntry, MatchPage } from '../page-records.ts';
import type { LineupPlayer, Match, Veto } from '../records.ts';

/** The rows of a match that its maps have no part in. */
export type MatchRows = { matches: Match[]; vetoes: Veto[]; lineups: LineupPlayer[] };

/** What the results listing says of a match; null when it was imported or given by id. */
export type ListedMatch = Pick<ListingEntry, 'endedAtMs' | 'stars'> | null;

/** The rows of one match. `endedAtMs` and `stars` come from the listing. */
export function assembleMatch(overview: MatchPage, listed: ListedMatch): MatchRows {
  const { matchId } = overview;
  return {
    matches: [matchRow(overview, listed)],
    vetoes: overview.vetoes.map((veto) => ({ matchId, ...veto })),
    lineups: overview.lineups.map(({ playerId, teamId, playerName }) => ({ matchId, playerId, teamId, playerName })),
  };
}

function matchRow(overview: MatchPage, listed: ListedMatch): Match {
  return {
    matchId: overview.matchId,
    url: overview.url,
    status: overview.status,
    startedAtMs: overview.startedAtMs,
    endedAtMs: listed?.endedAtMs ?? null,
    eventId: overview.eventId,
    eventName: overview.eventName,
    stage: overview.stage,
    bestOf: overview.bestOf,
    isLan: overview.isLan,
    team1Id: overview.team1Id,
    team1Name: overview.team1Name,
    team1Rank: overview.team1Rank,
    team1MapsWon: overview.team1MapsWon,
    team2Id: overview.team2Id,
    team2Name: overview.team2Name,
    team2Rank: overview.team2Rank,
    team2MapsWon: overview.team2MapsWon,
    winnerTeamId: overview.winnerTeamId,
    isForfeit: overview.isForfeit,
    stars: listed?.stars ?? null,
    note: overview.note,
    playerOfMatchId: overview.playerOfMatchId,
    demoId: overview.demoId,
    team1VrsPoints: overview.team1VrsPoints,
    team1VrsRank: overview.team1VrsRank,
    team1VrsPointsChange: overview.team1VrsPointsChange,
    team1VrsRankAfter: overview.team1VrsRankAfter,
    team2VrsPoints: overview.team2VrsPoints,
    team2VrsRank: overview.team2VrsRank,
    team2VrsPointsChange: overview.team2VrsPointsChange,
    team2VrsRankAfter: overview.team2VrsRankAfter,
  };
}
