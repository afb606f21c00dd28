import { createHash } from 'node:crypto';
import { InterruptedError } from '../errors.ts';
import { type ExportedFile, type ExportManifest, type LeftOut, NO_YEAR } from '../output/documents/export-manifest.ts';
import type { RawRow } from '../store/export-rows.ts';
import type { Store } from '../store/store.ts';
import { datasetteMetadata } from './datasette.ts';
import { encoderFor } from './encoder.ts';
import type { ExportFolder } from './folder.ts';
import { batchesOf, type Part, partsOf, reasonToLeaveOut } from './parts.ts';
import { type Selection, selectMatches } from './selection.ts';
import type { StagedFile } from './staged-file.ts';
import type { ExportTable } from './tables.ts';

/** Writes tables as files of a folder: either all of them or none. */

/** What is exported; the manifest contains it. */
export type ExportRequest = Pick<ExportManifest, 'format' | 'csvSafe' | 'partitionBy' | 'set' | 'tables' | 'filters'>;

/** Version of the layout of the files. Files of an earlier version are always written again. */
const FORMAT_VERSION = 1;
const DATASETTE_FILE = 'datasette-metadata.json';

/** `done`: written tables, of `total`. `part` and `rows` belong to the current table. */
type ExportProgress = { table: string; part: number; parts: number; rows: number; done: number; total: number };

/** What is needed to export tables to a folder. */
export type FolderExport = {
  store: Store;
  tables: readonly ExportTable[];
  request: ExportRequest;
  folder: ExportFolder;
  /** True: files of the earlier export whose rows have not changed are not written again. */
  keepsUnchanged: boolean;
  hasDatasette: boolean;
  version: string;
  exportedAtMs: number;
  signal: AbortSignal;
  onProgress: (progress: ExportProgress) => void;
};

/** A file of the export. `isUnchanged`: it is the file of the earlier export. */
export type WrittenFile = ExportedFile & { isUnchanged: boolean };

/** `staged`: null for an unchanged file. */
type Written = { file: WrittenFile; staged: StagedFile | null };

/**
 * Exports the tables, all from one state of the database. Throws `InterruptedError` after a signal. After any error before
 * the files are renamed, the earlier export is unchanged.
 */
export async function exportToFolder(job: FolderExport): Promise<{ files: WrittenFile[]; leftOut: LeftOut[] }> {
  using _reading = job.store.exports.beginReading();
  const selection = selectMatches(job.store, job.request.filters);
  const leftOut = job.tables.flatMap((table) => reasonToLeaveOut(table, selection) ?? []);
  const tables = job.tables.filter((table) => reasonToLeaveOut(table, selection) === null);
  const written: Written[] = [];
  for (const [done, table] of tables.entries()) {
    const onProgress = (progress: TableProgress): void => job.onProgress({ ...progress, done, total: tables.length });
    written.push(...(await writeTable({ ...job, onProgress }, table, selection)));
  }
  const files = written.map(({ file }) => file);
  const staged = written.flatMap((each) => each.staged ?? []);
  if (job.hasDatasette) staged.push(stageDatasette(job));
  job.folder.publish(staged, manifestOf(job, files, leftOut));
  return { files, leftOut };
}

type TableProgress = Omit<ExportProgress, 'done' | 'total'>;
type TableExport = Omit<FolderExport, 'onProgress'> & { onProgress: (progress: TableProgress) => void };

/** Writes one file, or one for each year with rows; if no year has rows, one file without rows. */
async function writeTable(job: TableExport, table: ExportTable, selection: Selection): Promise<Written[]> {
  const parts = partsOf(table, selection, job.request.partitionBy);
  const written: Written[] = [];
  for (const [index, part] of parts.entries()) {
    const report = (rows: number): void =>
      job.onProgress({ table: table.name, part: index + 1, parts: parts.length, rows });
    const each = await writePart(job, part, { read: () => batchesOf(job.store, part, selection), report });
    if (each.file.rows > 0 || job.request.partitionBy === null || part.year === null) written.push(each);
  }
  if (written.length > 0) return written;
  const empty = { table, year: NO_YEAR, matchIds: [] };
  return [await writePart(job, empty, { read: () => [], report: () => undefined })];
}

type Rows = { read: () => Iterable<RawRow[]>; report: (rows: number) => void };

async function writePart(job: TableExport, part: Part, rows: Rows): Promise<Written> {
  const { table, year } = part;
  const file = {
    ...{ file: pathOf(job.request, part), table: table.name, year, description: table.description },
    columns: [...table.columns],
  };
  const earlier = job.keepsUnchanged ? findEarlier(job, file) : null;
  if (earlier !== null) {
    const { rowsSha256 } = await forEachBatch(job, rows, () => undefined);
    if (rowsSha256 === earlier.rowsSha256) return { file: { ...earlier, isUnchanged: true }, staged: null };
  }
  using staged = job.folder.stage(file.file);
  const encoder = encoderFor(table, { ...job.request, version: job.version });
  staged.write(encoder.begin());
  const counted = await forEachBatch(job, rows, (batch) => staged.write(encoder.rows(batch)));
  staged.write(encoder.end());
  return { file: { ...file, ...counted, ...staged.close(), isUnchanged: false }, staged };
}

/** Counts the rows and computes their digest. Throws `InterruptedError` between two batches after a signal. */
async function forEachBatch(
  { signal }: FolderExport,
  { read, report }: Rows,
  take: (batch: RawRow[]) => void,
): Promise<Pick<ExportedFile, 'rows' | 'rowsSha256'>> {
  const hash = createHash('sha256');
  let rows = 0;
  for (const batch of read()) {
    if (signal.aborted) throw new InterruptedError();
    take(batch);
    // Without the brackets of the array, so that the digest does not depend on where a batch ends.
    if (batch.length > 0) hash.update(`${JSON.stringify(batch).slice(1, -1)},`);
    rows += batch.length;
    report(rows);
    await nextTurn();
  }
  return { rows, rowsSha256: hash.digest('hex') };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** `matches.csv`; by year `matches/year=2026/data.csv`, and `teams/data.csv` for a table without matches. */
function pathOf({ format, partitionBy }: ExportRequest, { table, year }: Part): string {
  if (partitionBy === null) return `${table.path}.${format}`;
  return `${table.path}/${year === null ? '' : `year=${year}/`}data.${format}`;
}

/** The same file of the earlier export if it is intact and was written with the same columns and options, else null. */
function findEarlier(job: FolderExport, file: Pick<ExportedFile, 'file' | 'columns'>): ExportedFile | null {
  const { previous } = job.folder;
  if (previous === null || !previous.isComplete || previous.formatVersion !== FORMAT_VERSION) return null;
  if (previous.csvSafe !== job.request.csvSafe) return null;
  const earlier = previous.files.find((each) => each.file === file.file);
  if (earlier === undefined || JSON.stringify(earlier.columns) !== JSON.stringify(file.columns)) return null;
  return job.folder.isIntact(earlier) ? earlier : null;
}

function stageDatasette({ store, folder }: FolderExport): StagedFile {
  using staged = folder.stage(DATASETTE_FILE);
  staged.write(`${JSON.stringify(datasetteMetadata(store), null, 2)}\n`);
  staged.close();
  return staged;
}

function manifestOf(job: FolderExport, files: readonly WrittenFile[], leftOut: LeftOut[]): ExportManifest {
  return {
    program: 'hltv-scraper',
    version: job.version,
    formatVersion: FORMAT_VERSION,
    schemaVersion: job.store.exports.schemaVersion(),
    exportedAtMs: job.exportedAtMs,
    isComplete: true,
    ...job.request,
    files: files.map(({ isUnchanged: _, ...file }) => file),
    leftOut,
    datasette: job.hasDatasette ? DATASETTE_FILE : null,
  };
}
