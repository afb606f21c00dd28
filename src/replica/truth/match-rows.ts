import type { LineupPlayer, Match, Veto } from '../../records.ts';
import { matchPath } from '../render/paths.ts';
import type { MatchPlan, TeamIndex } from '../world/model.ts';
import { standingsOf } from '../world/standings.ts';
import { playerOfMatch } from '../world/visible.ts';

export const DEFAULT_ORIGIN = 'https://www.hltv.org';

/** The row of a match. `fromListing`: end and stars are known. */
export function matchRow(match: MatchPlan, { origin, fromListing }: { origin: string; fromListing: boolean }): Match {
  const listed = match.listed && fromListing;
  const team = (index: TeamIndex) => {
    const known = !match.undecided.has(index);
    const { teamId, name, rank } = match.teams[index];
    return { id: known ? teamId : null, name: known ? name : null, rank: known && match.hasLineups ? rank : null };
  };
  const [left, right] = [team(0), team(1)];
  const [vrs1, vrs2] = standingsOf(match) ?? [null, null];
  return {
    matchId: match.matchId,
    url: `${origin}${matchPath(match)}`,
    status: match.status,
    startedAtMs: match.startedAtMs,
    endedAtMs: listed ? match.endedAtMs : null,
    eventId: match.event.eventId,
    eventName: match.event.name,
    stage: match.stage,
    bestOf: match.bestOf,
    isLan: match.isLan,
    team1Id: left.id,
    team1Name: left.name,
    team1Rank: left.rank,
    team1MapsWon: match.mapsWon[0],
    team2Id: right.id,
    team2Name: right.name,
    team2Rank: right.rank,
    team2MapsWon: match.mapsWon[1],
    winnerTeamId: teamIdOf(match, match.winner),
    isForfeit: match.quirks.has('full-forfeit'),
    stars: listed ? match.stars : null,
    note: match.notes.length === 0 ? null : match.notes.map((line) => line.replace(/^\*+/, '').trim()).join('\n'),
    playerOfMatchId: playerOfMatch(match)?.playerId ?? null,
    demoId: match.demoId,
    team1VrsPoints: vrs1?.points ?? null,
    team1VrsRank: vrs1?.rank ?? null,
    team1VrsPointsChange: vrs1?.result?.change ?? null,
    team1VrsRankAfter: vrs1?.result?.rankAfter ?? null,
    team2VrsPoints: vrs2?.points ?? null,
    team2VrsRank: vrs2?.rank ?? null,
    team2VrsPointsChange: vrs2?.result?.change ?? null,
    team2VrsRankAfter: vrs2?.result?.rankAfter ?? null,
  };
}

export function teamIdOf(match: MatchPlan, team: TeamIndex | null): number | null {
  return team === null ? null : match.teams[team].teamId;
}

export function vetoRows(match: MatchPlan): Veto[] {
  return match.vetoes.map((veto) => ({
    matchId: match.matchId,
    step: veto.step,
    teamId: teamIdOf(match, veto.team),
    action: veto.action,
    mapName: veto.mapName,
  }));
}

/** The announced line-ups of the teams that are decided. */
export function lineupRows(match: MatchPlan): LineupPlayer[] {
  if (!match.hasLineups) return [];
  return ([0, 1] as const)
    .filter((team) => !match.undecided.has(team))
    .flatMap((team) =>
      match.teams[team].lineup.map((person) => ({
        matchId: match.matchId,
        playerId: person.playerId,
        teamId: match.teams[team].teamId,
        playerName: person.nick,
      })),
    );
}
