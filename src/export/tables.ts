import type { z } from 'zod';
import { GRAINS, isFlag, VIEWS, type ViewDescription } from '../dictionary.ts';
import type { ExportSet } from '../export-settings.ts';
import type { ExportColumn } from '../output/documents/export-manifest.ts';
import { PUBLIC_TABLES, type PublicTable } from '../records.ts';
import type { DeclaredColumn } from '../store/export-rows.ts';
import { toColumn } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { KAGGLE_FILES, type KaggleName } from './kaggle/files.ts';

/** The tables that can be exported: public tables, views, and the files of the Kaggle set, with typed columns. */

/** A table to export. */
export type ExportTable = {
  name: string;
  /** Path in the folder of an export, without its extension. */
  path: string;
  description: string;
  key: readonly string[];
  columns: readonly ExportColumn[];
  /** The file of the Kaggle set, which is computed from several tables; null: a table or view. */
  kaggle: KaggleName | null;
};

const VIEW_DESCRIPTIONS: Readonly<Record<string, ViewDescription>> = VIEWS;

/** Valid names for `--table`. */
export const TABLE_NAMES: readonly string[] = [...Object.keys(PUBLIC_TABLES), ...Object.keys(VIEWS)];

function isPublicTable(name: string): name is PublicTable {
  return Object.hasOwn(PUBLIC_TABLES, name);
}

/** The tables of a set. In `all` the Kaggle files are in a folder `kaggle`, because two tables are called players. */
export function tablesOfSet(store: Store, set: ExportSet): ExportTable[] {
  const tables = Object.keys(PUBLIC_TABLES).map((name) => tableNamed(store, name));
  const views = Object.keys(VIEWS).map((name) => tableNamed(store, name));
  if (set === 'tables') return tables;
  if (set === 'views') return views;
  const kaggle = kaggleTables(set === 'all' ? 'kaggle/' : '');
  return set === 'kaggle' ? kaggle : [...tables, ...views, ...kaggle];
}

/** A table or view of the dictionary. */
export function tableNamed(store: Store, name: string): ExportTable {
  const rest = { name, path: name, kaggle: null };
  if (isPublicTable(name)) {
    const { schema, key } = PUBLIC_TABLES[name];
    const columns = Object.entries(schema.shape).map(([field, type]) => columnOfField(field, type));
    return { ...rest, description: GRAINS[name], key: key.map(toColumn), columns };
  }
  const view = VIEW_DESCRIPTIONS[name];
  if (view === undefined) throw new Error(`Expected a table or view of the dictionary, got ${name}`);
  const columns = store.exports.columns(name).map((column) => columnOfView(name, column, view));
  return { ...rest, description: `${view.grain} ${view.notes}`, key: view.key, columns };
}

function kaggleTables(folder: string): ExportTable[] {
  return Object.entries(KAGGLE_FILES).map(([name, { description, columns }]) => ({
    name,
    path: `${folder}${name}`,
    description,
    key: [],
    columns,
    kaggle: name as KaggleName,
  }));
}

/** Ids and times have 64 bits: the ids of the site have no known limit. */
function integerType(column: string): 'int32' | 'int64' {
  return /(?:_id|_ms)$/.test(column) ? 'int64' : 'int32';
}

function columnOfField(field: string, schema: z.ZodType): ExportColumn {
  const isNullable = schema.safeParse(null).success;
  const inner = isNullable ? (schema as z.ZodNullable<z.ZodType>).unwrap() : schema;
  const name = toColumn(field);
  return { name, type: typeOfField(name, inner), isNullable, description: schema.description ?? '' };
}

function typeOfField(column: string, schema: z.ZodType): ExportColumn['type'] {
  const { type } = schema.def;
  if (type === 'boolean') return 'boolean';
  if (type === 'number') return (schema as z.ZodNumber).isInt ? integerType(column) : 'double';
  if (type === 'enum' || type === 'string') return 'text';
  throw new Error(`Expected a column of a known type, got ${type} for ${column}`);
}

function columnOfView(view: string, { name, type }: DeclaredColumn, { key, columns }: ViewDescription): ExportColumn {
  const isInteger = type === 'INTEGER' || type === 'INT';
  const number = isInteger ? integerType(name) : type === 'REAL' ? 'double' : 'text';
  return {
    name,
    type: isFlag(view, name) ? 'boolean' : number,
    isNullable: !key.includes(name),
    description: columns[name] ?? '',
  };
}
