import { type BigIntStats, readFileSync, statSync } from 'node:fs';

/** Larger files are read in place: a copy briefly needs twice its size in memory. */
const MAX_BYTES = 256 * 1024 ** 2;
const MAX_ATTEMPTS = 3;

const WRITE_VERSION = 18;
const READ_VERSION = 19;
const ROLLBACK_JOURNAL = 1;

/**
 * The content of a database file, to be opened in memory. Null when the WAL has content, when the file is too large, or
 * when it changes while it is read.
 */
export function readWholeFile(file: string): Buffer | null {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const before = statSync(file, { bigint: true });
    if (before.size > MAX_BYTES || hasWal(file)) return null;
    const content = readFileSync(file);
    if (!isSame(before, statSync(file, { bigint: true })) || hasWal(file)) continue;
    // A database in memory has no WAL: SQLite rejects a header with the WAL mode.
    if (content.length > READ_VERSION) content.fill(ROLLBACK_JOURNAL, WRITE_VERSION, READ_VERSION + 1);
    return content;
  }
  return null;
}

function hasWal(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.size === other.size && one.mtimeNs === other.mtimeNs && one.ino === other.ino;
}
