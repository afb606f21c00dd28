import { resolve } from 'node:path';
import { systemClock } from '../clock.ts';
import type { CommonSettings, ScrapeSettings, SiteSettings } from '../config.ts';
import type { ExitCode } from '../exit-codes.ts';
import { readCooldown } from '../fetch/policy/cooldown.ts';
import type { RunCheck, Status } from '../output/documents/status.ts';
import { type CheckedRuns, checkNothing, checkRuns } from '../output/run-check.ts';
import { renderStatus } from '../output/status.ts';
import { renderFinding, tallyQuarantine } from '../output/tally.ts';
import { TARGET_KINDS } from '../page-kinds.ts';
import { databaseExists, databaseFile } from '../store/database-file.ts';
import { readHolder } from '../store/lock.ts';
import { openStore, type Store } from '../store/store.ts';
import { backlogOf } from './backlog.ts';
import { lastCompleteRun } from './complete-run.ts';
import { dataFolderFlag } from './flag-texts.ts';
import { asTyped } from './invocation.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const MAX_RUNS = 5;

type Selection = {
  site: SiteSettings;
  settings: ScrapeSettings;
  checkMs: number | null;
  nowMs: number;
  /** As given, for suggested commands. */
  givenDataDir: string;
};

/** Prints the state of a data folder, or whether it passes the check. Returns the exit code. */
export async function showStatus(given: Omit<Selection, 'givenDataDir'>, common: CommonSettings): Promise<ExitCode> {
  using terminal = openTerminal(common);
  const dataDir = resolve(common.dataDir);
  const selection = { ...given, givenDataDir: common.dataDir };
  const { checkMs } = selection;
  if (checkMs !== null && !common.json) return printCheck(readCheck(dataDir, { ...selection, checkMs }), terminal);
  const status = await readStatus(dataDir, selection);
  if (common.json) terminal.document(status);
  else terminal.result(renderStatus(status, terminal.resultWidth()));
  return exitCodeOf(status.check);
}

function printCheck(check: RunCheck, terminal: Terminal): ExitCode {
  if (check.message !== null) terminal.raw(check.message);
  return exitCodeOf(check);
}

function exitCodeOf(check: RunCheck | null): ExitCode {
  return check === null || check.isOk ? 0 : 3;
}

/** The check alone, without the estimate: it takes no longer with more matches. */
function readCheck(dataDir: string, { checkMs, ...selection }: Selection & { checkMs: number }): RunCheck {
  const database = databaseFile(dataDir);
  if (!databaseExists(database)) return checkNothing(checkMs, database);
  using store = openToRead(database);
  return checked(checkMs, checkedRuns(store, selection));
}

function checked(maxAgeMs: number, runs: CheckedRuns): RunCheck {
  const check = checkRuns(maxAgeMs, runs);
  return { ...check, message: check.message === null ? null : asTyped(check.message) };
}

function checkedRuns(store: Store, selection: Pick<Selection, 'settings' | 'nowMs' | 'givenDataDir'>): CheckedRuns {
  const [last = null] = store.runs.list(1);
  return {
    complete: lastCompleteRun(store, selection),
    last,
    nowMs: selection.nowMs,
    dataFolder: dataFolderFlag(selection.givenDataDir),
  };
}

function openToRead(database: string): Store {
  return openStore({ file: database, clock: systemClock.now, readOnly: true, snapshot: true });
}

async function readStatus(
  dataDir: string,
  { site, settings, checkMs, nowMs, givenDataDir }: Selection,
): Promise<Status> {
  const database = databaseFile(dataDir);
  if (!databaseExists(database)) {
    return { database, exists: false, check: checkMs === null ? null : checkNothing(checkMs, database) };
  }
  const cooldown = await readCooldown({ dataDir, baseUrl: site.baseUrl }, nowMs);
  using store = openToRead(database);
  const runs = checkedRuns(store, { settings, nowMs, givenDataDir });
  return {
    database,
    exists: true,
    ...pagesOf(store),
    runs: store.runs.list(MAX_RUNS).map(({ settings: _, summary: __, ...run }) => run),
    lastCompleteRun: runs.complete,
    check: checkMs === null ? null : checked(checkMs, runs),
    holder: readHolder(dataDir),
    pending: store.targets.countPending({ kinds: TARGET_KINDS, runId: 0, nowMs, matchIds: null }),
    backlog: backlogOf(store, { settings, site, nowMs }),
    cooldown: cooldown === null ? null : { untilMs: cooldown.untilMs, reason: cooldown.reason },
    nowMs,
  };
}

function pagesOf(store: Store) {
  const quarantine = store.quarantine.list();
  return {
    targets: store.targets.counts(),
    failed: store.targets.failedIds(),
    quarantine,
    quarantineByRule: tallyQuarantine(quarantine),
    findings: store.findings
      .byRule()
      .map((finding) => ({ rule: finding.rule, count: finding.count, example: renderFinding(finding, finding) })),
    listing: {
      matches: store.listing.count(),
      unreadParts: store.listing.countHoles(),
      knownDownToMs: store.listing.knownDownToMs(),
    },
    coverageAlarms: store.coverage.alarms(),
  };
}
