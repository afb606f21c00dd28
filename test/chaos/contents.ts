import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';

/** Columns that say when or in which run something was done, by which way it came, and what stood above it then. */
const ABOUT_THE_WAY =
  /^(first_seen_at_ms|last_seen_at_ms|fetched_at_ms|newest_readable_at_ms|as_of_ms|run_id|last_attempt_run_id|transport|transport_reason|led|applied_at_ms|gap_id)$/;
// The gaps of coverage follow the order in which pages came.
const LEFT_OUT = ['runs', 'coverage_gaps', 'sqlite_sequence', 'sqlite_stat1'];

/** Every table of a database as sorted lines, without what differs between two honest ways to the same end. */
export function tableContents(dataDir: string): Record<string, string[]> {
  const database = new Database(join(dataDir, 'hltv.db'), { readonly: true });
  try {
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all();
    const kept = (tables as string[]).filter((name) => !LEFT_OUT.includes(name));
    return Object.fromEntries(kept.map((name) => [name, linesOf(database, name)]));
  } finally {
    database.close();
  }
}

function linesOf(database: Database.Database, table: string): string[] {
  const rows = database.prepare(`SELECT * FROM "${table}"`).all() as Record<string, unknown>[];
  const isLeftOut = (column: string, { kind }: Record<string, unknown>): boolean =>
    // The name of a listing page holds its time.
    ABOUT_THE_WAY.test(column) || (table === 'pages' && kind === 'results' && column === 'file');
  const line = (row: Record<string, unknown>): string =>
    JSON.stringify(Object.entries(row).filter(([column]) => !isLeftOut(column, row)));
  return rows.map(line).sort();
}

/** Every archived page with a digest of what it holds. */
export function archiveContents(dataDir: string): string[] {
  const folder = join(dataDir, 'archive');
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
  return files
    .filter((file) => file.endsWith('.gz'))
    .map((file) => `${file} ${digest(gunzipSync(readFileSync(join(folder, file))))}`)
    .sort();
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** What one has and the other has not. */
export function contentDifferences(seen: Record<string, string[]>, expected: Record<string, string[]>): string[] {
  const tables = [...new Set([...Object.keys(seen), ...Object.keys(expected)])];
  return tables.flatMap((table) => {
    const [mine, theirs] = [new Set(seen[table]), new Set(expected[table])];
    const missing = [...theirs].filter((line) => !mine.has(line)).map((line) => `${table}: missing ${line}`);
    const extra = [...mine].filter((line) => !theirs.has(line)).map((line) => `${table}: extra ${line}`);
    return [...missing, ...extra];
  });
}
