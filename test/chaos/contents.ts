import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';

/** Columns that depend on times, run numbers, the transport and the order of pages, which differ between correct runs. */
const RUN_DEPENDENT =
  /^(first_seen_at_ms|last_seen_at_ms|fetched_at_ms|newest_readable_at_ms|as_of_ms|run_id|last_attempt_run_id|transport|transport_reason|was_top|applied_at_ms|gap_id)$/;
// Coverage gaps depend on the order in which pages arrived.
const OMITTED_TABLES = ['runs', 'coverage_gaps', 'sqlite_sequence', 'sqlite_stat1'];

/** Every table of a database as sorted lines, without what may differ between two correct databases. */
export function tableContents(dataDir: string): Record<string, string[]> {
  const database = new Database(join(dataDir, 'hltv.db'), { readonly: true });
  try {
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all();
    const kept = (tables as string[]).filter((name) => !OMITTED_TABLES.includes(name));
    return Object.fromEntries(kept.map((name) => [name, linesOf(database, name)]));
  } finally {
    database.close();
  }
}

function linesOf(database: Database.Database, table: string): string[] {
  const rows = database.prepare(`SELECT * FROM "${table}"`).all() as Record<string, unknown>[];
  const isOmitted = (column: string, { kind }: Record<string, unknown>): boolean =>
    // The file name of a listing page contains its time.
    RUN_DEPENDENT.test(column) || (table === 'pages' && kind === 'results' && column === 'file');
  const line = (row: Record<string, unknown>): string =>
    JSON.stringify(Object.entries(row).filter(([column]) => !isOmitted(column, row)));
  return rows.map(line).sort();
}

/** Every archived page with a digest of its content. */
export function archiveContents(dataDir: string): string[] {
  const folder = join(dataDir, 'archive');
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
  return files
    .filter((file) => file.endsWith('.gz'))
    .map((file) => `${file} ${digest(gunzipSync(readFileSync(join(folder, file))))}`)
    .sort();
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Lines that only one of the two has. */
export function contentDifferences(actual: Record<string, string[]>, expected: Record<string, string[]>): string[] {
  const tables = [...new Set([...Object.keys(actual), ...Object.keys(expected)])];
  return tables.flatMap((table) => {
    const [found, wanted] = [new Set(actual[table]), new Set(expected[table])];
    const missing = [...wanted].filter((line) => !found.has(line)).map((line) => `${table}: missing ${line}`);
    const extra = [...found].filter((line) => !wanted.has(line)).map((line) => `${table}: extra ${line}`);
    return [...missing, ...extra];
  });
}
