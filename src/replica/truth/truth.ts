import type { Event, Player, PublicRows, Team } from '../../records.ts';
import type { MatchPlan, Person } from '../world/model.ts';
import { performancePlayers, tablePlayers } from '../world/visible.ts';
import type { World } from '../world/world.ts';
import { economyRows, isRead, killRows, mapRow, roundRows } from './map-rows.ts';
import { DEFAULT_ORIGIN, lineupRows, matchRow, vetoRows } from './match-rows.ts';
import { playerRows } from './player-rows.ts';
import { roundEventRows, roundEventSwingRows } from './round-event-rows.ts';
import { selectMatches, type TruthSelection, type TruthStage } from './selection.ts';

const ALL_STAGES: TruthStage[] = ['overview', 'map-stats', 'performance', 'economy'];

type Names = { teams: Map<number, Team>; players: Map<number, Player>; events: Map<number, Event> };

/** The rows of every public table after these pages have been read. */
export function truthOf(world: World, selection: TruthSelection = {}): PublicRows {
  const stages = new Set(selection.stages ?? ALL_STAGES);
  const rows: PublicRows = emptyRows();
  const names: Names = { teams: new Map(), players: new Map(), events: new Map() };
  const context = { origin: selection.origin ?? DEFAULT_ORIGIN, fromListing: selection.fromListing ?? true };
  for (const match of stages.has('overview') ? selectMatches(world, selection) : []) {
    rows.matches.push(matchRow(match, context));
    rows.vetoes.push(...vetoRows(match));
    rows.lineups.push(...lineupRows(match));
    rememberNames(names, match);
    for (const map of match.maps) addMap({ world, match, rows, names, stages }, map);
  }
  rows.teams.push(...names.teams.values());
  rows.players.push(...names.players.values());
  rows.events.push(...names.events.values());
  return rows;
}

function emptyRows(): PublicRows {
  return {
    matches: [],
    vetoes: [],
    lineups: [],
    maps: [],
    player_map_stats: [],
    rounds: [],
    round_economy: [],
    kill_matrix: [],
    round_events: [],
    round_event_swings: [],
    teams: [],
    players: [],
    events: [],
  };
}

type MapContext = { world: World; match: MatchPlan; rows: PublicRows; names: Names; stages: ReadonlySet<TruthStage> };

function addMap({ world, match, rows, names, stages }: MapContext, map: MatchPlan['maps'][number]): void {
  const story = map.mapStatsId === null ? null : world.storyOf(match, map);
  const withStats = isRead(map, 'map-stats', stages) ? story : null;
  rows.maps.push(mapRow(match, map, withStats));
  if (story === null) return;
  rows.player_map_stats.push(...playerRows(story, stages));
  for (const player of tablePlayers(story.played)) rememberPlayer(names, player.person, false);
  if (withStats !== null) rows.rounds.push(...roundRows(story));
  if (isRead(map, 'performance', stages)) {
    rows.kill_matrix.push(...killRows(story));
    rows.round_events.push(...roundEventRows(story));
    rows.round_event_swings.push(...roundEventSwingRows(story));
    for (const player of performancePlayers(story.played)) rememberPlayer(names, player.person, false);
  }
  if (isRead(map, 'economy', stages)) rows.round_economy.push(...economyRows(story));
}

/** Matches come oldest first, so that the last name stored is the latest. */
function rememberNames(names: Names, match: MatchPlan): void {
  names.events.set(match.event.eventId, { eventId: match.event.eventId, name: match.event.name });
  for (const index of [0, 1] as const) {
    if (match.undecided.has(index)) continue;
    const { teamId, name, country, lineup } = match.teams[index];
    names.teams.set(teamId, { teamId, name, country });
    for (const person of match.hasLineups ? lineup : []) rememberPlayer(names, person, true);
  }
}

/** Only line-ups have full names. */
function rememberPlayer({ players }: Names, person: Person, withFullName: boolean): void {
  const known = players.get(person.playerId)?.fullName ?? null;
  const fullName = withFullName ? `${person.firstName} ${person.lastName}` : known;
  players.set(person.playerId, { playerId: person.playerId, name: person.nick, fullName, country: person.country });
}
