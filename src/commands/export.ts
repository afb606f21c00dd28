import { resolve } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { COMMON_SETTINGS, type CommonSettings } from '../config.ts';
import { InterruptedError, UsageError } from '../errors.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { openExportFolder } from '../export/folder.ts';
import type { ExportTable } from '../export/tables.ts';
import { type ExportRequest, exportToFolder } from '../export/write-folder.ts';
import { exportToStdout } from '../export/write-stdout.ts';
import { EXPORT_SETTINGS, type ExportSettings } from '../export-settings.ts';
import type { ExportSummary } from '../output/documents/export-summary.ts';
import { renderExport } from '../output/export-summary.ts';
import { handleShutdown, type ShutdownHandler } from '../shutdown.ts';
import type { Store } from '../store/store.ts';
import { requestOf, tablesOf, targetOf } from './export-request.ts';
import { openForReading } from './open-for-reading.ts';
import { addSettings, commonSettings, exportSettings } from './options.ts';
import type { SetExitCode } from './scrape.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { programVersion } from './version.ts';

const EXAMPLES = `
Examples:
  hltv-scraper export --out csv
  hltv-scraper export --table player_map_facts --team vitality --since 90d > players.csv
  hltv-scraper export --set all --format parquet --partition-by year --out lake
  hltv-scraper export --changed-since lake
  hltv-scraper export --set kaggle --out kaggle

Filters choose matches, and every table has the rows of the chosen ones: by what is stored of the match, for the rows of
listed_matches by what the listing shows. Teams, players and events are those that the chosen matches name; veto_summary and
round_win_probability, which count all matches, are left out. All tables are from one state of the database; nothing is
written under its final name before everything is.`;

export function exportCommand(setExitCode: SetExitCode): Command {
  const command = new Command('export')
    .description('tables, views or ready-made sets as CSV, JSON Lines or Parquet')
    .addHelpText('after', EXAMPLES);
  addSettings(command, { ...EXPORT_SETTINGS, ...COMMON_SETTINGS });
  return command.action(async (options) => {
    const common = commonSettings(options);
    const settings = exportSettings(options);
    using terminal = openTerminal(common);
    using shutdown = handleShutdown((signal, times) => {
      if (times > 1) setExitCode(exitCodeOf({ type: 'interrupted', signal }, false), 'now');
    });
    try {
      await run({ common, settings, terminal, shutdown });
      setExitCode(0);
    } catch (error) {
      if (!(error instanceof InterruptedError) || shutdown.requested === null) throw error;
      terminal.log({ level: 'error', text: 'Interrupted: nothing was exported. An earlier export is as it was.' });
      setExitCode(exitCodeOf({ type: 'interrupted', signal: shutdown.requested }, false));
    }
  });
}

type Running = { common: CommonSettings; settings: ExportSettings; terminal: Terminal; shutdown: ShutdownHandler };

async function run(running: Running): Promise<void> {
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
    onProgress: ({ table, part, parts, rows }) =>
      terminal.live(() => `exporting ${table}${parts > 1 ? ` (file ${part} of ${parts})` : ''}: ${rows} rows`),
  });
  const summary = summaryOf({ folder: path, format: request.format, files, leftOut, startedAtMs });
  if (common.json) terminal.document(summary);
  else if (!common.quiet) terminal.result(renderExport(summary, terminal.resultWidth()));
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
