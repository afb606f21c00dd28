import { z } from 'zod';

/**
 * The domain on one page: one schema per public table, then one per page kind (what a single page says).
 * Types are inferred; columns, headers and the data dictionary come from here. Ids are HLTV's, `*AtMs` are Unix
 * milliseconds UTC, percentages are numbers 0-100, absent is `null`.
 */

const id = z.int().positive();
const count = z.int().nonnegative();
const name = z.string().min(1);
const decimal = z.number();
const unixMs = z.int().positive();

export const PAGE_KINDS = ['results', 'match', 'map-stats', 'performance', 'economy'] as const;
export const PageKind = z.enum(PAGE_KINDS);
export type PageKind = z.infer<typeof PageKind>;

/** The kinds that are targets: everything but the listing, which is read by offset. */
export type TargetKind = Exclude<PageKind, 'results'>;

export const Side = z.enum(['CT', 'T']);
export type Side = z.infer<typeof Side>;

export const TableSide = z.enum(['both', 'ct', 't']);
export type TableSide = z.infer<typeof TableSide>;

export const MatchStatus = z.enum(['finished', 'deleted', 'live', 'postponed', 'upcoming']);
export type MatchStatus = z.infer<typeof MatchStatus>;

export const RoundOutcome = z.enum(['elimination', 'bomb_exploded', 'bomb_defused', 'time']);
export type RoundOutcome = z.infer<typeof RoundOutcome>;

export const BuyType = z.enum(['full_eco', 'semi_eco', 'semi_buy', 'full_buy']);
export type BuyType = z.infer<typeof BuyType>;

export const Match = z.strictObject({
  matchId: id.describe('HLTV match id'),
  url: z.url().describe('absolute URL of the match overview'),
  status: MatchStatus.describe('finished, deleted, live, postponed or upcoming'),
  startedAtMs: unixMs.describe('scheduled start, Unix ms UTC (overview)'),
  endedAtMs: unixMs.nullable().describe('end, Unix ms UTC (listing); NULL when imported or given by id'),
  eventId: id.describe('event id'),
  eventName: name.describe('event name as displayed'),
  stage: z.string().nullable().describe('text of the line that begins with one star, without the star'),
  bestOf: z.int().min(1).max(99).describe('maps the series is planned for at most'),
  isLan: z.boolean().nullable().describe('1 LAN, 0 online, NULL when the page does not say'),
  team1Id: id.nullable().describe('left team; NULL while undecided'),
  team1Name: name.nullable().describe('left team as displayed'),
  team1Rank: id.nullable().describe('world rank on the page; NULL when unranked or not shown'),
  team1MapsWon: count.nullable().describe('decided maps won, forfeited ones included'),
  team2Id: id.nullable().describe('right team; NULL while undecided'),
  team2Name: name.nullable().describe('right team as displayed'),
  team2Rank: id.nullable().describe('world rank on the page; NULL when unranked or not shown'),
  team2MapsWon: count.nullable().describe('decided maps won, forfeited ones included'),
  winnerTeamId: id.nullable().describe('NULL: draw or undecided'),
  isForfeit: z.boolean().describe('1 for a full forfeit: a forfeited map and no played one'),
  stars: z.int().min(0).max(5).nullable().describe('stars 0-5 (listing)'),
  note: z.string().nullable().describe('lines with two or more stars: forfeits, substitutions, technical remarks'),
  playerOfMatchId: id.nullable().describe('player id of the player of the match'),
  demoId: id.nullable().describe('number of the demo download; recorded, never fetched'),
});
export type Match = z.infer<typeof Match>;

export const Veto = z.strictObject({
  matchId: id.describe('match'),
  step: z.int().min(1).describe('step of the veto, from 1'),
  teamId: id.nullable().describe('team that removed or picked; NULL for the map left over'),
  action: z.enum(['removed', 'picked', 'left_over']).describe('removed, picked or left_over'),
  mapName: name.describe('map'),
});
export type Veto = z.infer<typeof Veto>;

export const LineupPlayer = z.strictObject({
  matchId: id.describe('match'),
  playerId: id.describe('player'),
  teamId: id.describe('team'),
  playerName: name.describe('nickname'),
});
export type LineupPlayer = z.infer<typeof LineupPlayer>;

export const MatchMap = z.strictObject({
  matchId: id.describe('match'),
  mapNumber: z.int().min(1).describe('position in the series, from 1'),
  mapStatsId: id.nullable().describe('id of the map stats pages; NULL when none is linked'),
  mapName: name.describe('map; Default for a forfeited one, TBA while undecided'),
  state: z.enum(['played', 'unplayed', 'forfeit']).describe('played, unplayed or forfeit'),
  team1Rounds: count.nullable().describe('final rounds of team 1, overtime included'),
  team2Rounds: count.nullable().describe('final rounds of team 2, overtime included'),
  winnerTeamId: id.nullable().describe('winner of the map'),
  pickedByTeamId: id.nullable().describe('team that picked the map; NULL for left over, forfeit, best of one, unknown'),
  team1StartSide: Side.nullable().describe('side team 1 started on'),
  team1CtRounds: count.nullable().describe('regulation rounds team 1 won as CT'),
  team1TRounds: count.nullable().describe('regulation rounds team 1 won as T'),
  team1OtRounds: count.nullable().describe('overtime rounds of team 1; NULL without overtime'),
  team2CtRounds: count.nullable().describe('regulation rounds team 2 won as CT'),
  team2TRounds: count.nullable().describe('regulation rounds team 2 won as T'),
  team2OtRounds: count.nullable().describe('overtime rounds of team 2; NULL without overtime'),
  ratingVersion: z.string().nullable().describe('rating version shown on the page: 1.0, 2.0, 2.1, 3.0'),
  team1Rating: decimal.nullable().describe('team rating (map stats)'),
  team2Rating: decimal.nullable().describe('team rating (map stats)'),
  team1FirstKills: count.nullable().describe('first kills (map stats)'),
  team2FirstKills: count.nullable().describe('first kills (map stats)'),
  team1ClutchesWon: count.nullable().describe('clutches won (map stats)'),
  team2ClutchesWon: count.nullable().describe('clutches won (map stats)'),
});
export type MatchMap = z.infer<typeof MatchMap>;

export const PlayerMapStats = z.strictObject({
  matchId: id.describe('match'),
  mapNumber: z.int().min(1).describe('position in the series'),
  playerId: id.describe('player'),
  side: TableSide.describe('both, ct or t'),
  teamId: id.nullable().describe('team the player played for on this map'),
  playerName: name.describe('nickname'),
  kills: count.nullable().describe('kills'),
  headshots: count.nullable().describe('kills by headshot (map stats)'),
  assists: count.nullable().describe('assists (map stats)'),
  flashAssists: count.nullable().describe('flash assists (map stats)'),
  deaths: count.nullable().describe('deaths'),
  tradedDeaths: count.nullable().describe('deaths that were traded (map stats)'),
  adr: decimal.nullable().describe('damage per round'),
  kast: decimal.nullable().describe('percent of rounds with a kill, assist, survival or trade'),
  openingKills: count.nullable().describe('opening kills (map stats)'),
  openingDeaths: count.nullable().describe('opening deaths (map stats)'),
  multiKillRounds: count.nullable().describe('rounds with several kills (map stats)'),
  clutchesWon: count.nullable().describe('1vX won (map stats)'),
  roundSwing: decimal.nullable().describe('round swing in percent, signed (rating 3.0)'),
  rating: decimal.nullable().describe('rating of the version in maps.rating_version'),
  ecoKills: count.nullable().describe('eco-adjusted kills'),
  ecoHeadshots: count.nullable().describe('eco-adjusted headshots (map stats)'),
  ecoDeaths: count.nullable().describe('eco-adjusted deaths'),
  ecoTradedDeaths: count.nullable().describe('eco-adjusted traded deaths (map stats)'),
  ecoAdr: decimal.nullable().describe('eco-adjusted damage per round'),
  ecoKast: decimal.nullable().describe('eco-adjusted KAST in percent; may exceed 100'),
  ecoOpeningKills: count.nullable().describe('eco-adjusted opening kills (map stats)'),
  ecoOpeningDeaths: count.nullable().describe('eco-adjusted opening deaths (map stats)'),
  kpr: decimal.nullable().describe('kills per round (performance, side both)'),
  dpr: decimal.nullable().describe('deaths per round (performance, side both)'),
  impact: decimal.nullable().describe('impact rating (performance, side both, rating 2.0)'),
  mkRating: decimal.nullable().describe('multi-kill rating (performance, side both, rating 3.0)'),
});
export type PlayerMapStats = z.infer<typeof PlayerMapStats>;

export const Round = z.strictObject({
  matchId: id.describe('match'),
  mapNumber: z.int().min(1).describe('position in the series'),
  roundNumber: z.int().min(1).describe('round, from 1, overtime counted on'),
  winnerTeamId: id.describe('winner'),
  winnerSide: Side.nullable().describe('side the winner played; NULL when neither icon nor half says it'),
  outcome: RoundOutcome.nullable().describe('how the round ended; NULL when the icon is unknown'),
});
export type Round = z.infer<typeof Round>;

export const RoundEconomy = z.strictObject({
  matchId: id.describe('match'),
  mapNumber: z.int().min(1).describe('position in the series'),
  roundNumber: z.int().min(1).describe('round, from 1'),
  teamId: id.describe('team'),
  side: Side.nullable().describe('side in this round'),
  equipmentValue: count.describe('dollars, whole team, at round start'),
  buyType: BuyType.describe('full_eco < 5000 <= semi_eco < 10000 <= semi_buy < 20000 <= full_buy'),
  won: z.boolean().nullable().describe('1 when this team won the round'),
});
export type RoundEconomy = z.infer<typeof RoundEconomy>;

export const KillMatrixCell = z.strictObject({
  matchId: id.describe('match'),
  mapNumber: z.int().min(1).describe('position in the series'),
  kind: z.enum(['all', 'first_kill', 'awp']).describe('all, first_kill or awp'),
  killerId: id.describe('player who killed'),
  victimId: id.describe('player who was killed'),
  kills: count.describe('kills, zeros included'),
});
export type KillMatrixCell = z.infer<typeof KillMatrixCell>;

export const Team = z.strictObject({
  teamId: id.describe('team'),
  name: name.describe('latest known name'),
  country: z.string().nullable().describe('latest known country or region'),
});
export type Team = z.infer<typeof Team>;

export const Player = z.strictObject({
  playerId: id.describe('player'),
  name: name.describe('latest known nickname'),
  fullName: z.string().nullable().describe('latest known full name'),
  country: z.string().nullable().describe('latest known country'),
});
export type Player = z.infer<typeof Player>;

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
  teams: { schema: Team, key: ['teamId'] },
  players: { schema: Player, key: ['playerId'] },
  events: { schema: Event, key: ['eventId'] },
} as const;
export type PublicTable = keyof typeof PUBLIC_TABLES;

/** All public tables as lists of rows: what a store holds, or what a replica says is true. */
export type PublicRows = { [Table in PublicTable]: z.infer<(typeof PUBLIC_TABLES)[Table]['schema']>[] };

const country = z.string().nullable();

/** One entry of the results listing. `format` is `bo3`, `bo5`, `def`, or a map abbreviation (best of one). */
export const ListingEntry = z.strictObject({
  matchId: id,
  path: z.string().startsWith('/matches/'),
  endedAtMs: unixMs,
  team1Name: name,
  team2Name: name,
  team1Score: count,
  team2Score: count,
  format: name,
  stars: z.int().min(0).max(5),
  eventName: z.string().nullable(),
  isForfeit: z.boolean(),
});
export type ListingEntry = z.infer<typeof ListingEntry>;

/** A results listing page. `first`, `last`, `total` and `offset` are null on an event-filtered listing. */
export const ResultsPage = z.strictObject({
  offset: count.nullable(),
  first: count.nullable(),
  last: count.nullable(),
  total: count.nullable(),
  hasNext: z.boolean().describe('the next button is active'),
  entries: z.array(ListingEntry).describe('page order, each match once, the featured block left out'),
  featuredMatchIds: z.array(id),
});
export type ResultsPage = z.infer<typeof ResultsPage>;

/** A player row of the overview's per-map tables. */
export const OverviewPlayerStats = PlayerMapStats.pick({
  mapNumber: true,
  playerId: true,
  side: true,
  playerName: true,
  kills: true,
  deaths: true,
  adr: true,
  kast: true,
  roundSwing: true,
  rating: true,
  ecoKills: true,
  ecoDeaths: true,
  ecoAdr: true,
  ecoKast: true,
}).extend({ teamId: id, country });
export type OverviewPlayerStats = z.infer<typeof OverviewPlayerStats>;

export const OverviewMap = MatchMap.omit({
  matchId: true,
  team1Rating: true,
  team2Rating: true,
  team1FirstKills: true,
  team2FirstKills: true,
  team1ClutchesWon: true,
  team2ClutchesWon: true,
}).extend({
  mapStatsPath: z.string().nullable().describe('path of the stats link without query, to be fetched'),
  pickMarkerTeamId: id.nullable().describe('team whose side carries the pick class'),
});
export type OverviewMap = z.infer<typeof OverviewMap>;

/** The match overview. Team 1 is the left team. */
export const MatchPage = Match.omit({ endedAtMs: true, stars: true }).extend({
  team1Country: country,
  team2Country: country,
  team1HeaderScore: count.nullable().describe('number under the team name: maps, in a best of one rounds'),
  team2HeaderScore: count.nullable(),
  title: z.string().nullable(),
  vetoes: z.array(Veto.omit({ matchId: true })),
  lineups: z.array(LineupPlayer.omit({ matchId: true }).extend({ fullName: z.string().nullable(), country })),
  maps: z.array(OverviewMap),
  playerMapStats: z.array(OverviewPlayerStats),
  seriesPlayerStats: z.array(OverviewPlayerStats.omit({ mapNumber: true })).describe('the all-maps tables'),
});
export type MatchPage = z.infer<typeof MatchPage>;

/** A player row of the map-stats tables. */
export const MapStatsPlayer = PlayerMapStats.omit({
  matchId: true,
  mapNumber: true,
  kpr: true,
  dpr: true,
  impact: true,
  mkRating: true,
}).extend({ teamId: id, country });
export type MapStatsPlayer = z.infer<typeof MapStatsPlayer>;

/** A played round; the running score is team 1 (left) - team 2 (right), null when the icon has no title. */
export const MapStatsRound = Round.omit({ matchId: true, mapNumber: true }).extend({
  team1Score: count.nullable(),
  team2Score: count.nullable(),
});
export type MapStatsRound = z.infer<typeof MapStatsRound>;

/** The map stats page. Team 1 is the left team *of this page*; readers map teams by id, never by position. */
export const MapStatsPage = MatchMap.pick({
  mapName: true,
  ratingVersion: true,
  team1StartSide: true,
  team1CtRounds: true,
  team1TRounds: true,
  team1OtRounds: true,
  team2CtRounds: true,
  team2TRounds: true,
  team2OtRounds: true,
  team1Rating: true,
  team2Rating: true,
  team1FirstKills: true,
  team2FirstKills: true,
  team1ClutchesWon: true,
  team2ClutchesWon: true,
}).extend({
  mapStatsId: id,
  matchId: id.nullable().describe('from the match page link; null when the page has none'),
  eventId: id.nullable(),
  eventName: z.string().nullable(),
  startedAtMs: unixMs.nullable(),
  team1Id: id,
  team1Name: name,
  team1Country: country,
  team1Rounds: count,
  team2Id: id,
  team2Name: name,
  team2Country: country,
  team2Rounds: count,
  scoreboards: z.int().min(0).max(2).describe('total tables present: 2, or 1 on an incomplete page'),
  playerMapStats: z.array(MapStatsPlayer),
  rounds: z.array(MapStatsRound),
});
export type MapStatsPage = z.infer<typeof MapStatsPage>;

/** A player card of the performance page; `team` is the column of the page, 1 left. */
export const PerformancePlayer = PlayerMapStats.pick({
  playerId: true,
  playerName: true,
  kpr: true,
  dpr: true,
  impact: true,
  mkRating: true,
  kast: true,
  adr: true,
  roundSwing: true,
  rating: true,
}).extend({ team: z.union([z.literal(1), z.literal(2)]), country });
export type PerformancePlayer = z.infer<typeof PerformancePlayer>;

/** The map performance page. No team ids, match link or date are on it. */
export const PerformancePage = z.strictObject({
  mapStatsId: id,
  eventName: z.string().nullable(),
  ratingVersion: z.string().nullable(),
  team1Name: name.describe('left column of the page'),
  team2Name: name,
  team1Kills: count.nullable(),
  team1Deaths: count.nullable(),
  team1Assists: count.nullable(),
  team2Kills: count.nullable(),
  team2Deaths: count.nullable(),
  team2Assists: count.nullable(),
  playerMapStats: z.array(PerformancePlayer),
  killMatrix: z.array(KillMatrixCell.omit({ matchId: true, mapNumber: true })),
});
export type PerformancePage = z.infer<typeof PerformancePage>;

/** One team in one round on the economy page; `team` is the series of the chart, 1 the first. */
export const EconomyRound = RoundEconomy.omit({ matchId: true, mapNumber: true, teamId: true }).extend({
  team: z.union([z.literal(1), z.literal(2)]),
});
export type EconomyRound = z.infer<typeof EconomyRound>;

/** A cell of the round-history tables of the economy page: what the chart says, said again. */
export const EconomyCell = z.strictObject({
  roundNumber: z.int().min(1),
  team: z.union([z.literal(1), z.literal(2)]),
  equipmentValue: count.nullable(),
  side: Side.nullable(),
  buyType: BuyType.nullable(),
  won: z.boolean().nullable(),
});
export type EconomyCell = z.infer<typeof EconomyCell>;

/** A row of the breakdown boxes: rounds of one buy type. */
export const EconomyBreakdown = z.strictObject({
  team: z.union([z.literal(1), z.literal(2)]),
  buyType: BuyType,
  played: count,
  won: count,
});
export type EconomyBreakdown = z.infer<typeof EconomyBreakdown>;

/** The map economy page. Names only; teams are told apart by their side in round 1 and by name. */
export const EconomyPage = z.strictObject({
  mapStatsId: id,
  eventName: z.string().nullable(),
  team1Name: name.describe('first series of the chart'),
  team2Name: name.describe('second series of the chart'),
  roundEconomy: z.array(EconomyRound),
  cells: z.array(EconomyCell),
  breakdown: z.array(EconomyBreakdown),
});
export type EconomyPage = z.infer<typeof EconomyPage>;

/** What each kind of page says. */
export type PageRecords = {
  results: ResultsPage;
  match: MatchPage;
  'map-stats': MapStatsPage;
  performance: PerformancePage;
  economy: EconomyPage;
};

/** What an identity check found. `hard`: the page is wrong or misread. `soft`: known exceptions exist. */
export const Finding = z.strictObject({
  rule: name.describe('name of the rule, e.g. match/half-scores-add-up'),
  severity: z.enum(['hard', 'soft']),
  mapNumber: z.int().min(1).nullable(),
  expected: z.string(),
  seen: z.string(),
});
export type Finding = z.infer<typeof Finding>;
