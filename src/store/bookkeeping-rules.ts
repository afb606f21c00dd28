import { KINDS, TARGET_KINDS } from '../page-kinds.ts';

/** Rules about targets, page log, page records and quarantine. Each query returns the violations. */

/** `query` has the columns kind, id, match_id, expected and seen. */
export type BookkeepingRule = { rule: string; severity: 'hard' | 'soft'; query: string };

function recordOf(page: string): string {
  return `(SELECT 1 FROM page_records AS r WHERE r.kind = ${page}.kind AND r.id = ${page}.id)`;
}

function matchOf(page: string): string {
  return `iif(${page}.kind = 'match', ${page}.id, (SELECT match_id FROM maps WHERE map_stats_id = ${page}.id))`;
}

const KINDS_ON_MATCH = JSON.stringify(TARGET_KINDS.filter((kind) => KINDS[kind].foundOn === 'match'));

/** The rows that `waiting_matches` must have. */
export const COUNTED_WAITING = `SELECT match_id,
    max(kind = 'match') + 2 * max(kind = 'map-stats') + 4 * max(kind = 'performance') + 8 * max(kind = 'economy') AS kinds,
    NOT max(kind = 'match' AND state = 'pending') AS is_begun, max(sort_ms) AS sort_ms
  FROM targets WHERE match_id IS NOT NULL AND state IN ('pending', 'awaiting') GROUP BY match_id`;

/** All rules, in the order in which findings are reported. */
export const BOOKKEEPING_RULES: readonly BookkeepingRule[] = [
  {
    rule: 'targets/done-has-record',
    severity: 'hard',
    query: `SELECT kind, id, match_id, 'a page record of a target that is done' AS expected, 'none' AS seen FROM targets
      WHERE state = 'done' AND NOT EXISTS ${recordOf('targets')}`,
  },
  {
    rule: 'targets/record-has-target',
    severity: 'hard',
    query: `SELECT r.kind, r.id, ${matchOf('r')} AS match_id, 'a target of the stored page' AS expected, 'none' AS seen
      FROM page_records AS r WHERE NOT EXISTS (SELECT 1 FROM targets AS t WHERE t.kind = r.kind AND t.id = r.id)`,
  },
  {
    rule: 'targets/map-has-targets',
    severity: 'hard',
    query: `SELECT k.value AS kind, m.map_stats_id AS id, m.match_id, 'a target of the linked page' AS expected,
        'none' AS seen
      FROM maps AS m JOIN json_each('${KINDS_ON_MATCH}') AS k WHERE m.map_stats_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM targets AS t WHERE t.kind = k.value AND t.id = m.map_stats_id)`,
  },
  {
    rule: 'targets/match',
    severity: 'hard',
    query: `SELECT t.kind, t.id, ${matchOf('t')} AS match_id, 'match ' || ${matchOf('t')} AS expected,
        coalesce('match ' || t.match_id, 'NULL') AS seen
      FROM targets AS t WHERE ${matchOf('t')} IS NOT NULL AND t.match_id IS NOT ${matchOf('t')}`,
  },
  {
    rule: 'targets/state',
    severity: 'hard',
    query: `SELECT kind, id, match_id,
        CASE state WHEN 'awaiting' THEN 'a time of the next attempt' WHEN 'failed' THEN 'an attempt and an error'
          WHEN 'done' THEN 'neither reason nor error' ELSE 'a reason' END AS expected,
        state || ', reason ' || coalesce(reason, 'NULL') || ', ' || attempts || ' attempts' AS seen
      FROM targets WHERE CASE state WHEN 'awaiting' THEN next_attempt_at_ms IS NULL OR reason IS NULL
        WHEN 'failed' THEN attempts = 0 OR last_error IS NULL
        WHEN 'done' THEN reason IS NOT NULL OR last_error IS NOT NULL OR next_attempt_at_ms IS NOT NULL
        WHEN 'pending' THEN reason IS NOT NULL OR next_attempt_at_ms IS NOT NULL ELSE reason IS NULL END`,
  },
  {
    rule: 'targets/follow-ups',
    severity: 'hard',
    query: `SELECT kind, id, match_id, 'has_follow_ups ' || (1 - has_follow_ups) AS expected,
        'has_follow_ups ' || has_follow_ups AS seen
      FROM targets AS t WHERE has_follow_ups <> (kind = 'match' AND EXISTS (
        SELECT 1 FROM targets AS page WHERE page.match_id = t.id AND page.kind <> 'match'))`,
  },
  {
    rule: 'targets/listed-end',
    severity: 'hard',
    query: `SELECT t.kind, t.id, t.match_id, coalesce(l.ended_at_ms, 'NULL') AS expected,
        coalesce(t.listed_end_ms, 'NULL') AS seen
      FROM targets AS t LEFT JOIN listing_entries AS l ON t.kind = 'match' AND l.match_id = t.id
      WHERE t.listed_end_ms IS NOT l.ended_at_ms`,
  },
  {
    rule: 'targets/totals',
    severity: 'hard',
    query: `WITH counted AS (SELECT kind, state, has_follow_ups, count(*) AS count FROM targets GROUP BY 1, 2, 3)
      SELECT kind, NULL AS id, NULL AS match_id, coalesce(c.count, 0) || ' ' || state AS expected,
        coalesce(t.count, 0) || ' ' || state AS seen
      FROM counted AS c FULL JOIN target_totals AS t USING (kind, state, has_follow_ups)
      WHERE coalesce(c.count, 0) <> coalesce(t.count, 0)`,
  },
  {
    rule: 'targets/waiting',
    severity: 'hard',
    query: `WITH counted AS (${COUNTED_WAITING})
      SELECT 'match' AS kind, match_id AS id, match_id,
        coalesce('kinds ' || c.kinds || ', is_begun ' || c.is_begun || ', sort_ms ' || coalesce(c.sort_ms, 'NULL'),
          'no row') AS expected,
        coalesce('kinds ' || w.kinds || ', is_begun ' || w.is_begun || ', sort_ms ' || coalesce(w.sort_ms, 'NULL'),
          'no row') AS seen
      FROM counted AS c FULL JOIN waiting_matches AS w USING (match_id)
      WHERE (c.kinds, c.is_begun, c.sort_ms) IS NOT (w.kinds, w.is_begun, w.sort_ms)`,
  },
  {
    rule: 'targets/waiting-totals',
    severity: 'hard',
    query: `WITH counted AS (SELECT kinds, count(*) AS count FROM waiting_matches GROUP BY kinds)
      SELECT 'match' AS kind, NULL AS id, NULL AS match_id, 'kinds ' || kinds || ': ' || coalesce(c.count, 0) AS expected,
        'kinds ' || kinds || ': ' || coalesce(t.count, 0) AS seen
      FROM counted AS c FULL JOIN waiting_match_totals AS t USING (kinds)
      WHERE coalesce(c.count, 0) <> coalesce(t.count, 0)`,
  },
  {
    rule: 'pages/has-record',
    severity: 'hard',
    query: `SELECT p.kind, p.id, ${matchOf('p')} AS match_id,
        'a record of ' || p.fetched_at_ms || ', parser version ' || coalesce(p.parser_version, 1) AS expected,
        coalesce('one of ' || r.fetched_at_ms || ', parser version ' || r.parser_version, 'none') AS seen
      FROM pages AS p LEFT JOIN page_records AS r ON r.kind = p.kind AND r.id = p.id
      WHERE p.kind <> 'results' AND p.capture = '' AND p.outcome = 'stored'
        AND (r.fetched_at_ms, r.parser_version) IS NOT (p.fetched_at_ms, coalesce(p.parser_version, 1))`,
  },
  {
    rule: 'pages/record-is-logged',
    severity: 'hard',
    query: `SELECT r.kind, r.id, ${matchOf('r')} AS match_id, 'a page in the page log' AS expected, 'none' AS seen
      FROM page_records AS r
      WHERE NOT EXISTS (SELECT 1 FROM pages AS p WHERE p.kind = r.kind AND p.id = r.id AND p.capture = '')`,
  },
  {
    rule: 'pages/quarantine',
    severity: 'soft',
    query: `SELECT p.kind, p.id, ${matchOf('p')} AS match_id, 'a reason in quarantine' AS expected, 'none' AS seen
      FROM pages AS p WHERE p.capture = 'rejected'
        AND NOT EXISTS (SELECT 1 FROM quarantine AS q WHERE q.kind = p.kind AND q.id = p.id)`,
  },
];
