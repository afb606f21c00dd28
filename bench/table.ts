/** The tables that every part of the benchmark returns, as text for a terminal and as Markdown for the document. */

/** A value with its unit. `digits`: decimal places; default: three significant digits. */
export type Quantity = { value: number; unit: string; digits?: number };

/** The bounds are inclusive. `of`: what is limited, the ratio of both values or our value alone. */
export type Limit = { of: 'ratio' | 'ours'; max?: number; min?: number };

/** One comparison. `reference` null: nothing to compare with. `limit` null: measured without a budget. */
export type Row = { name: string; ours: Quantity; reference: Quantity | null; limit: Limit | null };

/** `subject`: heading of the names. `reference`: what the reference is. */
export type Comparison = { title: string; subject: string; ours: string; reference: string; rows: Row[] };

/** A table of texts, for what is not a comparison of two values. */
export type List = { title: string; head: string[]; cells: string[][] };

/** A table of a section. */
export type Table = Comparison | List;

/** The result of a part. `notes`: sentences below the tables. */
export type Section = { tables: Table[]; notes: string[] };

/** Our value divided by the reference; null without a reference of the same unit. */
export function ratioOf({ ours, reference }: Row): number | null {
  if (reference === null || reference.unit !== ours.unit) return null;
  return ours.value / reference.value;
}

/** Whether the row is within its budget; null without one. A value that could not be measured is not within. */
export function isWithin(row: Row): boolean | null {
  const { limit } = row;
  if (limit === null) return null;
  const value = limit.of === 'ours' ? row.ours.value : (ratioOf(row) ?? Number.NaN);
  return value <= (limit.max ?? Number.POSITIVE_INFINITY) && value >= (limit.min ?? Number.NEGATIVE_INFINITY);
}

/** The rows that are over their budget. */
export function rowsOverBudget({ tables }: Section): Row[] {
  return tables.flatMap((table) => ('rows' in table ? table.rows.filter((row) => isWithin(row) === false) : []));
}

function asList(table: Table): List {
  if ('cells' in table) return table;
  const { title, subject, ours, reference, rows } = table;
  return {
    title,
    head: [subject, ours, reference, 'ratio', 'budget', 'ok'],
    cells: rows.map((row) => {
      const ratio = ratioOf(row);
      return [
        row.name,
        formatQuantity(row.ours),
        row.reference === null ? '–' : formatQuantity(row.reference),
        ratio === null ? '–' : formatNumber(ratio, ratio < 0.1 ? 3 : 2),
        formatLimit(row),
        formatVerdict(row),
      ];
    }),
  };
}

function formatVerdict(row: Row): string {
  const isOk = isWithin(row);
  if (isOk === null) return '–';
  return isOk ? 'yes' : 'NO';
}

function formatQuantity({ value, unit, digits = digitsFor(value) }: Quantity): string {
  return `${formatNumber(value, digits)} ${unit}`.trim();
}

function formatLimit({ limit, ours }: Row): string {
  if (limit === null) return '–';
  const unit = limit.of === 'ours' ? ` ${ours.unit}`.trimEnd() : '';
  const max = limit.max === undefined ? [] : [`≤ ${limit.max}${unit}`];
  const min = limit.min === undefined ? [] : [`≥ ${limit.min}${unit}`];
  return [...min, ...max].join(', ');
}

function formatNumber(value: number, digits: number): string {
  if (!Number.isFinite(value)) return 'not measured';
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Three significant digits. */
function digitsFor(value: number): number {
  const size = Math.abs(value);
  if (size >= 100) return 0;
  if (size >= 10) return 1;
  return size >= 1 ? 2 : 3;
}

const isNumeric = (cells: string[][], column: number): boolean =>
  cells.every((row) => /^[\d–≤≥]|^not measured/.test(row[column] ?? '')) && column > 0;

/** Columns are aligned: numbers to the right, texts to the left. */
export function renderText(table: Table): string {
  const { title, head, cells } = asList(table);
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumeric(cells, column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [title, ...[head, ...cells].map(line)].join('\n');
}

/** The table as Markdown. */
export function renderMarkdown(table: Table): string {
  const { title, head, cells } = asList(table);
  const line = (row: string[]): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = head.map((_, column) => (isNumeric(cells, column) ? '---:' : '---'));
  return [`**${title}**`, '', line(head), line(rule), ...cells.map(line)].join('\n');
}
