-- What the query planner should expect: 25,000 matches. Without it SQLite guesses, reads big tables in the
-- order of the players' index, and needs ten times as long. Fixed figures, so that plans never change by themselves;
-- whoever runs ANALYZE replaces them by the real ones.
ANALYZE;
DELETE FROM sqlite_stat1;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('match_page', 'match_page_by_start', '25000 2'),
  ('match_page', 'match_page_by_event', '25000 30'),
  ('match_page', 'match_page_by_team1', '25000 20'),
  ('match_page', 'match_page_by_team2', '25000 20'),
  ('vetoes', 'vetoes', '175000 7 1'),
  ('lineups', 'lineups', '250000 10 1'),
  ('lineups', 'lineups_by_player', '250000 25'),
  ('match_page_maps', 'match_page_maps', '75000 3 1'),
  ('match_page_maps', 'sqlite_autoindex_match_page_maps_1', '75000 2'),
  ('match_page_players', 'match_page_players', '1800000 75 30 3 1'),
  ('match_page_players', 'match_page_players_by_player', '1800000 180'),
  ('map_stats_page', NULL, '60000'),
  ('map_stats_teams', 'map_stats_teams', '120000 2 1'),
  ('map_stats_players', 'map_stats_players', '1800000 30 3 1'),
  ('map_stats_players', 'map_stats_players_by_player', '1800000 180'),
  ('map_stats_rounds', 'map_stats_rounds', '1300000 22 1'),
  ('performance_page', NULL, '60000'),
  ('performance_players', 'performance_players', '600000 10 1'),
  ('performance_players', 'performance_players_by_player', '600000 60'),
  ('performance_kills', 'performance_kills', '9000000 150 50 5 1'),
  ('economy_page', NULL, '60000'),
  ('economy_rounds', 'economy_rounds', '2600000 44 22 1'),
  ('economy_totals', 'economy_totals', '120000 2 1'),
  ('sightings', 'sightings', '1700000 500000 120 2 2 1'),
  ('sightings', 'sightings_by_page', '1700000 700000 12'),
  ('listing_entries', 'listing_entries_by_end', '115000 1');

ANALYZE sqlite_schema;
