import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';

/**
 * node scripts/recipes.ts demo-data/hltv.db     runs the queries of docs/recipes.md and of the README on the database of
 *                                               the demo and writes what they return below each of them
 */

const FILES = ['docs/recipes.md', 'README.md'].map((file) => fileURLToPath(new URL(`../${file}`, import.meta.url)));
const QUERY = /(```sql\n([\s\S]*?)```\n\n```text\n)[\s\S]*?```/g;

/** A block of queries, each ended by an empty line and followed by its output in columns. */
const TRANSCRIPT = /(?<=```sqlite\n)[\s\S]*?(?=```)/g;

type Cell = string | number | bigint | null;

/** The document with the current output of its queries. Throws the error of SQLite for an invalid query. */
export function withOutputs(document: string, database: Database.Database): string {
  return document
    .replace(QUERY, (_, head: string, sql: string) => `${head}${renderBox(resultOf(database, sql))}\`\`\``)
    .replace(TRANSCRIPT, (transcript) => {
      const queries = transcript.split(/\n\n/).map((part) => part.slice(0, part.indexOf(';') + 1));
      return `${queries.map((sql) => `${sql}\n${renderColumns(resultOf(database, sql))}`).join('\n\n')}\n`;
    });
}

/** The header and the rows. */
function resultOf(database: Database.Database, sql: string): Cell[][] {
  const statement = database.prepare<[], Cell[]>(sql).raw().safeIntegers();
  return [statement.columns().map(({ name }) => name), ...statement.all()];
}

/** Rows as `sqlite3 -column` shows them, without trailing spaces. */
function renderColumns(rows: Cell[][]): string {
  const texts = rows.map((row) => row.map(textOf));
  const widths = widthsOf(texts);
  const lines = texts.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '));
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [lines[0] ?? '', rule, ...lines.slice(1)].map((line) => line.trimEnd()).join('\n');
}

const widthsOf = (texts: string[][]): number[] =>
  (texts[0] ?? []).map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));

/** Rows of any database as `sqlite3 -box` shows them; the first one is the header. */
export function renderBox(rows: Cell[][]): string {
  const texts = rows.map((row) => row.map(textOf));
  const widths = widthsOf(texts);
  const line = ([left, between, right]: string): string =>
    `${left}${widths.map((width) => '─'.repeat(width + 2)).join(between)}${right}\n`;
  const rendered = texts.map(
    (row) => `│ ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' │ ')} │\n`,
  );
  const [header = '', ...body] = rendered;
  return `${line('┌┬┐')}${header}${line('├┼┤')}${body.join('')}${line('└┴┘')}`;
}

/** A number is a REAL and printed as `64.0`, because integers are read as `bigint`. */
function textOf(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'number' && Number.isInteger(cell) ? cell.toFixed(1) : `${cell}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [database = 'demo-data/hltv.db'] = process.argv.slice(2);
  const open = new Database(database, { readonly: true, fileMustExist: true });
  for (const file of FILES) writeFileSync(file, withOutputs(readFileSync(file, 'utf8'), open));
  open.close();
}
