import type { TargetKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import { decodeRecord, encodeRecord } from './record-encoding.ts';

/** The bytes of page records. Uses no database, so that threads which read pages can compare them. */

/** Loaded with the first record, because loading them is a twentieth of the start of a command that reads none. */
function zlib() {
  return process.getBuiltinModule('node:zlib');
}
function crypto() {
  return process.getBuiltinModule('node:crypto');
}

/** The bytes that are stored for a record. */
export function encodeBytes(record: object): Buffer {
  const { constants, zstdCompressSync } = zlib();
  // The default level: the next levels save an eighth of the bytes but take five times as long.
  return zstdCompressSync(encodeRecord(record), { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
}

/** The record of stored bytes. Throws on damaged ones. */
export function decodeBytes(bytes: Uint8Array): unknown {
  return decodeRecord(zlib().zstdDecompressSync(bytes).toString('utf8'));
}

/** The SHA-256 of stored bytes. */
export function digestOf(bytes: Uint8Array): Buffer {
  return crypto().hash('sha256', bytes, 'buffer');
}

/** The match that a record names. */
export function matchIdOf(record: PageRecords[TargetKind]): number | null {
  return 'matchId' in record ? record.matchId : null;
}

/** What tells whether a record is the stored one: the digest of its bytes, and its match. */
export type RecordIdentity = { sha256: string; matchId: number | null };

/** The identity of a record that was read from a page. */
export function identityOf(record: PageRecords[TargetKind]): RecordIdentity {
  return { sha256: digestOf(encodeBytes(record)).toString('hex'), matchId: matchIdOf(record) };
}
