import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';

/**
 * node scripts/recipes.ts demo-data/hltv.db     runs the queries of docs/recipes.md on the database of the demo and
 *                                               writes what they return below each of them
 */

const FILE = fileURLToPath(new URL('../docs/recipes.md', import.meta.url));
const QUERY = /(```sql\n([\s\S]*?)```\n\n```text\n)[\s\S]*?```/g;

type Cell = string | number | bigint | null;

/** The document with the output of each of its queries. Throws the error of SQLite for a query that it refuses. */
export function withOutputs(document: string, database: Database.Database): string {
  return document.replace(QUERY, (_, head: string, sql: string) => {
    const statement = database.prepare<[], Cell[]>(sql).raw().safeIntegers();
    const header = statement.columns().map(({ name }) => name);
    return `${head}${renderBox([header, ...statement.all()])}\`\`\``;
  });
}

/** Rows of any database as `sqlite3 -box` shows them; the first one is the header. */
export function renderBox(rows: Cell[][]): string {
  const texts = rows.map((row) => row.map(textOf));
  const widths = (texts[0] ?? []).map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const line = ([left, between, right]: string): string =>
    `${left}${widths.map((width) => '─'.repeat(width + 2)).join(between)}${right}\n`;
  const rendered = texts.map(
    (row) => `│ ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' │ ')} │\n`,
  );
  const [header = '', ...body] = rendered;
  return `${line('┌┬┐')}${header}${line('├┼┤')}${body.join('')}${line('└┴┘')}`;
}

/** Integers come as `bigint`, so that a number is a REAL: `64.0`. */
function textOf(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'number' && Number.isInteger(cell) ? cell.toFixed(1) : `${cell}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [database = 'demo-data/hltv.db'] = process.argv.slice(2);
  const open = new Database(database, { readonly: true, fileMustExist: true });
  writeFileSync(FILE, withOutputs(readFileSync(FILE, 'utf8'), open));
  open.close();
}
