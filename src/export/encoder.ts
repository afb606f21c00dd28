import { stringify } from 'csv-stringify/sync';
import { unreachable } from '../errors.ts';
import type { ExportFormat } from '../export-settings.ts';
import type { ExportColumn } from '../output/documents/export-manifest.ts';
import type { RawRow } from '../store/export-rows.ts';
import type { Value } from '../store/sql.ts';
import { parquetEncoder } from './parquet.ts';
import type { ExportTable } from './tables.ts';

/** Rows as the bytes of a file: what comes first, after each batch, and last. Empty where nothing is due yet. */
export type Encoder = {
  begin(): string | Uint8Array;
  rows(batch: readonly RawRow[]): string | Uint8Array;
  end(): string | Uint8Array;
};

export type EncoderOptions = { format: ExportFormat; csvSafe: boolean; version: string };

export function encoderFor(table: ExportTable, { format, csvSafe, version }: EncoderOptions): Encoder {
  switch (format) {
    case 'csv':
      return csvEncoder(table.columns, csvSafe);
    case 'jsonl':
      return jsonLinesEncoder(table.columns);
    case 'parquet':
      return parquetEncoder(table, version);
    default:
      return unreachable(format);
  }
}

/** What a spreadsheet takes for a formula, in full width too, or skips before one: control characters. */
const FORMULA = /^[=+\-@\uff1d\uff0b\uff0d\uff20\p{Cc}]/u;

/** RFC 4180: CRLF after every record; a field with a single CR or LF is quoted too. NULL is an empty field, an empty text `""`. */
function csvEncoder(columns: readonly ExportColumn[], isSafe: boolean): Encoder {
  const string = (text: string): string => (isSafe && FORMULA.test(text) ? `'${text}` : text);
  const options = { record_delimiter: '\r\n', quote_record_delimiter: true, quoted_match: /^$/, cast: { string } };
  return {
    begin: () => stringify([columns.map(({ name }) => name)], options),
    rows: (batch) => (batch.length === 0 ? '' : stringify([...batch], options)),
    end: () => '',
  };
}

/** One object a line; booleans are `true` and `false`. */
function jsonLinesEncoder(columns: readonly ExportColumn[]): Encoder {
  const names = columns.map(({ name }) => JSON.stringify(name));
  const isBoolean = columns.map(({ type }) => type === 'boolean');
  const jsonOf = (value: Value | undefined, index: number): string =>
    typeof value === 'number' && isBoolean[index] === true ? String(value !== 0) : JSON.stringify(value ?? null);
  const line = (row: RawRow): string =>
    `{${names.map((name, index) => `${name}:${jsonOf(row[index], index)}`).join()}}\n`;
  return { begin: () => '', rows: (batch) => batch.map(line).join(''), end: () => '' };
}
