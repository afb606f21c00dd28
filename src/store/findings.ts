import type { PageKind } from '../page-kinds.ts';
import type { Finding } from '../page-records.ts';
import { insertAll, type StoreContext, toRecord } from './sql.ts';

/** Findings of the checks on stored pages. */

/** All findings of one page. */
export type PageFindings = { kind: PageKind; id: number; findings: readonly Finding[]; runId: number | null };
export type StoredFinding = Finding & { kind: PageKind; id: number; number: number; runId: number | null };

/** Replaces the findings of a page. */
export function replace({ sql }: StoreContext, { kind, id, findings, runId }: PageFindings) {
  return sql.transaction(() => {
    sql.run('DELETE FROM findings WHERE kind = ? AND id = ?', [kind, id]);
    insertAll(
      sql,
      'findings',
      findings.map((finding, index) => ({ kind, id, number: index + 1, runId, ...finding })),
    );
  });
}

/** The findings of one page. */
export function ofPage({ sql }: StoreContext, { kind, id }: { kind: PageKind; id: number }): StoredFinding[] {
  return sql
    .list<object>('SELECT * FROM findings WHERE kind = ? AND id = ? ORDER BY number', [kind, id])
    .map((row) => toRecord<StoredFinding>(row));
}

export function list({ sql }: StoreContext): StoredFinding[] {
  return sql
    .list<object>('SELECT * FROM findings ORDER BY kind, id, number')
    .map((row) => toRecord<StoredFinding>(row));
}

/** Number of findings by rule, the most frequent first, each with one finding of the page with the highest id. */
export function byRule({ sql }: StoreContext): (Omit<StoredFinding, 'number' | 'runId'> & { count: number })[] {
  return (
    sql
      // SQLite takes bare columns from the row with the maximum.
      .list<object>(
        `SELECT rule, count(*) AS count, kind, max(id) AS id, severity, map_number, expected, seen FROM findings
      GROUP BY rule ORDER BY 2 DESC, rule`,
      )
      .map((row) => toRecord(row))
  );
}

export function count({ sql }: StoreContext): number {
  return sql.find<{ count: number }>('SELECT count(*) AS count FROM findings')?.count ?? 0;
}
