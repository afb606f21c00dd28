import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { TargetKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import { decodeRecord, encodeRecord } from './record-encoding.ts';
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

// The default level: the next levels save an eighth of the bytes but take five times as long.
const COMPRESSION = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

/** Saves the record of a page; replaces an earlier record of the same kind and id. */
export function put<Kind extends TargetKind>({ sql }: StoreContext, page: StoredRecord<Kind>): void {
  const { record, ...columns } = page;
  sql.run(
    `INSERT OR REPLACE INTO page_records (kind, id, match_id, fetched_at_ms, parser_version, record)
    VALUES (@kind, @id, @matchId, @fetchedAtMs, @parserVersion, @record)`,
    {
      ...columns,
      matchId: 'matchId' in record ? record.matchId : null,
      record: zstdCompressSync(encodeRecord(record), COMPRESSION),
    },
  );
}

/**
 * The record of a page; null when none is stored. Throws `EnvironmentError` when its bytes are damaged. The record is not
 * validated again: it passed its schema before it was saved.
 */
export function find<Kind extends TargetKind>(context: StoreContext, kind: Kind, id: number): PageRecords[Kind] | null {
  const row = context.sql.find<{ record: Uint8Array }>('SELECT record FROM page_records WHERE kind = ? AND id = ?', [
    kind,
    id,
  ]);
  return row === undefined ? null : decode(context, { kind, id, bytes: row.record });
}

type Stored<Kind extends TargetKind> = { kind: Kind; id: number; bytes: Uint8Array };

function decode<Kind extends TargetKind>(context: StoreContext, { kind, id, bytes }: Stored<Kind>): PageRecords[Kind] {
  const { file, decodedRecords } = context;
  try {
    return decodedRecords.find(`${kind} ${id}`, bytes, read) as PageRecords[Kind];
  } catch (error) {
    throw damagedRecord(file, `${kind} ${id}`, error);
  }
}

function read(bytes: Uint8Array): unknown {
  return decodeRecord(zstdDecompressSync(bytes).toString('utf8'));
}
