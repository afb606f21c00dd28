/** The content of a report: the rows of each query, with the query itself. */

/** States of a match by its pages, from the best to the worst. */
export const COVERAGE_STATES = [
  'complete',
  'awaiting',
  'pending',
  'refused',
  'failed',
  'quarantined',
  'skipped',
] as const;
export type CoverageState = (typeof COVERAGE_STATES)[number];

/** The rows of each query. Months are `2026-02` in UTC, null where the date is unknown. */
type ReportRows = {
  totals: {
    matches: number;
    finished: number;
    teams: number;
    events: number;
    maps: number;
    rounds: number;
    firstStartMs: number | null;
    lastStartMs: number | null;
  };
  coverageByMonth: { month: string | null; state: CoverageState; matches: number };
  coverageByEvent: { event: string | null; state: CoverageState; matches: number; lastMs: number | null };
  missingMatches: { state: CoverageState; reason: string | null; matches: number };
  missingPages: { kind: string; state: string; reason: string | null; pages: number };
  freshness: {
    lastCompleteRunMs: number | null;
    lastPageMs: number | null;
    lastListedEndMs: number | null;
    lastMatchMs: number | null;
  };
  runs: {
    runId: number;
    command: string;
    startedAtMs: number;
    endedAtMs: number | null;
    reason: string | null;
    detail: string | null;
    exitCode: number | null;
    pages: number | null;
    pagesPerMinute: number | null;
    refusals: number | null;
    failures: number | null;
  };
  findings: { rule: string; severity: string; findings: number; pages: number; example: string };
  quarantine: { rule: string; field: string | null; pages: number; example: string };
  coverageAlarms: { kind: string; block: string; missing: number; firstMissedAtMs: number };
  mapsByMonth: { mapName: string; month: string; maps: number; ctRounds: number; rounds: number };
  ctShare: { mapName: string; maps: number; ctRounds: number; rounds: number };
  ratings: { ratingVersion: string; ratingTenths: number; players: number };
  ratingSummary: {
    ratingVersion: string;
    players: number;
    mean: number;
    p10: number;
    median: number;
    p90: number;
  };
  buyTypes: { ctBuy: string; tBuy: string; rounds: number; ctWins: number };
  overtime: { mapName: string; maps: number; overtimes: number };
  vetoes: { mapName: string; vetoes: number; removed: number; picked: number; leftOver: number };
  manAdvantage: { ctAlive: number; tAlive: number; isBombPlanted: 0 | 1; situations: number; ctWins: number };
  form: {
    teamId: number;
    team: string | null;
    rank: number | null;
    results: string;
    matches: number;
    won: number;
    drawn: number;
    mapsWon: number;
    mapsLost: number;
    lastStartMs: number;
  };
};

/** Name of a query. */
export type ReportQuery = keyof ReportRows;

/** The rows of a query. `sql` can be run in SQLite after the statements of `ReportFigures.setup`. */
export type Figure<Row> = { sql: string; rows: Row[] };

/** The results of all queries. */
export type ReportFigures = { [Query in ReportQuery]: Figure<ReportRows[Query]> } & {
  /** Statements that create the temporary tables and views of the queries. */
  setup: string;
};

/** Which matches and maps a report is about. Null, and empty lists: no restriction. */
export type ReportFilters = {
  /** Only matches that started then or later, in Unix ms. */
  sinceMs: number | null;
  /** Only matches that started before, in Unix ms. */
  untilMs: number | null;
  /** Parts of names; one of each list must occur in a name. */
  events: readonly string[];
  teams: readonly string[];
  maps: readonly string[];
  minStars: number | null;
};
