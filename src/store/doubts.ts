import type { Finding } from '../page-records.ts';
import type { PageKind } from '../records.ts';
import { type Context, insertAll, toRecord } from './sql.ts';

/** Pages that could not be believed (quarantine), and what identity checks noticed on pages that were (findings). */

export type QuarantineEntry = {
  kind: PageKind;
  id: number;
  rule: string;
  field: string | null;
  message: string;
  seen: string | null;
  parserVersion: number | null;
  runId: number | null;
};
export type Quarantined = QuarantineEntry & { count: number; firstSeenAtMs: number; lastSeenAtMs: number };

/** Enters a page once: the reason is replaced, the count goes up. */
export const putInQuarantine = ({ sql, clock }: Context, entry: QuarantineEntry) => {
  sql.run(
    `INSERT INTO quarantine (kind, id, rule, field, message, seen, parser_version, run_id, count, first_seen_at_ms,
      last_seen_at_ms)
    VALUES (@kind, @id, @rule, @field, @message, @seen, @parserVersion, @runId, 1, @nowMs, @nowMs)
    ON CONFLICT (kind, id) DO UPDATE SET rule = @rule, field = @field, message = @message, seen = @seen,
      parser_version = @parserVersion, run_id = @runId, count = count + 1, last_seen_at_ms = @nowMs`,
    { ...entry, nowMs: clock() },
  );
};

/** The page has passed: it leaves quarantine. */
export const clearQuarantine = ({ sql }: Context, kind: PageKind, id: number): boolean =>
  sql.run('DELETE FROM quarantine WHERE kind = ? AND id = ?', [kind, id]) > 0;

export const listQuarantine = ({ sql }: Context): Quarantined[] =>
  sql.list<object>('SELECT * FROM quarantine ORDER BY kind, id').map((row) => toRecord<Quarantined>(row));

export const countQuarantine = ({ sql }: Context): number =>
  sql.find<{ count: number }>('SELECT count(*) AS count FROM quarantine')?.count ?? 0;

export type PageFindings = { kind: PageKind; id: number; findings: readonly Finding[]; runId: number | null };
export type StoredFinding = Finding & { kind: PageKind; id: number; number: number; runId: number | null };

/** The findings of a page are these and no others. */
export const replaceFindings = ({ sql }: Context, { kind, id, findings, runId }: PageFindings) =>
  sql.transaction(() => {
    sql.run('DELETE FROM findings WHERE kind = ? AND id = ?', [kind, id]);
    insertAll(
      sql,
      'findings',
      findings.map((finding, index) => ({ kind, id, number: index + 1, runId, ...finding })),
    );
  });

export const listFindings = ({ sql }: Context): StoredFinding[] =>
  sql.list<object>('SELECT * FROM findings ORDER BY kind, id, number').map((row) => toRecord<StoredFinding>(row));

export const countFindings = ({ sql }: Context): number =>
  sql.find<{ count: number }>('SELECT count(*) AS count FROM findings')?.count ?? 0;
