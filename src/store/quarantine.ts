import type { PageKind } from '../page-kinds.ts';
import { type StoreContext, toRecord } from './sql.ts';

/** Pages that could not be parsed or contradict themselves: kept in the archive, in no table. */

/** Why one page is not stored; `rule` is `parse`, `constraint`, `bug` or the name of a check. */
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

/** Enters a page once: the reason is replaced, the count goes up. */
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

/** The page has passed: it leaves quarantine, and the page log forgets the rejected one. */
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
