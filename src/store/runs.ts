import { insertAll, type StoreContext, toRecord } from './sql.ts';

/** The runs of the program. */

export type StoredRun = {
  runId: number;
  command: string;
  settings: unknown;
  startedAtMs: number;
  endedAtMs: number | null;
  exitCode: number | null;
  /** Why it ended; `killed` when the next run found it without an end. */
  reason: string | null;
  summary: unknown;
};

/** Number of runs that are kept. */
const RUN_RETENTION = 1000;

/**
 * Adds a run; returns its id. Only one run can hold the lock of the data folder, so an earlier run without an end was
 * killed.
 */
export function start({ sql, clock }: StoreContext, run: { command: string; settings: unknown }): number {
  return sql.transaction(() => {
    const nowMs = clock();
    sql.run(`UPDATE runs SET ended_at_ms = ?, reason = 'killed' WHERE ended_at_ms IS NULL`, [nowMs]);
    const settings = JSON.stringify(run.settings ?? null);
    insertAll(sql, 'runs', [{ command: run.command, settings, startedAtMs: nowMs }]);
    const runId = sql.find<{ run_id: number }>('SELECT max(run_id) AS run_id FROM runs')?.run_id ?? 0;
    sql.run('DELETE FROM runs WHERE run_id <= ?', [runId - RUN_RETENTION]);
    return runId;
  });
}

/** Records the end of a run with its exit code, reason and summary. */
export function finish(
  { sql, clock }: StoreContext,
  runId: number,
  end: { exitCode: number; reason: string; summary: unknown },
): void {
  sql.run(
    `UPDATE runs SET ended_at_ms = @nowMs, exit_code = @exitCode, reason = @reason, summary = @summary
    WHERE run_id = @runId`,
    { runId, nowMs: clock(), exitCode: end.exitCode, reason: end.reason, summary: JSON.stringify(end.summary ?? null) },
  );
}

type RunRow = Omit<StoredRun, 'settings' | 'summary'> & { settings: string; summary: string | null };

/** The newest runs, newest first. */
export function list({ sql }: StoreContext, limit: number): StoredRun[] {
  return sql.list<object>('SELECT * FROM runs ORDER BY run_id DESC LIMIT ?', [limit]).map((row) => {
    const run = toRecord<RunRow>(row);
    return {
      ...run,
      settings: JSON.parse(run.settings),
      summary: run.summary === null ? null : JSON.parse(run.summary),
    };
  });
}

/** A `scrape` or `demo` that ended because nothing was left to do, without a failed page. */
type FinishedScrape = { runId: number; settings: unknown; endedAtMs: number };

/** These runs, newest first. */
export function listFinishedScrapes({ sql }: StoreContext): FinishedScrape[] {
  const runs = sql.list<object>(
    `SELECT run_id, settings, ended_at_ms FROM runs
    WHERE command IN ('scrape', 'demo') AND reason = 'done' AND exit_code = 0 ORDER BY run_id DESC`,
  );
  return runs.map((row) => {
    const run = toRecord<FinishedScrape & { settings: string }>(row);
    return { ...run, settings: JSON.parse(run.settings) as unknown };
  });
}
