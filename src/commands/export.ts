import { resolve } from 'node:path';
import { systemClock } from '../clock.ts';
import type { CommonSettings } from '../config.ts';
import { InterruptedError, UsageError } from '../errors.ts';
import { type ExitCode, exitCodeOf, type SetExitCode } from '../exit-codes.ts';
import { openExportFolder } from '../export/folder.ts';
import { hasFilter } from '../export/selection.ts';
import type { ExportTable } from '../export/tables.ts';
import { type ExportRequest, exportToFolder } from '../export/write-folder.ts';
import { exportToStdout } from '../export/write-stdout.ts';
import type { ExportSettings } from '../export-settings.ts';
import type { ExportSummary } from '../output/documents/export-summary.ts';
import { renderExport } from '../output/export-summary.ts';
import { renderExportProgress } from '../output/progress-line.ts';
import { programVersion } from '../package.ts';
import { handleShutdown, type ShutdownHandler } from '../shutdown.ts';
import type { Store } from '../store/store.ts';
import { requestOf, tablesOf, targetOf } from './export-request.ts';
import { openForReading } from './open-for-reading.ts';
import { openTerminal, type Terminal } from './terminal.ts';

type Export = { common: CommonSettings; settings: ExportSettings; setExitCode: SetExitCode };

/** Exports tables to a folder or to stdout. Returns the exit code. */
export async function runExport({ common, settings, setExitCode }: Export): Promise<ExitCode> {
  using terminal = openTerminal(common);
  using shutdown = handleShutdown((signal, times) => {
    if (times > 1) setExitCode(exitCodeOf({ type: 'interrupted', signal }, false), 'now');
  });
  try {
    await exportTables({ common, settings, terminal, shutdown });
    return 0;
  } catch (error) {
    if (!(error instanceof InterruptedError) || shutdown.requested === null) throw error;
    terminal.log({ level: 'error', text: 'Interrupted: nothing was exported. An earlier export is as it was.' });
    return exitCodeOf({ type: 'interrupted', signal: shutdown.requested }, false);
  }
}

type Running = { common: CommonSettings; settings: ExportSettings; terminal: Terminal; shutdown: ShutdownHandler };

async function exportTables(running: Running): Promise<void> {
  const { common, settings } = running;
  const request = requestOf(settings);
  const target = targetOf(settings, request, common.dataDir);
  using store = openForReading(resolve(common.dataDir));
  const tables = tablesOf(store, request);
  const [table] = tables;
  if (target !== null) await toFolder(running, { store, tables, request, path: target });
  else if (table !== undefined) await toStdout(running, { store, table, request });
}

type ToFolder = { store: Store; tables: ExportTable[]; request: ExportRequest; path: string };

async function toFolder(
  { common, settings, terminal, shutdown }: Running,
  { store, tables, request, path }: ToFolder,
): Promise<void> {
  const startedAtMs = systemClock.now();
  using folder = openExportFolder(path);
  const { files, leftOut } = await exportToFolder({
    ...{ store, tables, request, folder },
    keepsUnchanged: settings.changedSince !== null,
    hasDatasette: settings.datasette || (settings.changedSince !== null && folder.previous?.datasette != null),
    version: programVersion(),
    exportedAtMs: startedAtMs,
    signal: shutdown.signal,
    onProgress: (given) => {
      const progress = { ...given, msLeft: msLeftOf(given, systemClock.now() - startedAtMs) };
      const { done, total, msLeft, table } = progress;
      terminal.live({
        text: () => renderExportProgress(progress).slice(0, Math.max(0, terminal.width() - 1)),
        state: () => ({ phase: 'exporting', unit: 'tables', done, total, msLeft, current: table }),
      });
    },
  });
  const summary = summaryOf({ folder: path, format: request.format, files, leftOut, startedAtMs });
  if (common.json) terminal.document(summary);
  else if (!common.quiet) terminal.result(renderExport(summary, terminal.resultWidth()));
}

/** The remaining time if the other tables take as long as those before; null: none is done yet. */
function msLeftOf({ done, total }: { done: number; total: number }, elapsedMs: number): number | null {
  return done === 0 ? null : Math.round((elapsedMs * (total - done)) / done);
}

type ToStdout = { store: Store; table: ExportTable; request: ExportRequest };

async function toStdout({ common, terminal, shutdown }: Running, { store, table, request }: ToStdout): Promise<void> {
  const startedAtMs = systemClock.now();
  if (request.format === 'parquet' && terminal.isInteractive()) {
    throw new UsageError(
      'Parquet is not for a terminal: redirect it with > file.parquet, or name a folder with --out.',
    );
  }
  const { signal } = shutdown;
  const counted = await exportToStdout({
    store,
    table,
    request,
    version: programVersion(),
    signal,
    write: terminal.data,
  });
  const files = [{ file: null, table: table.name, ...counted, isUnchanged: false }];
  const summary = summaryOf({ folder: null, format: request.format, files, leftOut: [], startedAtMs });
  if (common.json) terminal.notice(JSON.stringify(summary, null, 2));
  else if (summary.rows === 0 && hasFilter(request.filters))
    terminal.log({ level: 'warn', text: `No row of ${table.name} fits the filters.` });
}

type Outcome = Omit<ExportSummary, 'files' | 'rows' | 'bytes' | 'wallMs'> & {
  files: readonly ExportSummary['files'][number][];
  startedAtMs: number;
};

function summaryOf({ startedAtMs, files, ...rest }: Outcome): ExportSummary {
  const total = (field: 'rows' | 'bytes'): number => files.reduce((sum, file) => sum + file[field], 0);
  return {
    ...rest,
    files: files.map(({ file, table, rows, bytes, isUnchanged }) => ({ file, table, rows, bytes, isUnchanged })),
    rows: total('rows'),
    bytes: total('bytes'),
    wallMs: systemClock.now() - startedAtMs,
  };
}
