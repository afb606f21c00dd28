import { join, resolve } from 'node:path';
import { systemClock } from '../clock.ts';
import type { CommonSettings } from '../config.ts';
import { UsageError } from '../errors.ts';
import { checkReportFile, writeReport } from '../export/report-file.ts';
import { nameFilter } from '../name-filter.ts';
import type { ReportSummary } from '../output/documents/report-summary.ts';
import { renderReportSummary } from '../output/report-summary.ts';
import { programVersion } from '../package.ts';
import type { ReportFigures, ReportQuery } from '../report-data.ts';
import type { ReportSettings } from '../report-settings.ts';
import { openInBrowser } from './open-file.ts';
import { openForReading } from './open-for-reading.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const STDOUT = '-';

type Running = { common: CommonSettings; settings: ReportSettings; terminal: Terminal };

/** Writes the report to a file or to stdout. */
export async function runReport({ common, settings }: Omit<Running, 'terminal'>): Promise<void> {
  using terminal = openTerminal(common);
  await createFile({ common, settings, terminal });
}

async function createFile(running: Running): Promise<void> {
  const { common, settings } = running;
  const dataDir = resolve(common.dataDir);
  if (settings.out === STDOUT) return await toStdout(running, dataDir);
  const startedAtMs = systemClock.now();
  // Before the queries, which can take a minute.
  const target = checkReportFile(resolve(settings.out ?? join(dataDir, 'report.html')), settings);
  const { html, figures } = await createReport(running, dataDir);
  const { bytes } = writeReport(target.path, html);
  const summary = summaryOf({ figures, startedAtMs, bytes, file: target.path, isReplaced: target.isReplaced });
  if (common.json) running.terminal.document(summary);
  else if (!common.quiet) running.terminal.result(renderReportSummary(summary));
  if (settings.open) await open(running, target.path);
}

async function toStdout(running: Running, dataDir: string): Promise<void> {
  const { common, settings, terminal } = running;
  if (settings.open) throw new UsageError('--open needs a file. Name one with --out instead of -.');
  if (common.json)
    throw new UsageError('With --out - the report itself goes to stdout, which leaves no place for --json.');
  const { html } = await createReport(running, dataDir);
  await terminal.data(html);
}

/** The report is complete without it: the exit code stays 0. */
async function open({ terminal }: Running, path: string): Promise<void> {
  const problem = await openInBrowser(path);
  if (problem !== null)
    terminal.log({ level: 'warn', text: `The report could not be opened (${problem}). Open ${path}` });
}

async function createReport({ settings, terminal }: Running, dataDir: string) {
  using store = openForReading(dataDir);
  const { sinceMs, untilMs, events, teams, maps, minStars } = settings;
  const filters = { sinceMs, untilMs, events, teams, maps, minStars };
  const onQuery = ({ done, total }: { done: number; total: number }) =>
    terminal.live({
      text: () => `report: query ${done + 1} of ${total}`,
      state: () => ({ phase: 'reporting', unit: 'queries', done, total, msLeft: null, current: null }),
    });
  const figures = store.report.figures({ filters, fits: nameFilter, onQuery });
  // Loaded here: no other command needs the plots.
  const { renderReport } = await import('../output/report/report.ts');
  const site = store.sourceSite.find();
  const html = renderReport({ figures, filters, site, version: programVersion(), nowMs: systemClock.now() });
  return { html, figures };
}

/** Sections about the game, by the query whose rows they need. */
const NEEDED: Partial<Record<ReportQuery, string>> = {
  mapsByMonth: 'maps',
  ctShare: 'ct-share',
  overtime: 'overtime',
  vetoes: 'vetoes',
  buyTypes: 'buy-types',
  manAdvantage: 'man-advantage',
  ratings: 'ratings',
  form: 'form',
};

type Outcome = { figures: ReportFigures; startedAtMs: number; file: string; bytes: number; isReplaced: boolean };

function summaryOf({ figures, startedAtMs, ...written }: Outcome): ReportSummary {
  const [totals] = figures.totals.rows;
  const writtenAtMs = systemClock.now();
  const missing = Object.entries(NEEDED).flatMap(([query, section]) =>
    figures[query as ReportQuery].rows.length === 0 ? [section] : [],
  );
  return {
    ...written,
    matches: totals?.finished ?? 0,
    maps: totals?.maps ?? 0,
    missing,
    writtenAtMs,
    wallMs: writtenAtMs - startedAtMs,
  };
}
