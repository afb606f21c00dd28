import { z } from 'zod';
import type { PageKind } from './page-kinds.ts';
import {
  BuyType,
  KillMatrixCell,
  LineupPlayer,
  Match,
  MatchMap,
  PlayerMapStats,
  Round,
  RoundEconomy,
  RoundEvent,
  RoundEventSwing,
  Side,
  Veto,
} from './records.ts';

/**
 * The content of one page: one record per kind of page, with fields of the public tables and fields of the page only.
 */

const id = z.int().positive();
const count = z.int().nonnegative();
const name = z.string().min(1);
const unixMs = z.int().positive();
const country = z.string().nullable();

/**
 * Real pages have at most about 300 rows in a list. The limit keeps checks fast on a page that was made to be slow.
 *
 * @internal
 */
export const MAX_ROWS = 1_000;
function rowsOf<Row extends z.ZodType>(row: Row) {
  return z.array(row).max(MAX_ROWS);
}

/** A value that the parser does not know, e.g. `round icon`, `flash_win`. */
export const Unknown = z.strictObject({ what: name, seen: name });
export type Unknown = z.infer<typeof Unknown>;

/** Absent when the parser knows every value. */
const unknowns = rowsOf(Unknown).optional();

/**
 * A missing or unreadable field that does not fail the page. `core`: its row or map is omitted. `decoration`: the field
 * is NULL. `field`: the path in the record, e.g. `vetoes[2].action`.
 */
export const FieldIssue = z.strictObject({
  rank: z.enum(['core', 'decoration']),
  field: name,
  expected: name,
  seen: name,
  mapNumber: z.int().min(1).nullable(),
});
export type FieldIssue = z.infer<typeof FieldIssue>;

/** Absent when every field was readable. */
const issues = rowsOf(FieldIssue).optional();

/** The parts that the program that saved a page has omitted. */
export const LeftOut = z.strictObject({ saver: z.string().describe('`SingleFile`'), parts: z.array(z.string()) });
export type LeftOut = z.infer<typeof LeftOut>;

/** Absent when the page is complete. */
const leftOut = LeftOut.optional();

/**
 * One entry of the results listing. `format` is `bo3`, `bo5`, `def`, or a map abbreviation (best of one). Unreadable
 * fields other than the id are null.
 */
export const ListingEntry = z.strictObject({
  matchId: id,
  path: z.string().startsWith('/matches/'),
  endedAtMs: unixMs.nullable(),
  team1Name: name.nullable(),
  team2Name: name.nullable(),
  team1Score: count.nullable(),
  team2Score: count.nullable(),
  format: name.nullable(),
  stars: z.int().min(0).max(5).nullable(),
  eventName: z.string().nullable(),
  isForfeit: z.boolean().nullable(),
});
export type ListingEntry = z.infer<typeof ListingEntry>;

/** A page of the results listing. `first`, `last`, `total` and `offset` are null without a readable pagination. */
export const ResultsPage = z.strictObject({
  offset: count.nullable(),
  first: count.nullable(),
  last: count.nullable(),
  total: count.nullable(),
  hasNext: z.boolean().nullable().describe('the next button is active'),
  rowCount: count.describe('rows of the listing, including unreadable and repeated ones, without the featured block'),
  unreadableRows: rowsOf(count).describe('indexes of the rows without a readable match id'),
  entries: rowsOf(ListingEntry).describe('in page order, each match once, without the featured block'),
  featuredMatchIds: rowsOf(id),
  issues,
  leftOut,
});
export type ResultsPage = z.infer<typeof ResultsPage>;

/** A player row of the tables by map of the overview. */
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

/** A map as the match overview shows it. */
export const OverviewMap = MatchMap.omit({
  matchId: true,
  startedAtMs: true,
  team1Rating: true,
  team2Rating: true,
  team1FirstKills: true,
  team2FirstKills: true,
  team1ClutchesWon: true,
  team2ClutchesWon: true,
}).extend({
  mapStatsPath: z.string().nullable().describe('path of the stats link without query, to be fetched'),
  pickMarkerTeamId: id.nullable().describe('team whose side has the class of a pick'),
});
export type OverviewMap = z.infer<typeof OverviewMap>;

/** The match overview. Team 1 is the left team. */
export const MatchPage = Match.omit({ endedAtMs: true, stars: true }).extend({
  team1Country: country,
  team2Country: country,
  team1HeaderScore: count.nullable().describe('number under the team name: maps, in a best of one rounds'),
  team2HeaderScore: count.nullable(),
  title: z.string().nullable(),
  vetoes: rowsOf(Veto.omit({ matchId: true })),
  lineups: rowsOf(LineupPlayer.omit({ matchId: true }).extend({ fullName: z.string().nullable(), country })),
  maps: rowsOf(OverviewMap),
  playerMapStats: rowsOf(OverviewPlayerStats),
  seriesPlayerStats: rowsOf(OverviewPlayerStats.omit({ mapNumber: true })).describe('the tables of all maps'),
  unknowns,
  issues,
  leftOut,
});
export type MatchPage = z.infer<typeof MatchPage>;

/** A player row of the map stats tables; `teamId` is null when the heading of the table matches no team, or both. */
export const MapStatsPlayer = PlayerMapStats.omit({
  matchId: true,
  mapNumber: true,
  kpr: true,
  dpr: true,
  impact: true,
  mkRating: true,
}).extend({ country });
export type MapStatsPlayer = z.infer<typeof MapStatsPlayer>;

/** A played round; the running score is team 1 (left) - team 2 (right), null when the icon has no title. */
export const MapStatsRound = Round.omit({
  matchId: true,
  mapNumber: true,
  half: true,
  isPistol: true,
  isOvertime: true,
}).extend({
  team1Score: count.nullable(),
  team2Score: count.nullable(),
});
export type MapStatsRound = z.infer<typeof MapStatsRound>;

/** The map stats page. Team 1 is the left team of this page, which may be team 2 of the match. */
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
  mapName: name.nullable(),
  matchId: id.nullable().describe('from the match page link; null when the page has none'),
  eventId: id.nullable(),
  eventName: z.string().nullable(),
  startedAtMs: unixMs.nullable(),
  team1Id: id,
  team1Name: name.nullable(),
  team1Country: country,
  team1Rounds: count,
  team2Id: id,
  team2Name: name.nullable(),
  team2Country: country,
  team2Rounds: count,
  scoreboards: z.int().min(0).max(2).describe('number of tables for both sides: 2, or less on an incomplete page'),
  playerMapStats: rowsOf(MapStatsPlayer),
  rounds: rowsOf(MapStatsRound),
  unknowns,
  issues,
  leftOut,
});
export type MapStatsPage = z.infer<typeof MapStatsPage>;

/**
 * A player card of the performance page; `team` is 1 for the left team of the page, null when the column names none.
 */
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
}).extend({ team: z.union([z.literal(1), z.literal(2)]).nullable(), country });
export type PerformancePlayer = z.infer<typeof PerformancePlayer>;

const roundNumber = z.int().min(1);

/**
 * The Round swing section of the performance page: all events of all rounds. Team 1 is the team that its boxes name
 * first. Events are named by nick, so that ids are null where no player, or two, have that nick.
 */
export const RoundSwing = z.strictObject({
  team1Name: name.nullable(),
  team2Name: name.nullable(),
  players: rowsOf(
    z.strictObject({
      playerId: id,
      playerName: name,
      teamName: name.nullable(),
      roundSwing: z.number().nullable().describe('swing of the whole map'),
    }),
  ),
  scores: rowsOf(z.strictObject({ roundNumber, team1Rounds: count, team2Rounds: count })).describe('after each round'),
  events: z
    .array(
      RoundEvent.omit({ matchId: true, mapNumber: true }).extend({
        team2WinProbability: z.number().describe('as the page shows it'),
      }),
    )
    .describe('by round and number'),
  swings: z.array(RoundEventSwing.omit({ matchId: true, mapNumber: true }).extend({ playerId: id.nullable() })),
  equipment: z
    .array(z.strictObject({ roundNumber, teamName: name, equipmentValue: count, buyType: name }))
    .describe('at the start of a round; the team by its short name'),
});
export type RoundSwing = z.infer<typeof RoundSwing>;

/** The map performance page. It has no team ids, match link or date. */
export const PerformancePage = z.strictObject({
  mapStatsId: id,
  eventName: z.string().nullable(),
  ratingVersion: z.string().nullable(),
  team1Name: name.nullable().describe('left column of the page'),
  team2Name: name.nullable(),
  team1Kills: count.nullable(),
  team1Deaths: count.nullable(),
  team1Assists: count.nullable(),
  team2Kills: count.nullable(),
  team2Deaths: count.nullable(),
  team2Assists: count.nullable(),
  playerMapStats: rowsOf(PerformancePlayer),
  killMatrix: rowsOf(KillMatrixCell.omit({ matchId: true, mapNumber: true })),
  roundSwing: RoundSwing.optional().describe('absent where the page has no such section'),
  unknowns,
  issues,
  leftOut,
});
export type PerformancePage = z.infer<typeof PerformancePage>;

/** One team in one round on the economy page; `team` is the series of the chart, 1 the first. */
export const EconomyRound = RoundEconomy.omit({
  matchId: true,
  mapNumber: true,
  teamId: true,
  isPistol: true,
}).extend({
  team: z.union([z.literal(1), z.literal(2)]),
});
export type EconomyRound = z.infer<typeof EconomyRound>;

/** A cell of the round-history tables of the economy page, which repeat the values of the chart. */
export const EconomyCell = z.strictObject({
  roundNumber: z.int().min(1),
  team: z.union([z.literal(1), z.literal(2)]),
  equipmentValue: count.nullable(),
  icon: z.string().nullable().describe('name of the icon; null when the cell has none'),
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

/** The map economy page. It has no ids; teams are identified by name and by their side in round 1. */
export const EconomyPage = z.strictObject({
  mapStatsId: id,
  eventName: z.string().nullable(),
  team1Name: name.nullable().describe('first series of the chart'),
  team2Name: name.nullable().describe('second series of the chart'),
  roundEconomy: rowsOf(EconomyRound),
  cells: rowsOf(EconomyCell),
  breakdown: rowsOf(EconomyBreakdown),
  unknowns,
  issues,
  leftOut,
});
export type EconomyPage = z.infer<typeof EconomyPage>;

/** The record of each kind of page. */
export type PageRecords = {
  results: ResultsPage;
  match: MatchPage;
  'map-stats': MapStatsPage;
  performance: PerformancePage;
  economy: EconomyPage;
};

/** The schema of what each kind of page says. */
export const PAGE_RECORDS: { [Kind in PageKind]: z.ZodType<PageRecords[Kind]> } = {
  results: ResultsPage,
  match: MatchPage,
  'map-stats': MapStatsPage,
  performance: PerformancePage,
  economy: EconomyPage,
};

/** The result of a check. `hard`: the page is wrong or was read incorrectly. `soft`: exceptions are known. */
export const Finding = z.strictObject({
  rule: name.describe('name of the rule, e.g. match/half-scores-add-up'),
  severity: z.enum(['hard', 'soft']),
  mapNumber: z.int().min(1).nullable(),
  expected: z.string(),
  seen: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** Pages in a row without a block. `files`: the archived files of `pageIds`. */
export type CoverageGap = {
  kind: PageKind;
  block: string;
  classes: string[];
  missing: number;
  pageIds: number[];
  files: string[];
  firstMissedAtMs: number;
};
