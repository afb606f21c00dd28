import type { Database } from 'better-sqlite3';

/** Which pages of the stored matches are still to be fetched. */
export type Backlog = 'nothing pending' | 'every page pending' | 'skipped by --since';

const STATES: Record<Backlog, { state: string; reason: string | null }> = {
  'nothing pending': { state: 'done', reason: null },
  'every page pending': { state: 'pending', reason: null },
  'skipped by --since': { state: 'skipped', reason: 'before-since' },
};

const NEWEST_MS = Date.UTC(2025, 11, 31);
/** Skipped matches are of the years before Counter-Strike 2. */
const NEWEST_SKIPPED_MS = Date.UTC(2023, 0, 1);

/**
 * Fills the bookkeeping tables like a crawl of this many matches: ten pages per match. Of the public tables only
 * `matches` has rows.
 */
export function fillWithMatches(database: Database, { matches, backlog }: { matches: number; backlog: Backlog }): void {
  const newestMs = backlog === 'skipped by --since' ? NEWEST_SKIPPED_MS : NEWEST_MS;
  const params = { matches, newestMs, ...STATES[backlog] };
  database.transaction(() => {
    for (const sql of STATEMENTS) database.prepare(`${TARGETS} ${sql}`).run(params);
  })();
}

/** Match 1 is the newest, half an hour after match 2. Three maps a match, three pages a map. */
const TARGETS = `WITH RECURSIVE
  match (id, ms) AS (
    SELECT 1, @newestMs UNION ALL SELECT id + 1, ms - 1800000 FROM match WHERE id < @matches),
  page (kind, id, match_id, ms) AS (
    SELECT 'match', id, id, ms FROM match
    UNION ALL
    SELECT kinds.value, match.id * 3 + maps.value, match.id, ms
    FROM match, json_each('["map-stats","performance","economy"]') AS kinds, json_each('[0,1,2]') AS maps)`;

const STATEMENTS = [
  `INSERT INTO listing_entries (match_id, path, ended_at_ms, team1_name, team2_name, team1_score, team2_score, format,
    stars, event_name, is_forfeit, crawled, was_top, as_of_ms, first_seen_at_ms, last_seen_at_ms)
  SELECT id, '/matches/' || id || '/_', ms, 'Team ' || id % 1000, 'Team ' || id % 997, 2, 1, 'bo3',
    id % 6, 'Event ' || id / 50, 0, 1, id = 1, ms, ms, ms
  FROM match`,
  `INSERT INTO targets (kind, id, match_id, path, sort_ms, state, reason, first_seen_at_ms, last_seen_at_ms)
  SELECT kind, id, match_id, '/' || kind || '/' || id || '/_', ms, @state, @reason, ms, ms
  FROM page WHERE @state <> 'skipped' OR kind = 'match'`,
  `INSERT INTO pages (kind, id, url, fetched_at_ms, http_status, transport, bytes, sha256, parser_version, outcome, state,
    blocks, newest_readable_at_ms)
  SELECT kind, id, 'https://www.hltv.org/' || kind || '/' || id, ms, 200, 'fetch', 100000, printf('%064d', id), 1,
    'stored', 'complete', 10, ms
  FROM page WHERE @state = 'done'`,
  `INSERT INTO page_blocks (kind, id, year, expected, absent) SELECT kind, id, 2025, 1023, 0 FROM page WHERE @state = 'done'`,
  `INSERT INTO matches (match_id, url, status, started_at_ms, is_forfeit)
  SELECT id, 'https://www.hltv.org/matches/' || id, 'finished', ms, 0 FROM match WHERE @state = 'done'`,
];
