import { identifyPage, PAGES } from '../src/pages/pages.ts';
import type { PublicRows } from '../src/records.ts';
import type { PeerCase } from './peer-cases.ts';

/** Values of the pages of a case by name, in the same form for every program and for the true values. */
export type Facts = Record<string, unknown>;

type MatchRows = {
  match: Pick<
    PublicRows['matches'][number],
    | ('status' | 'startedAtMs' | 'eventId' | 'stage' | 'bestOf' | 'isLan' | 'winnerTeamId')
    | ('team1Id' | 'team2Id' | 'team1Rank' | 'team2Rank')
  >;
  vetoes: Pick<PublicRows['vetoes'][number], 'teamId' | 'action' | 'mapName'>[];
  lineups: Pick<PublicRows['lineups'][number], 'playerId' | 'teamId'>[];
  maps: OverviewMaps;
};
type OverviewMaps = Pick<
  PublicRows['maps'][number],
  | ('mapStatsId' | 'mapName' | 'state' | 'team1Rounds' | 'team2Rounds' | 'team1StartSide')
  | ('team1CtRounds' | 'team1TRounds' | 'team2CtRounds' | 'team2TRounds')
>[];

/** The facts of a match overview, from rows of our tables. */
export function matchFacts({ match, vetoes, lineups, maps }: MatchRows): Facts {
  const { team1Id, team2Id } = match;
  const played = maps.filter(({ state }) => state === 'played');
  const idsOf = (team: number | null) =>
    lineups.filter(({ teamId }) => teamId === team).map(({ playerId }) => playerId);
  return {
    status: match.status,
    'start time': match.startedAtMs,
    'event id': match.eventId,
    stage: match.stage,
    'best of': match.bestOf,
    LAN: match.isLan,
    'team ids': [team1Id, team2Id],
    'team ranks': [match.team1Rank, match.team2Rank],
    winner: match.winnerTeamId,
    vetoes: vetoes.map(({ teamId, action, mapName }) => [teamId, action, mapKey(mapName)]),
    'line-ups': [sorted(idsOf(team1Id)), sorted(idsOf(team2Id))],
    'map names': maps.map(({ mapName }) => mapKey(mapName)),
    'map stats ids': played.map(({ mapStatsId }) => mapStatsId),
    rounds: played.map(({ team1Rounds, team2Rounds }) => [team1Rounds, team2Rounds]),
    'half scores': played.map((map) => {
      const ct = [map.team1CtRounds, map.team2TRounds];
      const t = [map.team1TRounds, map.team2CtRounds];
      return map.team1StartSide === 'ct' ? [ct, t] : [t, ct];
    }),
  };
}

/** Ids in ascending order. */
export const sorted = (ids: number[]): number[] => ids.toSorted((one, other) => one - other);

/** The name of a map in the same form for every program. */
export const mapKey = (name: string | null | undefined): string => (name ?? 'tba').toLowerCase().replace(/^de_/, '');

type MapStatsRows = Pick<PublicRows['player_map_stats'][number], (typeof PLAYER_COLUMNS)[number] | 'playerId'>[];
const PLAYER_COLUMNS = ['kills', 'headshots', 'assists', 'flashAssists', 'deaths', 'adr', 'kast', 'rating'] as const;

/** The facts of the players of a map, from rows of our tables for the whole map. */
export function playerFacts(players: MapStatsRows): Facts {
  const inOrder = players.toSorted((one, other) => one.playerId - other.playerId);
  const columns = PLAYER_COLUMNS.map((column) => [
    `players' ${column}`,
    inOrder.map((player) => [player.playerId, player[column]]),
  ]);
  return Object.fromEntries(columns);
}

/** The facts from our parsers. */
export function factsOfOurs({ pages }: PeerCase): Facts {
  const [page] = pages;
  if (page === undefined) return {};
  const { kind, html } = page;
  const { id } = identifyPage(html);
  if (kind === 'results') {
    const { entries } = PAGES.results.parse(html, { id });
    return {
      'match ids': entries.map(({ matchId }) => matchId),
      'end times': entries.map(({ endedAtMs }) => endedAtMs),
      scores: entries.map(({ team1Score, team2Score }) => [team1Score, team2Score]),
      events: entries.map(({ eventName }) => eventName),
      forfeits: entries.flatMap(({ matchId, isForfeit }) => (isForfeit === true ? [matchId] : [])),
    };
  }
  if (kind === 'match') {
    const match = PAGES.match.parse(html, { id });
    return matchFacts({ match, ...match });
  }
  const { playerMapStats, ratingVersion, team1Id, team2Id, team1Rounds, team2Rounds } = PAGES['map-stats'].parse(html, {
    id,
  });
  return {
    ...playerFacts(playerMapStats.filter(({ side }) => side === 'both')),
    'rating version': ratingVersion,
    'team ids': [team1Id, team2Id],
    rounds: [team1Rounds, team2Rounds],
  };
}
