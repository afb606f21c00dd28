import type { ReportFilters } from '../../report-data.ts';
import type { Sql } from '../sql.ts';

/**
 * The temporary tables and views that the queries of a report read, as statements without parameters: a reader of the
 * report can run them too. Names are selected by `fits`, and are in the statements as the database has them.
 */

/** Whether a name contains one of the parts, case and accents apart; true without parts. */
export type NameFilter = (parts: readonly string[]) => (names: readonly (string | null)[]) => boolean;

type Names = { sql: Sql; fits: NameFilter };

/** SQLite ends a text at NUL, which is in no stored name. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function namesLike({ sql, fits }: Names, { query, parts }: { query: string; parts: readonly string[] }): string {
  const isChosen = fits(parts);
  const names = sql.list<{ name: string }>(query).map(({ name }) => name);
  return names
    .filter((name) => isChosen([name]))
    .map(quoted)
    .join(', ');
}

const EVENT_NAMES = `SELECT event_name AS name FROM matches WHERE event_name IS NOT NULL
UNION SELECT event_name FROM listing_entries WHERE event_name IS NOT NULL ORDER BY 1`;

const TEAM_NAMES = `SELECT team1_name AS name FROM matches WHERE team1_name IS NOT NULL
UNION SELECT team2_name FROM matches WHERE team2_name IS NOT NULL
UNION SELECT team1_name FROM listing_entries WHERE team1_name IS NOT NULL
UNION SELECT team2_name FROM listing_entries WHERE team2_name IS NOT NULL ORDER BY 1`;

const MAP_NAMES = 'SELECT DISTINCT map_name AS name FROM maps ORDER BY 1';

/** Conditions on the columns of a match; a match without a date is within every range, one without stars has none. */
function matchConditions(names: Names, filters: ReportFilters): string[] {
  const { sinceMs, untilMs, events, teams, minStars } = filters;
  const conditions: string[] = [];
  if (sinceMs !== null) conditions.push(`coalesce(at_ms >= ${sinceMs}, 1)`);
  if (untilMs !== null) conditions.push(`coalesce(at_ms < ${untilMs}, 1)`);
  if (events.length > 0) {
    conditions.push(`event_name IN (${namesLike(names, { query: EVENT_NAMES, parts: events })})`);
  }
  if (teams.length > 0) {
    const list = namesLike(names, { query: TEAM_NAMES, parts: teams });
    conditions.push(`(team1_name IN (${list}) OR team2_name IN (${list}))`);
  }
  if (minStars !== null && minStars > 0) conditions.push(`stars >= ${minStars}`);
  return conditions;
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `\nWHERE ${conditions.join('\n  AND ')}`;
}

/** The statements, in the order in which they are run. */
export function setupStatements(names: Names, filters: ReportFilters): string[] {
  const list = filters.maps.length === 0 ? null : namesLike(names, { query: MAP_NAMES, parts: filters.maps });
  const ofMatch = matchConditions(names, filters);
  const hasMap = (id: string) =>
    list === null ? [] : [`EXISTS (SELECT 1 FROM maps WHERE maps.match_id = ${id} AND map_name IN (${list}))`];
  return [
    `CREATE TEMP VIEW chosen_matches AS
SELECT * FROM (SELECT *, started_at_ms AS at_ms FROM matches) AS m${where([...ofMatch, ...hasMap('m.match_id')])};`,
    // The large tables are in descending order: they are then read from their beginning.
    `CREATE TEMP TABLE chosen_maps AS
SELECT maps.match_id, map_number, map_name, strftime('%Y-%m', at_ms / 1000, 'unixepoch') AS month, rating_version,
  team1_rounds + team2_rounds AS rounds, team1_start_side, team1_ot_rounds,
  team1_ct_rounds + team2_ct_rounds AS ct_rounds, team1_t_rounds + team2_t_rounds AS t_rounds
FROM chosen_matches CROSS JOIN maps ON maps.match_id = chosen_matches.match_id
WHERE state = 'played'${list === null ? '' : ` AND map_name IN (${list})`}
ORDER BY maps.match_id DESC, map_number DESC;`,
    matchCoverage([...ofMatch, ...hasMap('k.match_id')]),
    RATING_COUNTS,
  ];
}

/**
 * Every match that a listing shows or that a page was wanted of. A quarantined page comes before a page that failed,
 * because it says more; both before a page that was not tried yet.
 */
function matchCoverage(conditions: readonly string[]): string {
  return `CREATE TEMP TABLE match_coverage AS
WITH known AS (
  SELECT match_id FROM listing_entries UNION SELECT id FROM targets WHERE kind = 'match' UNION SELECT match_id FROM matches
), described AS (
  SELECT known.match_id, coalesce(m.started_at_ms, l.ended_at_ms) AS at_ms, coalesce(m.event_name, l.event_name) AS event_name,
    coalesce(m.team1_name, l.team1_name) AS team1_name, coalesce(m.team2_name, l.team2_name) AS team2_name,
    coalesce(m.stars, l.stars) AS stars
  FROM known LEFT JOIN matches AS m ON m.match_id = known.match_id
    LEFT JOIN listing_entries AS l ON l.match_id = known.match_id
), pages AS (
  SELECT t.match_id, coalesce(reason, q.rule, last_error_kind) AS reason, CASE
    WHEN q.rule IS NOT NULL THEN 'quarantined'
    WHEN state = 'pending' AND last_error_kind IN ('challenge', 'denied', 'too-many', 'network', 'refused') THEN 'refused'
    WHEN state IN ('failed', 'pending', 'awaiting', 'skipped') THEN state ELSE 'complete' END AS state
  FROM targets AS t LEFT JOIN quarantine AS q ON q.kind = t.kind AND q.id = t.id
  WHERE t.match_id IS NOT NULL
), worst AS (
  SELECT match_id, state, reason, min(CASE state WHEN 'quarantined' THEN 1 WHEN 'failed' THEN 2 WHEN 'refused' THEN 3
    WHEN 'pending' THEN 4 WHEN 'awaiting' THEN 5 WHEN 'skipped' THEN 6 ELSE 7 END) AS place
  FROM pages GROUP BY match_id
)
SELECT k.match_id, at_ms, strftime('%Y-%m', at_ms / 1000, 'unixepoch') AS month, event_name,
  coalesce(worst.state, iif(EXISTS (SELECT 1 FROM matches AS m WHERE m.match_id = k.match_id), 'complete', 'pending')) AS state,
  iif(worst.state = 'complete', NULL, worst.reason) AS reason
FROM described AS k LEFT JOIN worst ON worst.match_id = k.match_id${where(conditions)};`;
}

const RATING_COUNTS = `CREATE TEMP TABLE rating_counts AS
SELECT rating_version, CAST(round(100 * rating) AS INTEGER) AS hundredths, count(*) AS players
FROM chosen_maps AS c CROSS JOIN player_map_stats AS p
  ON p.match_id = c.match_id AND p.map_number = c.map_number AND side = 'both'
WHERE rating IS NOT NULL AND rating_version IS NOT NULL
GROUP BY 1, 2;`;
