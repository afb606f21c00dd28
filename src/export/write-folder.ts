import { createHash } from 'node:crypto';
import { InterruptedError } from '../errors.ts';
import { type ExportedFile, type ExportManifest, type LeftOut, NO_YEAR } from '../output/documents/export-manifest.ts';
import type { RawRow } from '../store/export-rows.ts';
import type { Store } from '../store/store.ts';
import { datasetteMetadata } from './datasette.ts';
import { type EncoderOptions, encoderFor } from './encoder.ts';
import type { ExportFolder } from './folder.ts';
import { batchesOf, type Part, partsOf, reasonToLeaveOut } from './parts.ts';
import { type Selection, selectMatches } from './selection.ts';
import type { StagedFile } from './staged-file.ts';
import type { ExportTable } from './tables.ts';

/** Writes tables as files of a folder: all of them, or none. */

/** What is exported, as the manifest keeps it. */
export type ExportRequest = Pick<ExportManifest, 'format' | 'csvSafe' | 'partitionBy' | 'set' | 'tables' | 'filters'>;

/** Version of the layout of the files: one of an earlier version is written again in any case. */
const FORMAT_VERSION = 1;
const DATASETTE_FILE = 'datasette-metadata.json';

/** `done`: tables that are written, of `total`; `part` and `rows` are those of the current one. */
type ExportProgress = { table: string; part: number; parts: number; rows: number; done: number; total: number };

export type FolderExport = {
  store: Store;
  tables: readonly ExportTable[];
  request: ExportRequest;
  folder: ExportFolder;
  /** Files of the earlier export whose rows have not changed stay as they are. */
  keepsUnchanged: boolean;
  hasDatasette: boolean;
  version: string;
  exportedAtMs: number;
  signal: AbortSignal;
  onProgress: (progress: ExportProgress) => void;
};

export type WrittenFile = ExportedFile & { isUnchanged: boolean };

/** Staged: null for an unchanged file. */
type Written = { file: WrittenFile; staged: StagedFile | null };

/**
 * Exports the tables, all from one state of the database. Throws `InterruptedError` after a signal; the earlier export is
 * as it was then, as after any other error before the last file is written.
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

/** One file, or one for each year with rows; without any, one without rows. */
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
  const encoder = encoderFor(table, encoderOptions(job));
  staged.write(encoder.begin());
  const counted = await forEachBatch(job, rows, (batch) => staged.write(encoder.rows(batch)));
  staged.write(encoder.end());
  return { file: { ...file, ...counted, ...staged.close(), isUnchanged: false }, staged };
}

function encoderOptions({ request: { format, csvSafe }, version }: FolderExport): EncoderOptions {
  return { format, csvSafe, version };
}

/** Counts and digests the rows; between two batches a signal is noticed. */
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
    // Without the brackets: where one batch ends makes no difference.
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

/** The same file of an earlier export, whose columns and way of writing were the same and which is intact. */
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
