-- The program's own books: what is wanted, what was fetched, what went wrong.

CREATE TABLE listing_entries (
  match_id INTEGER PRIMARY KEY CHECK (match_id > 0),
  path TEXT NOT NULL,
  ended_at_ms INTEGER NOT NULL CHECK (ended_at_ms > 0),
  team1_name TEXT NOT NULL,
  team2_name TEXT NOT NULL,
  team1_score INTEGER NOT NULL CHECK (team1_score >= 0),
  team2_score INTEGER NOT NULL CHECK (team2_score >= 0),
  format TEXT NOT NULL,
  stars INTEGER NOT NULL CHECK (stars BETWEEN 0 AND 5),
  event_name TEXT,
  is_forfeit INTEGER NOT NULL CHECK (is_forfeit IN (0, 1)),
  -- 0: known from a saved page alone, which says nothing about what a crawl has read.
  crawled INTEGER NOT NULL CHECK (crawled IN (0, 1)),
  -- 1: a crawl that began at the top found it there; what is below was read then, or is a gap.
  led INTEGER NOT NULL DEFAULT 0 CHECK (led IN (0, 1)),
  first_seen_at_ms INTEGER NOT NULL,
  last_seen_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX listing_entries_by_end ON listing_entries (ended_at_ms);

-- Ranges of the listing that an interrupted crawl has still to read.
CREATE TABLE listing_gaps (
  gap_id INTEGER PRIMARY KEY AUTOINCREMENT,
  next_offset INTEGER NOT NULL CHECK (next_offset >= 0),
  end_offset INTEGER NOT NULL CHECK (end_offset >= 0),
  upper_ended_at_ms INTEGER,
  known_below_ms INTEGER,
  "full" INTEGER NOT NULL CHECK ("full" IN (0, 1)),
  "force" INTEGER NOT NULL CHECK ("force" IN (0, 1)),
  since_ms INTEGER,
  stopped_by_since INTEGER NOT NULL CHECK (stopped_by_since IN (0, 1))
) STRICT;

CREATE TABLE targets (
  kind TEXT NOT NULL CHECK (kind IN ('match', 'map-stats', 'performance', 'economy')),
  id INTEGER NOT NULL CHECK (id > 0),
  match_id INTEGER,
  path TEXT NOT NULL,
  sort_ms INTEGER,
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'no_data', 'awaiting', 'failed', 'skipped')),
  reason TEXT,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  rechecks INTEGER NOT NULL DEFAULT 0 CHECK (rechecks >= 0),
  last_error_kind TEXT,
  last_error TEXT,
  next_attempt_at_ms INTEGER,
  last_attempt_run_id INTEGER,
  first_seen_at_ms INTEGER NOT NULL,
  last_seen_at_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX targets_to_do ON targets (kind, sort_ms DESC, match_id DESC, id)
  WHERE state IN ('pending', 'awaiting');
CREATE INDEX targets_by_match ON targets (match_id);
CREATE INDEX targets_by_state ON targets (kind, state);

-- `day` tells listing pages of one offset apart; it is empty for every other kind.
CREATE TABLE pages (
  kind TEXT NOT NULL CHECK (kind IN ('results', 'match', 'map-stats', 'performance', 'economy')),
  id INTEGER NOT NULL CHECK (id >= 0),
  day TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL,
  fetched_at_ms INTEGER NOT NULL,
  http_status INTEGER,
  transport TEXT NOT NULL,
  transport_reason TEXT,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  sha256 TEXT NOT NULL,
  parser_version INTEGER,
  outcome TEXT NOT NULL,
  file TEXT,
  PRIMARY KEY (kind, id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  run_id INTEGER PRIMARY KEY AUTOINCREMENT,
  command TEXT NOT NULL,
  settings TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  exit_code INTEGER,
  reason TEXT,
  summary TEXT
) STRICT;

CREATE TABLE quarantine (
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  rule TEXT NOT NULL,
  field TEXT,
  message TEXT NOT NULL,
  seen TEXT,
  parser_version INTEGER,
  run_id INTEGER,
  count INTEGER NOT NULL CHECK (count > 0),
  first_seen_at_ms INTEGER NOT NULL,
  last_seen_at_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  rule TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('hard', 'soft')),
  map_number INTEGER,
  expected TEXT NOT NULL,
  seen TEXT NOT NULL,
  run_id INTEGER,
  PRIMARY KEY (kind, id, number)
) STRICT, WITHOUT ROWID;
