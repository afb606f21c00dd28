import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isFolder } from '../durable-files.ts';
import { UsageError } from '../errors.ts';
import { readManifest } from '../export/folder.ts';
import { reasonToLeaveOut } from '../export/parts.ts';
import { hasFilter } from '../export/selection.ts';
import { type ExportTable, TABLE_NAMES, tableNamed, tablesOfSet } from '../export/tables.ts';
import type { ExportRequest } from '../export/write-folder.ts';
import type { ExportSettings } from '../export-settings.ts';
import type { ExportFilters, ExportManifest } from '../output/documents/export-manifest.ts';
import type { Store } from '../store/store.ts';
import { suggestion } from './suggestion.ts';

/** What is exported and where to: the settings, completed by the export that `--changed-since` names. */

/** What an export writes, from its settings and from the manifest of the export that `--changed-since` names. */
export function requestOf(settings: ExportSettings): ExportRequest {
  const earlier = settings.changedSince === null ? null : earlierExport(settings.changedSince);
  const given = filtersOf(settings);
  return {
    format: settings.format ?? earlier?.format ?? 'csv',
    csvSafe: settings.csvSafe || (earlier?.csvSafe ?? false),
    partitionBy: settings.partitionBy ?? earlier?.partitionBy ?? null,
    ...chosenTables(settings, earlier),
    filters: earlier === null || settings.areFiltersGiven ? given : earlier.filters,
  };
}

function earlierExport(folder: string): ExportManifest {
  const manifest = existsSync(folder) ? readManifest(folder) : null;
  if (manifest !== null) return manifest;
  throw new UsageError(
    `Expected --changed-since to be the folder of an earlier export, got "${folder}". Export to it with --out first.`,
  );
}

function filtersOf({ sinceMs, untilMs, events, teams, maps, minStars }: ExportSettings): ExportFilters {
  return { sinceMs, untilMs, events, teams, maps, minStars };
}

function chosenTables(
  { tables, set }: ExportSettings,
  earlier: ExportManifest | null,
): Pick<ExportRequest, 'set' | 'tables'> {
  if (tables.length > 0) return { set: null, tables: [...new Set(tables)] };
  if (set !== null || earlier === null) return { set: set ?? 'tables', tables: [] };
  return { set: earlier.set, tables: earlier.tables };
}

/** The tables of a request. Throws `UsageError` for a name that is none, and for one to which the filters do not apply. */
export function tablesOf(store: Store, { set, tables, filters }: ExportRequest): ExportTable[] {
  if (set !== null) return tablesOfSet(store, set);
  return tables.map((name) => {
    if (!TABLE_NAMES.includes(name)) throw unknownTable(name);
    const table = tableNamed(store, name);
    const leftOut = reasonToLeaveOut(table, { isFiltered: hasFilter(filters) });
    if (leftOut !== null) throw new UsageError(`The table ${name} cannot be filtered: ${leftOut.reason}.`);
    return table;
  });
}

function unknownTable(name: string): UsageError {
  const hint = suggestion(name, TABLE_NAMES) || ` Known: ${TABLE_NAMES.join(', ')}.`;
  return new UsageError(`Expected --table to be a table or view, got "${name}".${hint}`);
}

const STDOUT = '-';

/** The folder of an export; null: stdout, which takes one table. Throws `UsageError`. */
export function targetOf(settings: ExportSettings, { set, tables }: ExportRequest, dataDir: string): string | null {
  const { out, changedSince, partitionBy, datasette } = settings;
  const isOne = set === null && tables.length === 1;
  const needsFolder = partitionBy !== null || datasette || changedSince !== null;
  if (out === STDOUT && (!isOne || needsFolder)) {
    throw new UsageError('Expected --out to be a folder: stdout takes one table, as one file. Name one with --out.');
  }
  if (out === STDOUT || (out === null && isOne && !needsFolder)) return null;
  if (out === null) return resolve(changedSince ?? join(dataDir, 'exports'));
  if (changedSince !== null && resolve(out) !== resolve(changedSince)) {
    throw new UsageError(`Expected --out to be the folder of --changed-since ("${changedSince}"), got "${out}".`);
  }
  if (/\.(?:csv|jsonl|parquet)$/i.test(out) && !isFolder(out)) {
    throw new UsageError(`Expected --out to be a folder, got "${out}". One table goes to a file with > ${out}.`);
  }
  return resolve(out);
}
