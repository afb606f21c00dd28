import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { z } from 'zod';
import { EconomyPage, MapStatsPage, MatchPage, type PageRecords, PerformancePage } from '../page-records.ts';
import type { TargetKind } from '../records.ts';
import type { Context } from './sql.ts';
import { damagedRecord } from './storage-errors.ts';

/** The record of a page as its parser read it, and when the page was fetched. */
export type StoredRecord<Kind extends TargetKind> = {
  kind: Kind;
  id: number;
  record: PageRecords[Kind];
  fetchedAtMs: number;
  parserVersion: number;
};

const SCHEMAS: { [Kind in TargetKind]: z.ZodType<PageRecords[Kind]> } = {
  match: MatchPage,
  'map-stats': MapStatsPage,
  performance: PerformancePage,
  economy: EconomyPage,
};

// Level 9 is an eighth smaller than the default and costs less than a millisecond; the next levels cost ten.
const COMPRESSION = {
  params: { [constants.ZSTD_c_compressionLevel]: 9, [constants.ZSTD_c_checksumFlag]: 1 },
};

/** Puts the record of a page in place of an earlier one of the same kind and id. */
export function put<Kind extends TargetKind>({ sql }: Context, page: StoredRecord<Kind>): void {
  const { record, ...columns } = page;
  sql.run(
    `INSERT OR REPLACE INTO page_records (kind, id, match_id, fetched_at_ms, parser_version, record)
    VALUES (@kind, @id, @matchId, @fetchedAtMs, @parserVersion, @record)`,
    {
      ...columns,
      matchId: 'matchId' in record ? record.matchId : null,
      record: zstdCompressSync(JSON.stringify(record), COMPRESSION),
    },
  );
}

/** The record of a page; null when none is stored. Bytes that are no such record are damage to the file. */
export function find<Kind extends TargetKind>(context: Context, kind: Kind, id: number): PageRecords[Kind] | null {
  const row = context.sql.find<{ record: Uint8Array }>('SELECT record FROM page_records WHERE kind = ? AND id = ?', [
    kind,
    id,
  ]);
  return row === undefined ? null : SCHEMAS[kind].parse(decode(context, { kind, id, bytes: row.record }));
}

/** Removes the record of a page; false when there was none. */
export function remove({ sql }: Context, kind: TargetKind, id: number): boolean {
  return sql.run('DELETE FROM page_records WHERE kind = ? AND id = ?', [kind, id]) > 0;
}

function decode({ file }: Context, { kind, id, bytes }: { kind: TargetKind; id: number; bytes: Uint8Array }): unknown {
  try {
    return JSON.parse(zstdDecompressSync(bytes).toString('utf8'));
  } catch (error) {
    throw damagedRecord(file, `${kind} ${id}`, error);
  }
}
