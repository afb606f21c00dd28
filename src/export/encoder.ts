import { stringify } from 'csv-stringify/sync';
import { unreachable } from '../errors.ts';
import type { ExportFormat } from '../export-settings.ts';
import type { ExportColumn } from '../output/documents/export-manifest.ts';
import type { RawRow } from '../store/export-rows.ts';
import type { Value } from '../store/sql.ts';
import { parquetEncoder } from './parquet.ts';
import type { ExportTable } from './tables.ts';

/** Encodes the rows of a table. Each function returns the next bytes of the file, which may be empty. */
export type Encoder = {
  begin(): string | Uint8Array;
  rows(batch: readonly RawRow[]): string | Uint8Array;
  end(): string | Uint8Array;
};

/** `version`: version of the program, which Parquet files name. */
export type EncoderOptions = { format: ExportFormat; csvSafe: boolean; version: string };

/** Returns an encoder for one file of a table. */
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

/** Characters that begin a formula in a spreadsheet, also as full-width characters, and control characters, which it skips. */
const FORMULA = /^[=+\-@\uff1d\uff0b\uff0d\uff20\p{Cc}]/u;

/**
 * RFC 4180: CRLF after every record; a field with a single CR or LF is quoted too. NULL is an empty field, an empty
 * text `""`.
 */
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
