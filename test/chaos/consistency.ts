import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { listMigrations, schemaVersion } from '../../src/store/migrations.ts';
import { derivedTableErrors } from './derived-tables.ts';

/** Checks what must hold at any time, also right after a kill. Returns what is wrong. */
export function inconsistencies(dataDir: string): string[] {
  if (!existsSync(join(dataDir, 'hltv.db'))) return [];
  const copy = mkdtempSync(join(tmpdir(), 'hltv-consistency-'));
  try {
    for (const name of ['hltv.db', 'hltv.db-wal']) {
      if (existsSync(join(dataDir, name))) cpSync(join(dataDir, name), join(copy, name));
    }
    return withDatabase(join(copy, 'hltv.db'), (database) => [
      ...integrityErrors(database),
      ...(isMigrated(database)
        ? [
            ...violations(database, RULES),
            ...derivedTableErrors(database),
            ...archiveErrors(database, join(dataDir, 'archive')),
          ]
        : []),
    ]);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Checks what must hold in addition once nothing is left to do. */
export function unfinishedWork(dataDir: string): string[] {
  const unfinished = join(dataDir, 'archive', '.unfinished');
  const pending = join(dataDir, 'archive', '.pending');
  const partial = [unfinished, pending]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => `left over: ${name}`));
  const others = readdirSync(dataDir).filter((name) => name.endsWith('.tmp') || name === 'run.owner.json');
  return withDatabase(join(dataDir, 'hltv.db'), (database) => [
    ...violations(database, END_RULES),
    ...partial,
    ...others.map((name) => `left over: ${name}`),
  ]);
}

const RULES = {
  'a target is done and its page is not in the page log': `SELECT kind, id FROM targets WHERE state = 'done'
    AND NOT EXISTS (SELECT 1 FROM pages WHERE pages.kind = targets.kind AND pages.id = targets.id)`,
  'a page is stored and its target is still to be done': `SELECT kind, id FROM targets WHERE state = 'pending'
    AND EXISTS (SELECT 1 FROM pages WHERE pages.kind = targets.kind AND pages.id = targets.id AND outcome = 'stored')`,
  'a page is stored without its rows': `SELECT kind, id FROM pages WHERE outcome = 'stored' AND kind <> 'results'
    AND NOT EXISTS (SELECT 1 FROM page_records AS r WHERE r.kind = pages.kind AND r.id = pages.id)`,
  'a match is stored without its rows': `SELECT id FROM page_records WHERE kind = 'match'
    AND id NOT IN (SELECT match_id FROM matches)`,
  'more than one run has no end': `SELECT count(*) FROM runs WHERE ended_at_ms IS NULL HAVING count(*) > 1`,
};

const END_RULES = {
  'a target is left to be done': `SELECT kind, id, state FROM targets WHERE state IN ('pending', 'awaiting', 'failed')`,
  'a run has no end': `SELECT run_id FROM runs WHERE ended_at_ms IS NULL`,
  'a run has no exit code and another reason than killed': `SELECT run_id, reason FROM runs
    WHERE exit_code IS NULL AND reason <> 'killed'`,
  'a part of the listing is left': `SELECT gap_id FROM listing_gaps`,
  'a page is in quarantine': `SELECT kind, id, message FROM quarantine`,
};

function violations(database: Database.Database, rules: Record<string, string>): string[] {
  return Object.entries(rules).flatMap(([what, sql]) =>
    database
      .prepare(sql)
      .all()
      .map((row) => `${what}: ${JSON.stringify(row)}`),
  );
}

/** Each migration is a transaction of its own: a kill may leave a new database between two of them. */
const isMigrated = (database: Database.Database): boolean => schemaVersion(database) === listMigrations().length;

function integrityErrors(database: Database.Database): string[] {
  const lines = (database.pragma('integrity_check') as { integrity_check: string }[]).map((row) => row.integrity_check);
  const orphans = database.pragma('foreign_key_check') as unknown[];
  return [...lines.filter((line) => line !== 'ok'), ...orphans.map((row) => `orphan ${JSON.stringify(row)}`)];
}

/** Every page of the page log is in the archive with the digest recorded there; the last one may still have its pending name. */
function archiveErrors(database: Database.Database, folder: string): string[] {
  const pages = database.prepare('SELECT kind, id, file, sha256 FROM pages WHERE file IS NOT NULL').all() as {
    kind: string;
    id: number;
    file: string;
    sha256: string;
  }[];
  return pages.flatMap(({ kind, id, file, sha256 }) => {
    const digests = [file, `.pending/${kind}-${id}.html.gz`].map((name) => digestOf(join(folder, name)));
    if (digests.includes(sha256)) return [];
    return [digests[0] === null ? `not in the archive: ${file}` : `another page in the archive: ${file}`];
  });
}

function digestOf(path: string): string | null {
  if (!existsSync(path)) return null;
  const document = gunzipSync(readFileSync(path));
  return createHash('sha256').update(document).digest('hex');
}

function withDatabase<Value>(file: string, use: (database: Database.Database) => Value): Value {
  const database = new Database(file);
  try {
    return use(database);
  } finally {
    database.close();
  }
}
