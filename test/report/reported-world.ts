import { join } from 'node:path';
import { openWritable, storeWorld } from '../export/stored-world.ts';

/** A database with something in every section of a report: matches with hostile names, runs, and pages that are missing. */

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 1, 20);

/** Fills `dataDir`; returns the database file. */
export async function storeReportedWorld(folder: string): Promise<{ dataDir: string; file: string }> {
  const dataDir = join(folder, 'data');
  const file = await storeWorld(dataDir);
  using database = openWritable(file);
  const addRun = database.prepare(
    `INSERT INTO runs (command, settings, started_at_ms, ended_at_ms, exit_code, reason, summary) VALUES (?, 'null', ?, ?, ?, ?, ?)`,
  );
  for (const [index, reason] of (['done', 'halted', 'budget', 'done'] as const).entries()) {
    const startedAtMs = NOW_MS - (9 - index) * 24 * HOUR_MS;
    const summary = {
      reason: { type: reason, code: reason === 'halted' ? 'refusals' : undefined },
      ...{
        stages: { overview: { fetched: 40 + index } },
        pagesPerMinute: 8.5 + index,
        refusals: index,
        failedTargets: [],
      },
    };
    addRun.run(
      'scrape',
      startedAtMs,
      startedAtMs + HOUR_MS,
      reason === 'halted' ? 4 : 0,
      reason,
      JSON.stringify(summary),
    );
  }
  database.exec(`
    UPDATE targets SET state = 'failed', last_error_kind = 'parse', last_error = 'x' WHERE kind = 'economy'
      AND id = (SELECT min(id) FROM targets WHERE kind = 'economy');
    UPDATE targets SET state = 'pending', last_error_kind = 'challenge' WHERE kind = 'performance'
      AND id = (SELECT max(id) FROM targets WHERE kind = 'performance');
    INSERT INTO findings (kind, id, number, rule, severity, map_number, expected, seen)
      VALUES ('match', 1, 1, 'match/<script>', 'soft', 1, '13', '<img src=x onerror=alert(1)>');
    INSERT INTO quarantine (kind, id, rule, field, message, count, first_seen_at_ms, last_seen_at_ms)
      SELECT kind, id, 'parse', 'score', 'score: expected a number, saw "<b>"', 1, 1, 1 FROM targets
      WHERE kind = 'map-stats' LIMIT 1;
    INSERT INTO coverage_gaps (kind, block, classes, missing, page_ids, first_missed_at_ms, alarmed_at_ms)
      VALUES ('match', 'vetoes', '["veto-box"]', 9, '[1]', ${NOW_MS}, ${NOW_MS});`);
  return { dataDir, file };
}
