import { z } from 'zod';
import { count, unixMs } from './shared.ts';

/** `manifest.json` of an export, by which the folder is recognised and an earlier export is brought up to date. */

const COLUMN_TYPES = ['int32', 'int64', 'double', 'boolean', 'text'] as const;

const Column = z.strictObject({
  name: z.string(),
  type: z.enum(COLUMN_TYPES).describe('in CSV booleans are 0 and 1, in JSON Lines `true` and `false`'),
  isNullable: z.boolean(),
  description: z.string(),
});
export type ExportColumn = z.infer<typeof Column>;

/** The name of the partition of rows without a date, as in Hive. */
export const NO_YEAR = '__HIVE_DEFAULT_PARTITION__';

/** A path inside the folder. */
const ExportPath = z
  .string()
  .regex(/^(?:[a-z0-9_]+\/){0,2}(?:year=(?:\d{4,6}|__HIVE_DEFAULT_PARTITION__)\/)?[a-z0-9_]+\.(?:csv|jsonl|parquet)$/);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const ExportedFile = z.strictObject({
  file: ExportPath.describe('path in the folder'),
  table: z.string(),
  year: z.string().nullable().describe('with `partitionBy`: the year of the partition; null: not by year'),
  description: z.string(),
  rows: count,
  bytes: count,
  sha256: sha256.describe('of the file'),
  rowsSha256: sha256.describe('of the values in the database; `--changed-since` compares it'),
  columns: z.array(Column),
});
export type ExportedFile = z.infer<typeof ExportedFile>;

/** Filters of an export. Null, and empty lists: no restriction. */
export const ExportFilters = z.strictObject({
  sinceMs: unixMs.nullable().describe('only matches that started then or later'),
  untilMs: unixMs.nullable().describe('only matches that started before'),
  events: z.array(z.string()),
  teams: z.array(z.string()),
  maps: z.array(z.string()),
  minStars: count.nullable(),
});
export type ExportFilters = z.infer<typeof ExportFilters>;

/** A table that was not exported. */
export const LeftOut = z.strictObject({ table: z.string(), reason: z.string() });
export type LeftOut = z.infer<typeof LeftOut>;

/** The content of the file. */
export const ExportManifest = z.strictObject({
  program: z.literal('hltv-scraper'),
  version: z.string().describe('version of the program'),
  formatVersion: count.describe('version of the layout of the files'),
  schemaVersion: count.describe('version of the schema of the database'),
  exportedAtMs: unixMs,
  isComplete: z.boolean().describe('false: files were being replaced when the export was interrupted: export again'),
  format: z.enum(['csv', 'jsonl', 'parquet']),
  csvSafe: z.boolean(),
  partitionBy: z.literal('year').nullable(),
  set: z.enum(['tables', 'views', 'kaggle', 'all']).nullable().describe('null: the tables were named'),
  tables: z.array(z.string()).describe('tables and views that were named'),
  filters: ExportFilters,
  files: z.array(ExportedFile),
  leftOut: z.array(LeftOut).describe('tables to which the filters do not apply'),
  datasette: z
    .literal('datasette-metadata.json')
    .nullable()
    .describe('the description for Datasette, where one was written'),
});
export type ExportManifest = z.infer<typeof ExportManifest>;
