import type { ReportQuery } from '../../report-data.ts';

/** The queries about the data itself: what is stored, what is missing and why, and the runs. */

export const DATA_QUERIES = {
  totals: `SELECT count(*) AS matches, count(*) FILTER (WHERE status = 'finished') AS finished,
  (SELECT count(DISTINCT team_id) FROM match_teams WHERE match_id IN (SELECT match_id FROM chosen_matches)) AS teams,
  count(DISTINCT coalesce(event_id, event_name)) AS events,
  (SELECT count(*) FROM chosen_maps) AS maps,
  (SELECT coalesce(sum(rounds), 0) FROM chosen_maps) AS rounds,
  min(started_at_ms) AS first_start_ms, max(started_at_ms) FILTER (WHERE status = 'finished') AS last_start_ms
FROM chosen_matches`,

  coverageByMonth: `SELECT month, state, count(*) AS matches FROM match_coverage GROUP BY month, state ORDER BY month, state`,

  coverageByEvent: `SELECT event_name AS event, state, count(*) AS matches, max(at_ms) AS last_ms
FROM match_coverage GROUP BY event_name, state ORDER BY event_name, state`,

  missingMatches: `SELECT state, reason, count(*) AS matches FROM match_coverage
WHERE state <> 'complete' GROUP BY state, reason ORDER BY matches DESC, state, reason`,

  missingPages: `SELECT kind, state, coalesce(reason, last_error_kind) AS reason, count(*) AS pages FROM targets
WHERE state NOT IN ('done', 'no_data') AND (match_id IS NULL OR match_id IN (SELECT match_id FROM match_coverage))
GROUP BY 1, 2, 3 ORDER BY pages DESC, 1, 2, 3`,

  freshness: `SELECT
  (SELECT max(ended_at_ms) FROM runs WHERE command IN ('scrape', 'demo') AND reason = 'done') AS last_complete_run_ms,
  (SELECT max(fetched_at_ms) FROM pages WHERE transport <> 'import') AS last_page_ms,
  (SELECT max(ended_at_ms) FROM listing_entries) AS last_listed_end_ms,
  (SELECT max(started_at_ms) FROM matches WHERE status = 'finished') AS last_match_ms`,

  runs: `SELECT run_id, command, started_at_ms, ended_at_ms, reason,
  coalesce(json_extract(summary, '$.reason.code'), json_extract(summary, '$.reason.what'),
    json_extract(summary, '$.reason.signal')) AS detail,
  exit_code,
  (SELECT sum(json_extract(value, '$.fetched')) FROM json_each(summary, '$.stages')) AS pages,
  json_extract(summary, '$.pagesPerMinute') AS pages_per_minute,
  json_extract(summary, '$.refusals') AS refusals,
  json_array_length(summary, '$.failedTargets') AS failures
FROM runs ORDER BY run_id DESC LIMIT 60`,

  findings: `SELECT rule, severity, count(*) AS findings, count(DISTINCT kind || id) AS pages,
  max(kind || ' ' || id || coalesce(', map ' || map_number, '') || ': expected ' || expected || ', saw ' || seen) AS example
FROM findings GROUP BY rule, severity ORDER BY findings DESC, rule`,

  quarantine: `SELECT rule, field, count(*) AS pages, max(message) AS example FROM quarantine
GROUP BY rule, field ORDER BY pages DESC, rule, field`,

  coverageAlarms: `SELECT kind, block, missing, first_missed_at_ms FROM coverage_gaps
WHERE alarmed_at_ms IS NOT NULL ORDER BY kind, block`,
} as const satisfies Partial<Record<ReportQuery, string>>;
