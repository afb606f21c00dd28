import { isDeepStrictEqual } from 'node:util';
import type { TargetKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import { decodeBytes, digestOf, encodeBytes, matchIdOf, type RecordIdentity } from './encoded-record.ts';
import type { StoreContext } from './sql.ts';
import { damagedRecord } from './storage-errors.ts';

/** The parsed record of a page, and when the page was fetched. */
export type StoredRecord<Kind extends TargetKind> = {
  kind: Kind;
  id: number;
  record: PageRecords[Kind];
  fetchedAtMs: number;
  parserVersion: number;
};

/** Saves the record of a page; replaces an earlier record of the same kind and id. */
export function put<Kind extends TargetKind>({ sql }: StoreContext, page: StoredRecord<Kind>): void {
  const { record, ...columns } = page;
  const bytes = encodeBytes(record);
  sql.run(
    `INSERT OR REPLACE INTO page_records (kind, id, match_id, fetched_at_ms, parser_version, record, sha256)
    VALUES (@kind, @id, @matchId, @fetchedAtMs, @parserVersion, @bytes, @sha256)`,
    { ...columns, matchId: matchIdOf(record), bytes, sha256: digestOf(bytes) },
  );
}

/**
 * The record of a page; null when none is stored. Throws `EnvironmentError` when it is damaged, unless the store skips
 * damaged records: it returns null then. The record is not validated again: it passed its schema before it was saved.
 */
export function find<Kind extends TargetKind>(context: StoreContext, kind: Kind, id: number): PageRecords[Kind] | null {
  const { record, damage } = read(context, kind, id);
  if (damage !== null && !context.skipsDamagedRecords) throw damagedRecord(context.file, `${kind} ${id}`, damage);
  return record;
}

type StoredBytes = { record: Uint8Array; sha256: Uint8Array };

/** The record of a page, null when none is stored or it is damaged; and how it is damaged, otherwise null. */
export function read<Kind extends TargetKind>(
  { sql, decodedRecords }: StoreContext,
  kind: Kind,
  id: number,
): { record: PageRecords[Kind] | null; damage: string | null } {
  const row = sql.find<StoredBytes>('SELECT record, sha256 FROM page_records WHERE kind = ? AND id = ?', [kind, id]);
  if (row === undefined) return { record: null, damage: null };
  const { record: bytes, sha256 } = row;
  if (Buffer.compare(digestOf(bytes), sha256) !== 0) return { record: null, damage: 'its bytes have another SHA-256' };
  try {
    return { record: decodedRecords.find(`${kind} ${id}`, bytes, decodeBytes) as PageRecords[Kind], damage: null };
  } catch (error) {
    return { record: null, damage: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether exactly this record is stored for its page, with its match and the version of its parser. */
export function isStored(
  context: StoreContext,
  { kind, id, record, parserVersion }: Omit<StoredRecord<TargetKind>, 'fetchedAtMs'>,
): boolean {
  const row = context.sql.find(
    `SELECT 1 FROM page_records
    WHERE kind = @kind AND id = @id AND match_id IS @matchId AND parser_version = @parserVersion`,
    { kind, id, matchId: matchIdOf(record), parserVersion },
  );
  // As JSON, because a stored record has no `undefined`.
  return row !== undefined && isDeepStrictEqual(read(context, kind, id).record, JSON.parse(JSON.stringify(record)));
}

/** The identity of the stored record of a page; null when none of this version is stored, or it is damaged. */
export function storedIdentity(
  { sql }: StoreContext,
  { kind, id, parserVersion }: Omit<StoredRecord<TargetKind>, 'fetchedAtMs' | 'record'>,
): RecordIdentity | null {
  const row = sql.find<StoredBytes & { match_id: number | null }>(
    'SELECT record, sha256, match_id FROM page_records WHERE kind = ? AND id = ? AND parser_version = ?',
    [kind, id, parserVersion],
  );
  if (row === undefined) return null;
  const digest = digestOf(row.record);
  return Buffer.compare(digest, row.sha256) === 0 ? { sha256: digest.toString('hex'), matchId: row.match_id } : null;
}

/** How the record of a page is damaged; null when it is not, or when none is stored. */
export function damageOf(context: StoreContext, { kind, id }: { kind: TargetKind; id: number }): string | null {
  return read(context, kind, id).damage;
}
