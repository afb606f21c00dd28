import type { PageKind } from '../page-kinds.ts';
import { type StoreContext, toRecord } from './sql.ts';

/** Pages that could not be parsed or failed a check: kept in the archive, without rows in the public tables. */

/** Why a page is not stored; `rule` is `parse`, `constraint`, `bug` or the name of a check. */
export type QuarantineEntry = {
  kind: PageKind;
  id: number;
  rule: string;
  field: string | null;
  message: string;
  seen: string | null;
  parserVersion: number | null;
  runId: number | null;
  /** The rejected page, relative to the archive; null when none is kept. */
  file: string | null;
};
export type Quarantined = QuarantineEntry & { count: number; firstSeenAtMs: number; lastSeenAtMs: number };

/** Adds a page; for a page that is already in quarantine, replaces the reason and increments the count. */
export function put({ sql, clock }: StoreContext, entry: QuarantineEntry): void {
  sql.run(
    `INSERT INTO quarantine (kind, id, rule, field, message, seen, parser_version, run_id, file, count,
      first_seen_at_ms, last_seen_at_ms)
    VALUES (@kind, @id, @rule, @field, @message, @seen, @parserVersion, @runId, @file, 1,
      @nowMs, @nowMs)
    ON CONFLICT (kind, id) DO UPDATE SET rule = @rule, field = @field, message = @message, seen = @seen,
      parser_version = @parserVersion, run_id = @runId, file = @file, count = count + 1,
      last_seen_at_ms = @nowMs`,
    { ...entry, nowMs: clock() },
  );
}

/** Removes a page from quarantine, and its rejected page from the page log. */
export function clear({ sql }: StoreContext, kind: PageKind, id: number): boolean {
  return sql.transaction(() => {
    sql.run(`DELETE FROM pages WHERE kind = ? AND id = ? AND capture = 'rejected'`, [kind, id]);
    return sql.run('DELETE FROM quarantine WHERE kind = ? AND id = ?', [kind, id]) > 0;
  });
}

export function list({ sql }: StoreContext): Quarantined[] {
  return sql.list<object>('SELECT * FROM quarantine ORDER BY kind, id').map((row) => toRecord<Quarantined>(row));
}

export function count({ sql }: StoreContext): number {
  return sql.find<{ count: number }>('SELECT count(*) AS count FROM quarantine')?.count ?? 0;
}
