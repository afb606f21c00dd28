import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReparseSummary } from '../../src/output/documents/reparse.ts';
import { VerificationSummary } from '../../src/output/documents/verification.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { archiveContents, contentDifferences, tableContents } from '../chaos/contents.ts';
import { runCommand } from '../helpers/command.ts';
import { type CrawledFolder, crawledFolder } from '../helpers/crawled-folder.ts';

let crawled: CrawledFolder;
let dataDir: string;

beforeAll(async () => {
  crawled = await crawledFolder({ seed: 3, matches: 2 });
});

afterAll(() => crawled[Symbol.dispose]());

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hltv-reparse-'));
  cpSync(crawled.dataDir, dataDir, { recursive: true, preserveTimestamps: true });
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const file = () => join(dataDir, 'hltv.db');

async function reparse(...flags: string[]): Promise<ReparseSummary> {
  const { stdout, stderr } = await runCommand(['reparse', '--json', '--data-dir', dataDir, ...flags]);
  if (stdout === '') throw new Error(stderr);
  return ReparseSummary.parse(JSON.parse(stdout));
}

function change(sql: string): void {
  const database = new Database(file());
  database.exec(sql);
  database.close();
}

/** Every cell of every table but the list of runs. */
function everything(): string {
  const database = new Database(file(), { readonly: true });
  const names = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all();
  const kept = (names as string[]).filter((name) => !['runs', 'sqlite_sequence'].includes(name));
  const text = JSON.stringify(kept.map((name) => [name, database.prepare(`SELECT * FROM ${name}`).all()]));
  database.close();
  return text;
}

const problemsOf = ({ problems }: ReparseSummary) => problems;

it('changes nothing right after a crawl', async () => {
  const before = everything();
  const archive = archiveContents(dataDir);
  const summary = await reparse();
  expect(summary).toMatchObject({ exitCode: 0, changed: 0, added: 0, recovered: 0, failed: 0, unreadable: 0 });
  expect(summary.pages).toBe(summary.unchanged);
  expect(summary.pages).toBe(12);
  expect(everything()).toBe(before);
  expect(archiveContents(dataDir)).toEqual(archive);
});

/** What no archived page says: how it came, and which part of the listing a crawl has read. */
const OF_THE_CRAWL = /"(crawled|http_status|url|content_type|sort_ms|rechecks|next_attempt_at_ms)",("[^"]*"|[^\]]*)/g;
const withoutCrawl = (contents: Record<string, string[]>) =>
  Object.fromEntries(
    Object.entries(contents)
      .filter(([table]) => !['listing_gaps', 'source_site'].includes(table))
      .map(([table, lines]) => [
        table,
        table === 'matches' ? lines : lines.map((line) => line.replaceAll(OF_THE_CRAWL, '"$1"')).sort(),
      ]),
  );

describe('with the database deleted', () => {
  it('rebuilds every table from the archive, states of targets included', async () => {
    const before = withoutCrawl(tableContents(dataDir));
    rmSync(file());
    const summary = await reparse();
    expect(problemsOf(summary)).toEqual([]);
    expect(summary).toMatchObject({ changed: 0, unchanged: 0, added: summary.pages });
    expect(contentDifferences(withoutCrawl(tableContents(dataDir)), before)).toEqual([]);
    expect(await reparse()).toMatchObject({ added: 0, changed: 0, unchanged: summary.pages });
  });

  it('says with --dry-run how many pages would be added, and makes no database', async () => {
    rmSync(file());
    expect(await reparse('--dry-run')).toMatchObject({ dryRun: true, changed: 0, exitCode: 0 });
    expect(() => readFileSync(file())).toThrow(/ENOENT/);
  });
});

describe('pages of an older parser', () => {
  const outdate = () =>
    change(`UPDATE pages SET parser_version = 0 WHERE kind = 'match' AND capture = '';
    UPDATE page_records SET parser_version = 1 WHERE kind = 'match'`);

  it('are read again with --outdated, once', async () => {
    const before = tableContents(dataDir);
    outdate();
    const first = await reparse('--outdated');
    expect(first.changed).toBe(first.pages);
    expect(first.pages).toBe(2);
    expect((await reparse('--outdated')).pages).toBe(0);
    expect(contentDifferences(tableContents(dataDir), before)).toEqual([]);
  });

  it('are read again alone with --match and --kind', async () => {
    outdate();
    const [id] = crawled.world.matchIds();
    const summary = await reparse('--outdated', '--match', `${id}`, '--kind', 'match,economy');
    expect(summary).toMatchObject({ pages: 1, changed: 1 });
  });
});

it('--dry-run shows what would change, by table and column, and changes nothing', async () => {
  const database = new Database(file());
  const id = database.prepare(`SELECT id FROM page_records WHERE kind = 'match' ORDER BY id LIMIT 1`).pluck().get();
  const archived = join(
    dataDir,
    'archive',
    String(database.prepare(`SELECT file FROM pages WHERE kind = 'match' AND id = ?`).pluck().get(id)),
  );
  const html = gunzipSync(readFileSync(archived))
    .toString('utf8')
    .replace(/(data-unix=")(\d+)/g, (_, head, ms) => `${head}${Number(ms) + 60_000}`);
  writeFileSync(archived, gzipSync(html));
  const digest = createHash('sha256').update(html).digest('hex');
  database
    .prepare(`UPDATE pages SET sha256 = ?, bytes = ? WHERE kind = 'match' AND id = ?`)
    .run(digest, Buffer.byteLength(html), id);
  database.close();
  const before = everything();
  const summary = await reparse('--dry-run');
  expect(summary).toMatchObject({ dryRun: true, changed: 1 });
  expect(summary.changes).toContainEqual(
    expect.objectContaining({ table: 'matches', column: 'started_at_ms', count: 1 }),
  );
  expect(everything()).toBe(before);
  const stored = await reparse();
  expect(stored).toMatchObject({ changed: 1, changes: [] });
  expect((await runCommand(['verify', '--archive', '--data-dir', dataDir])).code).toBe(0);
});

it('reports missing and damaged files, and keeps the rows', async () => {
  const before = everything();
  const database = new Database(file(), { readonly: true });
  const [one, other] = database
    .prepare(`SELECT file FROM pages WHERE kind = 'map-stats' LIMIT 2`)
    .pluck()
    .all() as string[];
  database.close();
  rmSync(join(dataDir, 'archive', one ?? ''));
  writeFileSync(join(dataDir, 'archive', other ?? ''), 'no gzip');
  const summary = await reparse();
  expect(summary).toMatchObject({ exitCode: 3, unreadable: 2, changed: 0 });
  expect(summary.problems.map((problem) => problem.file).toSorted()).toEqual([one, other].toSorted());
  expect(everything()).toBe(before);
});

it('says that there is nothing to read in an empty folder, and makes no database there', async () => {
  const none = mkdtempSync(join(tmpdir(), 'hltv-reparse-none-'));
  const { code, stdout } = await runCommand(['reparse', '--data-dir', none]);
  expect([code, stdout]).toEqual([0, 'No page in the archive fits: nothing to read again.\n']);
  expect(() => readFileSync(join(none, 'hltv.db'))).toThrow(/ENOENT/);
  rmSync(none, { recursive: true });
});

describe('a page in quarantine', () => {
  const rejectedFile = () => String(query(`SELECT file FROM pages WHERE capture = 'rejected'`));
  const archived = (name: string) => join(dataDir, 'archive', name);

  /** A later save of a match that cannot be parsed. */
  async function reject(): Promise<string> {
    const [id = 0] = crawled.world.matchIds();
    const page = renderPage(crawled.world, { kind: 'match', id, size: 'bare' });
    const save = join(dataDir, 'bad.html');
    writeFileSync(save, page.replaceAll(/data-unix="\d+"/g, 'data-unix="soon"'));
    await runCommand(['import', save, '--quiet', '--data-dir', dataDir]);
    rmSync(save);
    return page;
  }

  it('stays there, also when the database is rebuilt', async () => {
    await reject();
    const [before, archive] = [everything(), archiveContents(dataDir)];
    const again = await reparse();
    expect(again).toMatchObject({ failed: 1, exitCode: 3, unchanged: again.pages - 1 });
    expect(problemsOf(again)).toEqual([expect.objectContaining({ message: expect.stringMatching(/startedAtMs: /) })]);
    expect(everything()).toBe(before);
    expect(await reparse('--dry-run', '--failed')).toMatchObject({ pages: 1, failed: 1, problems: problemsOf(again) });
    rmSync(file());
    expect(await reparse()).toMatchObject({ failed: 1, exitCode: 3 });
    expect(query('SELECT rule FROM quarantine')).toBe('parse');
    expect(archiveContents(dataDir)).toEqual(archive);
  });

  it('is no finding of verify --pages, until a parser can read it', async () => {
    const page = await reject();
    const rules = async () => {
      const { stdout } = await runCommand(['verify', '--pages', '--json', '--data-dir', dataDir]);
      const lines = stdout.trimEnd().split('\n');
      return VerificationSummary.parse(JSON.parse(lines.at(-1) ?? '')).rules.map(({ rule }) => rule);
    };
    expect(await rules()).toEqual([]);
    change(`UPDATE pages SET parser_version = 1 WHERE capture = 'rejected'`);
    expect(await rules()).toEqual([]);
    writeFileSync(archived(rejectedFile()), gzipSync(`${page}\n`));
    const digest = createHash('sha256').update(`${page}\n`).digest('hex');
    change(`UPDATE pages SET sha256 = '${digest}', bytes = ${Buffer.byteLength(page) + 1} WHERE capture = 'rejected'`);
    expect(await rules()).toEqual(['pages/quarantine']);
  });

  it('is decoded as the site declared when it leaves quarantine', async () => {
    const page = await reject();
    const [id = 0] = crawled.world.matchIds();
    const name = String(query(`SELECT event_name FROM matches WHERE match_id = ${id}`));
    const document = Buffer.from(page.replaceAll(name, 'Coup\u00e9'), 'latin1');
    writeFileSync(archived(rejectedFile()), gzipSync(document));
    const digest = createHash('sha256').update(document).digest('hex');
    change(`UPDATE pages SET sha256 = '${digest}', bytes = ${document.length},
      content_type = 'text/html; charset=windows-1252' WHERE capture = 'rejected'`);
    expect(await reparse('--failed')).toMatchObject({ pages: 1, recovered: 1, failed: 0 });
    expect(query(`SELECT count(*) FROM matches WHERE event_name = 'Coup\u00e9'`)).toBe(1);
  });

  it('leaves it once its parser can read it', async () => {
    const page = await reject();
    const name = rejectedFile();
    // In place of a corrected parser: a page that the parser can read.
    writeFileSync(archived(name), gzipSync(`${page}\n`));
    const digest = createHash('sha256').update(`${page}\n`).digest('hex');
    change(`UPDATE pages SET sha256 = '${digest}', bytes = ${Buffer.byteLength(page) + 1} WHERE capture = 'rejected'`);
    expect(await reparse('--failed')).toMatchObject({ pages: 1, recovered: 1, failed: 0 });
    expect(query('SELECT count(*) FROM quarantine')).toBe(0);
    expect(archiveContents(dataDir).filter((line) => line.includes('rejected'))).toEqual([]);
    expect((await runCommand(['verify', '--archive', '--data-dir', dataDir])).code).toBe(0);
  });
});

function query(sql: string): unknown {
  const database = new Database(file(), { readonly: true });
  const value = database.prepare(sql).pluck().get();
  database.close();
  return value;
}
