import type { MapPlan, MatchPlan, Person } from '../world/model.ts';
import { monthName } from './format.ts';

/** Lower-case letters and digits; other characters become one dash. A name without letters and digits gives a dash. */
function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || '-'
  );
}

export function matchPath(match: MatchPlan): string {
  const [left, right] = match.teams;
  return `/matches/${match.matchId}/${slug(`${left.name}-vs-${right.name}-${match.event.name}`)}`;
}

export type StatsPage = 'overview' | 'performance' | 'economy' | 'heatmap';

/** The slug of a stats page names the team that started as CT first. */
export function mapStatsPath(match: MatchPlan, map: MapPlan, page: StatsPage = 'overview'): string {
  const names = match.teams.map((team) => team.name);
  const ordered = map.startSide === 'ct' ? names : names.reverse();
  const kind = page === 'overview' ? '' : `${page}/`;
  return `/stats/matches/${kind}mapstatsid/${map.mapStatsId}/${slug(ordered.join('-vs-'))}`;
}

export function seriesStatsPath(match: MatchPlan, page: StatsPage = 'overview'): string {
  const kind = page === 'overview' ? '' : `${page}/`;
  return `/stats/matches/${kind}${120_000 + match.seq}/${slug(match.teams.map((team) => team.name).join('-vs-'))}`;
}

export function teamPath(team: { teamId: number; name: string }): string {
  return `/team/${team.teamId}/${slug(team.name)}`;
}

export function statsTeamPath(team: { teamId: number; name: string }): string {
  return `/stats/teams/${team.teamId}/${slug(team.name)}`;
}

export function playerPath(person: Person): string {
  return `/player/${person.playerId}/${slug(person.nick)}`;
}

export function statsPlayerPath(person: Person): string {
  return `/stats/players/${person.playerId}/${slug(person.nick)}`;
}

export function eventPath(event: { eventId: number; name: string }): string {
  return `/events/${event.eventId}/${slug(event.name)}`;
}

/** The ranking of the Monday before. */
export function rankingPath(teamId: number, unixMs: number): string {
  const monday = new Date(unixMs);
  monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
  return `/ranking/teams/${monday.getUTCFullYear()}/${monthName(monday.getTime())}/${monday.getUTCDate()}/${teamId}`;
}
