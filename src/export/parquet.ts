import { zstdCompressSync } from 'node:zlib';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { EnvironmentError, unreachable } from '../errors.ts';
import type { ExportColumn } from '../output/documents/export-manifest.ts';
import type { RawRow } from '../store/export-rows.ts';
import type { Value } from '../store/sql.ts';
import type { Encoder } from './encoder.ts';
import type { ExportTable } from './tables.ts';

/** Rows of a row group. A group of the widest table fits in memory, and readers can skip groups. */
const GROUP_ROWS = 50_000;

// Smaller than Snappy, and compressed by native code. DuckDB, Spark, Polars and Athena read it.
const CODEC = { codec: 'ZSTD', compressors: { ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes) } } as const;

/** A column of the file; beside each `…_ms` there is one with the same time as a timestamp. */
type FileColumn = { element: SchemaElement; index: number; convert: (value: Value) => unknown };

/** Returns an encoder for one Parquet file. */
export function parquetEncoder(table: ExportTable, version: string): Encoder {
  const columns = table.columns.flatMap((column, index) => fileColumns(table.name, column, index));
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: [{ name: 'schema', num_children: columns.length }, ...columns.map(({ element }) => element)],
    ...CODEC,
    kvMetadata: metadataOf(table),
    createdBy: `hltv-scraper version ${version}`,
  });
  let waiting: RawRow[] = [];

  const writeGroup = (): void => {
    const columnData = columns.map(({ element: { name }, index, convert }) => ({
      name,
      data: waiting.map((row) => {
        const value = row[index] ?? null;
        return value === null ? null : convert(value);
      }),
    }));
    // Into a `ByteWriter`, which has no `flush`, the writer writes immediately and returns no promise.
    void file.write({ columnData, rowGroupSize: waiting.length });
    waiting = [];
  };
  const takeBytes = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };

  return {
    begin: takeBytes,
    rows: (batch) => {
      for (const row of batch) {
        waiting.push(row);
        if (waiting.length === GROUP_ROWS) writeGroup();
      }
      return takeBytes();
    },
    end: () => {
      if (waiting.length > 0) writeGroup();
      void file.finish();
      return takeBytes();
    },
  };
}

/** Does not contain the time of the export, so that the same rows result in the same file. */
function metadataOf({ name, description, key, columns }: ExportTable) {
  const descriptions = columns.flatMap((column) => {
    const timestamp = timestampName(column);
    const ofTimestamp = `the same as a timestamp: ${column.description}`;
    return [[column.name, column.description], ...(timestamp === null ? [] : [[timestamp, ofTimestamp]])];
  });
  return [
    { key: 'table', value: name },
    { key: 'description', value: description },
    { key: 'primary_key', value: JSON.stringify(key) },
    { key: 'columns', value: JSON.stringify(Object.fromEntries(descriptions)) },
  ];
}

/** `started_at` for `started_at_ms`; null for other columns. */
function timestampName({ name, type }: ExportColumn): string | null {
  return type === 'int64' && name.endsWith('_ms') ? name.slice(0, -'_ms'.length) : null;
}

function fileColumns(table: string, column: ExportColumn, index: number): FileColumn[] {
  const { name, isNullable } = column;
  const repetition_type = isNullable ? 'OPTIONAL' : 'REQUIRED';
  const plain = {
    element: { name, repetition_type, ...PHYSICAL[column.type] },
    index,
    convert: converter(table, column),
  } as const;
  const timestamp = timestampName(column);
  if (timestamp === null) return [plain];
  const element = { name: timestamp, repetition_type, ...TIMESTAMP } as const;
  return [plain, { element, index, convert: (value) => BigInt(value ?? 0) }];
}

const TIMESTAMP = {
  type: 'INT64',
  converted_type: 'TIMESTAMP_MILLIS',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
} as const;

const PHYSICAL = {
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
} as const;

const MAX_INT32 = 2 ** 31 - 1;

function converter(table: string, { name, type }: ExportColumn): (value: Value) => unknown {
  switch (type) {
    case 'int32':
      return (value) => {
        // The writer does not check the range.
        if (Math.abs(Number(value)) > MAX_INT32) throw tooLarge(`${table}.${name}`, value);
        return value;
      };
    case 'int64':
      return (value) => BigInt(value ?? 0);
    case 'boolean':
      return (value) => value !== 0;
    case 'double':
    case 'text':
      return (value) => value;
    default:
      return unreachable(type);
  }
}

function tooLarge(column: string, value: Value): EnvironmentError {
  return new EnvironmentError(
    'value-too-large',
    `The value ${value} of ${column} does not fit in 32 bits. Export with --format csv or jsonl, and look at that row.`,
  );
}
