import { z } from 'zod';

/**
 * The domain: one schema per public table, from which types, columns and the data dictionary follow. The records of
 * single pages are in `page-records.ts`. Ids are those of HLTV, `*AtMs` are Unix milliseconds UTC, percentages are
 * numbers 0-100, a missing value is `null`.
 */

const id = z.int().positive();
const count = z.int().nonnegative();
const name = z.string().min(1);
const decimal = z.number();
const unixMs = z.int().positive();

/** Counter-terrorists or terrorists. */
export const Side = z.enum(['ct', 't']);
export type Side = z.infer<typeof Side>;
/** The side of the opponent. */
export function otherSide(side: Side): Side {
  return side === 'ct' ? 't' : 'ct';
}

/** The rounds that a row counts: those of the whole map, or of one side. */
export const TableSide = z.enum(['both', 'ct', 't']);
export type TableSide = z.infer<typeof TableSide>;

/** The state of a match on its overview. A full forfeit is `deleted`. */
export const MatchStatus = z.enum(['finished', 'deleted', 'live', 'postponed', 'upcoming']);
export type MatchStatus = z.infer<typeof MatchStatus>;

/** How a round ended. */
export const RoundOutcome = z.enum(['elimination', 'bomb_exploded', 'bomb_defused', 'time']);
export type RoundOutcome = z.infer<typeof RoundOutcome>;

/** What a team bought for a round, by the value of its equipment. */
export const BuyType = z.enum(['full_eco', 'semi_eco', 'semi_buy', 'full_buy']);
export type BuyType = z.infer<typeof BuyType>;

/** A row of `matches`. */
export const Match = z.strictObject({
  matchId: id.describe('HLTV match id'),
  url: z.url().describe('absolute URL of the match overview'),
  status: MatchStatus.describe('as the overview shows it; a full forfeit is deleted'),
  startedAtMs: unixMs.describe('scheduled start, Unix ms UTC (overview)'),
  endedAtMs: unixMs.nullable().describe('end, Unix ms UTC (listing)'),
  eventId: id.nullable().describe('event; NULL when the page links none'),
  eventName: name.nullable().describe('event as displayed; NULL when the page shows none'),
  stage: z
    .string()
    .nullable()
    .describe('text of the line that begins with one star, without the star; NULL without such a line'),
  bestOf: z.int().min(1).max(99).nullable().describe('maximum number of maps; NULL when the page does not give it'),
  isLan: z.boolean().nullable().describe('1 LAN, 0 online; NULL when the page does not give it'),
  team1Id: id.nullable().describe('left team; NULL while undecided'),
  team1Name: name.nullable().describe('left team as displayed; NULL while undecided'),
  team1Rank: id.nullable().describe('world rank as the page shows it; NULL when unranked or without line-ups'),
  team1MapsWon: count
    .nullable()
    .describe(
      'decided maps won, forfeited ones too; 0 before the first, 1 or 0 in a best of one; NULL: not on the page',
    ),
  team2Id: id.nullable().describe('right team; NULL while undecided'),
  team2Name: name.nullable().describe('right team as displayed; NULL while undecided'),
  team2Rank: id.nullable().describe('world rank as the page shows it; NULL when unranked or without line-ups'),
  team2MapsWon: count
    .nullable()
    .describe(
      'decided maps won, forfeited ones too; 0 before the first, 1 or 0 in a best of one; NULL: not on the page',
    ),
  winnerTeamId: id
    .nullable()
    .describe('team that won the match; NULL for a draw, while undecided, and when the page does not show it'),
  isForfeit: z.boolean().describe('1 for a full forfeit: a forfeited map and no played one'),
  stars: z.int().min(0).max(5).nullable().describe('stars 0-5 (listing)'),
  note: z
    .string()
    .nullable()
    .describe('lines with two or more stars: forfeits, substitutions, technical remarks; NULL without any'),
  playerOfMatchId: id.nullable().describe('player of the match; NULL when none is named'),
  demoId: id.nullable().describe('number of the demo download, which is not fetched; NULL without a link'),
  team1VrsPoints: count.nullable().describe('Valve Regional Standings: points before the match; NULL without the box'),
  team1VrsRank: id
    .nullable()
    .describe('Valve Regional Standings: rank before the match; NULL when unranked or without the box'),
  team1VrsPointsChange: z
    .int()
    .nullable()
    .describe('points that the result alone adds or takes; NULL while undecided or without the box'),
  team1VrsRankAfter: id.nullable().describe('rank by the result alone; NULL while undecided or without the box'),
  team2VrsPoints: count.nullable().describe('Valve Regional Standings: points before the match; NULL without the box'),
  team2VrsRank: id
    .nullable()
    .describe('Valve Regional Standings: rank before the match; NULL when unranked or without the box'),
  team2VrsPointsChange: z
    .int()
    .nullable()
    .describe('points that the result alone adds or takes; NULL while undecided or without the box'),
  team2VrsRankAfter: id.nullable().describe('rank by the result alone; NULL while undecided or without the box'),
});
export type Match = z.infer<typeof Match>;

/** A row of `vetoes`. */
export const Veto = z.strictObject({
  matchId: id.describe('match'),
  step: z.int().min(1).describe('step of the veto, from 1'),
  teamId: id.nullable().describe('team that removed or picked; NULL for the map left over'),
  action: z.enum(['removed', 'picked', 'left_over']).describe('what happened to the map'),
  mapName: name.describe('map'),
});
export type Veto = z.infer<typeof Veto>;

/** A row of `lineups`. */
export const LineupPlayer = z.strictObject({
  matchId: id.describe('match'),
  playerId: id.describe('player'),
  teamId: id.describe('team'),
  playerName: name.describe('nickname'),
});
export type LineupPlayer = z.infer<typeof LineupPlayer>;

/** A row of `maps`. */
export const MatchMap = z.strictObject({
  matchId: id.describe('match'),
  mapNumber: z.int().min(1).describe('position in the series, from 1'),
  mapStatsId: id.nullable().describe('id of the map stats pages; NULL when none is linked'),
  startedAtMs: unixMs.nullable().describe('start of the map, Unix ms UTC (map stats)'),
  mapName: name.describe('map; Default for a forfeited one, TBA while undecided'),
  state: z
    .enum(['played', 'unplayed', 'forfeit'])
    .describe('played: has a score, also the running map of a live match; forfeit: decided without being played'),
  team1Rounds: count
    .nullable()
    .describe('rounds won, overtime included; the awarded score of a forfeited map; NULL on unplayed maps'),
  team2Rounds: count
    .nullable()
    .describe('rounds won, overtime included; the awarded score of a forfeited map; NULL on unplayed maps'),
  winnerTeamId: id.nullable().describe('team that won the map; NULL while undecided'),
  pickedByTeamId: id.nullable().describe('team that picked the map; NULL for left over, forfeit, best of one, unknown'),
  team1StartSide: Side.nullable().describe('side of team 1 in the first half; NULL without half scores'),
  team1CtRounds: count.nullable().describe('rounds of regulation that team 1 won as CT; NULL without half scores'),
  team1TRounds: count.nullable().describe('rounds of regulation that team 1 won as T; NULL without half scores'),
  team1OtRounds: count.nullable().describe('rounds that team 1 won in all overtimes; NULL without overtime'),
  team2CtRounds: count.nullable().describe('rounds of regulation that team 2 won as CT; NULL without half scores'),
  team2TRounds: count.nullable().describe('rounds of regulation that team 2 won as T; NULL without half scores'),
  team2OtRounds: count.nullable().describe('rounds that team 2 won in all overtimes; NULL without overtime'),
  ratingVersion: z
    .string()
    .nullable()
    .describe('version of the ratings, as shown: 1.0, 2.0, 2.1, 3.0; NULL when no page shows it'),
  team1Rating: decimal.nullable().describe('team rating (map stats)'),
  team2Rating: decimal.nullable().describe('team rating (map stats)'),
  team1FirstKills: count.nullable().describe('first kills (map stats)'),
  team2FirstKills: count.nullable().describe('first kills (map stats)'),
  team1ClutchesWon: count.nullable().describe('clutches won (map stats)'),
  team2ClutchesWon: count.nullable().describe('clutches won (map stats)'),
});
export type MatchMap = z.infer<typeof MatchMap>;

/** A row of `player_map_stats`. */
export const PlayerMapStats = z.strictObject({
  matchId: id.describe('match'),
  mapNumber: z.int().min(1).describe('position in the series'),
  playerId: id.describe('player'),
  side: TableSide.describe('both: the whole map; ct, t: rounds on that side'),
  teamId: id.nullable().describe('team of the player on this map; NULL when no page gives it'),
  playerName: name.describe('nickname'),
  kills: count.nullable().describe('kills (overview, map stats)'),
  headshots: count.nullable().describe('kills by headshot (map stats)'),
  assists: count.nullable().describe('assists (map stats)'),
  flashAssists: count.nullable().describe('flash assists (map stats)'),
  deaths: count.nullable().describe('deaths (overview, map stats)'),
  tradedDeaths: count
    .nullable()
    .describe('deaths that were traded (map stats); NULL on pages in the layout of 2022 and before'),
  adr: decimal.nullable().describe('damage per round (overview, map stats, performance); NULL when shown as a dash'),
  kast: decimal
    .nullable()
    .describe('percent of rounds with a kill, assist, survival or trade (overview, map stats, performance)'),
  openingKills: count.nullable().describe('opening kills (map stats)'),
  openingDeaths: count.nullable().describe('opening deaths (map stats)'),
  multiKillRounds: count
    .nullable()
    .describe('rounds with several kills (map stats); NULL on pages in the layout of 2022 and before'),
  clutchesWon: count.nullable().describe('1vX won (map stats); NULL on pages in the layout of 2022 and before'),
  roundSwing: decimal
    .nullable()
    .describe('round swing in percent, signed (overview, map stats, performance); NULL before rating 3.0'),
  rating: decimal
    .nullable()
    .describe('rating of the version in maps.rating_version (overview, map stats, performance)'),
  ecoKills: count.nullable().describe('eco-adjusted kills (overview, map stats); NULL before rating 3.0'),
  ecoHeadshots: count.nullable().describe('eco-adjusted headshots (map stats); NULL before rating 3.0'),
  ecoDeaths: count.nullable().describe('eco-adjusted deaths (overview, map stats); NULL before rating 3.0'),
  ecoTradedDeaths: count.nullable().describe('eco-adjusted traded deaths (map stats); NULL before rating 3.0'),
  ecoAdr: decimal.nullable().describe('eco-adjusted damage per round (overview, map stats); NULL before rating 3.0'),
  ecoKast: decimal
    .nullable()
    .describe('eco-adjusted KAST in percent, may exceed 100 (overview, map stats); NULL before rating 3.0'),
  ecoOpeningKills: count.nullable().describe('eco-adjusted opening kills (map stats); NULL before rating 3.0'),
  ecoOpeningDeaths: count.nullable().describe('eco-adjusted opening deaths (map stats); NULL before rating 3.0'),
  kpr: decimal.nullable().describe('kills per round (performance); NULL for one side'),
  dpr: decimal.nullable().describe('deaths per round (performance); NULL for one side'),
  impact: decimal.nullable().describe('impact rating (performance); NULL for one side and from rating 3.0 on'),
  mkRating: decimal.nullable().describe('multi-kill rating (performance); NULL for one side and before rating 3.0'),
});
export type PlayerMapStats = z.infer<typeof PlayerMapStats>;

/** A row of `rounds`. */
export const Round = z.strictObject({
  matchId: id.describe('match'),
  mapNumber: z.int().min(1).describe('position in the series'),
  roundNumber: z.int().min(1).describe('number of the round, from 1, overtime included'),
  winnerTeamId: id.describe('winner'),
  winnerSide: Side.nullable().describe(
    'side of the winner; NULL when it follows neither from the icon nor from the half',
  ),
  half: z
    .int()
    .min(1)
    .nullable()
    .describe(
      '1 and 2 in regulation, 3 and up in overtime; NULL when neither half scores nor a change of sides show where it ends',
    ),
  isPistol: z
    .boolean()
    .nullable()
    .describe('1 for round 1 and the first round of the second half; NULL when that round is not known'),
  isOvertime: z.boolean().nullable().describe('1 in overtime; NULL when the length of a half is not known'),
  outcome: RoundOutcome.nullable().describe('how the round ended; NULL when the icon is unknown'),
});
export type Round = z.infer<typeof Round>;

/** A row of `round_economy`. */
export const RoundEconomy = z.strictObject({
  matchId: id.describe('match'),
  mapNumber: z.int().min(1).describe('position in the series'),
  roundNumber: z.int().min(1).describe('round, from 1'),
  teamId: id.describe('team'),
  side: Side.nullable().describe('side in this round; NULL when no icon shows it'),
  equipmentValue: count.describe('dollars, whole team, at round start'),
  buyType: BuyType.nullable().describe(
    'as the icon shows it; without an icon full_eco < 5000 <= semi_eco < 10000 <= semi_buy < 20000 <= full_buy. ' +
      'A pistol round is full_eco: see is_pistol. NULL when the icon is unknown',
  ),
  won: z.boolean().nullable().describe('1 when this team won the round; NULL when no icon shows it'),
  isPistol: z
    .boolean()
    .nullable()
    .describe('as in rounds, which may have no row of the round; NULL when the second pistol round is not known'),
});
export type RoundEconomy = z.infer<typeof RoundEconomy>;

/** A row of `kill_matrix`. */
export const KillMatrixCell = z.strictObject({
  matchId: id.describe('match'),
  mapNumber: z.int().min(1).describe('position in the series'),
  kind: z.enum(['all', 'first_kill', 'awp']).describe('all kills, first kills of a round, or kills with the AWP'),
  killerId: id.describe('player who killed'),
  victimId: id.describe('player who was killed'),
  kills: count.describe('number of kills, also 0'),
});
export type KillMatrixCell = z.infer<typeof KillMatrixCell>;

/** What happened in an event of the Round swing section. */
export const RoundEventType = z.enum([
  'round_started',
  'kill',
  'bomb_planted',
  'bomb_defused',
  'bomb_exploded',
  'time_expired',
]);
export type RoundEventType = z.infer<typeof RoundEventType>;

const alive = z.int().min(0).max(5);

/** A row of `round_events`. */
export const RoundEvent = z.strictObject({
  matchId: id.describe('match'),
  mapNumber: z.int().min(1).describe('position in the series'),
  roundNumber: z.int().min(1).describe('number of the round, from 1, overtime included'),
  eventNumber: z.int().min(1).describe('event of the round, from 1 as on the page; one that is withheld leaves a gap'),
  type: RoundEventType.nullable().describe(
    'time_expired: the attackers ran out of time; NULL when the title of the event is unknown',
  ),
  playerId: id.nullable().describe('killer, planter or defuser; NULL for other events and where the nick is not clear'),
  victimId: id
    .nullable()
    .describe('player who was killed, may be a team mate; NULL for other events and where the nick is not clear'),
  team1Alive: alive.describe('players of team 1 alive after the event'),
  team2Alive: alive.describe('players of team 2 alive after the event'),
  team1WinProbability: decimal.describe(
    'chance of team 1 to win the round after the event, in percent, by HLTV; team 2 has the rest',
  ),
});
export type RoundEvent = z.infer<typeof RoundEvent>;

/** A row of `round_event_swings`. */
export const RoundEventSwing = z.strictObject({
  matchId: id.describe('match'),
  mapNumber: z.int().min(1).describe('position in the series'),
  roundNumber: z.int().min(1).describe('round, from 1'),
  eventNumber: z.int().min(1).describe('event of the round'),
  playerId: id.describe('player credited'),
  swing: decimal.describe(
    "share of the player in the change of the team's chance to win the round, in percent points, signed; the sum over " +
      'a map divided by its rounds is round_swing',
  ),
});
export type RoundEventSwing = z.infer<typeof RoundEventSwing>;

/** A row of `teams`. */
export const Team = z.strictObject({
  teamId: id.describe('team'),
  name: name.describe('latest known name'),
  country: z.string().nullable().describe('latest known country or region; NULL when no page shows it'),
});
export type Team = z.infer<typeof Team>;

/** A row of `players`. */
export const Player = z.strictObject({
  playerId: id.describe('player'),
  name: name.describe('latest known nickname'),
  fullName: z.string().nullable().describe('latest known full name (line-ups); NULL when no page shows it'),
  country: z.string().nullable().describe('latest known country; NULL when no page shows it'),
});
export type Player = z.infer<typeof Player>;

/** A row of `events`: a tournament. */
export const Event = z.strictObject({
  eventId: id.describe('event'),
  name: name.describe('latest known name'),
});
export type Event = z.infer<typeof Event>;

/** Every public table: its name, the schema of its rows and its primary key (as record fields, in order). */
export const PUBLIC_TABLES = {
  matches: { schema: Match, key: ['matchId'] },
  vetoes: { schema: Veto, key: ['matchId', 'step'] },
  lineups: { schema: LineupPlayer, key: ['matchId', 'playerId'] },
  maps: { schema: MatchMap, key: ['matchId', 'mapNumber'] },
  player_map_stats: { schema: PlayerMapStats, key: ['matchId', 'mapNumber', 'playerId', 'side'] },
  rounds: { schema: Round, key: ['matchId', 'mapNumber', 'roundNumber'] },
  round_economy: { schema: RoundEconomy, key: ['matchId', 'mapNumber', 'roundNumber', 'teamId'] },
  kill_matrix: { schema: KillMatrixCell, key: ['matchId', 'mapNumber', 'kind', 'killerId', 'victimId'] },
  round_events: { schema: RoundEvent, key: ['matchId', 'mapNumber', 'roundNumber', 'eventNumber'] },
  round_event_swings: {
    schema: RoundEventSwing,
    key: ['matchId', 'mapNumber', 'roundNumber', 'eventNumber', 'playerId'],
  },
  teams: { schema: Team, key: ['teamId'] },
  players: { schema: Player, key: ['playerId'] },
  events: { schema: Event, key: ['eventId'] },
} as const;
export type PublicTable = keyof typeof PUBLIC_TABLES;

/** The rows of all public tables, from a store or from the replica. */
export type PublicRows = { [Table in PublicTable]: z.infer<(typeof PUBLIC_TABLES)[Table]['schema']>[] };
