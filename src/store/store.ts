import { resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { TargetKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import type { PublicTable } from '../records.ts';
import * as coverage from './coverage.ts';
import { openDatabase } from './database.ts';
import { createDecodedRecords } from './decoded-records.ts';
import { diagnose } from './diagnosis.ts';
import * as exportRows from './export-rows.ts';
import * as findings from './findings.ts';
import * as listing from './listing.ts';
import type { ConversionProgress } from './migrations.ts';
import * as nextMatches from './next-matches.ts';
import * as pageLog from './page-log.ts';
import * as pageRecords from './page-records.ts';
import * as quarantine from './quarantine.ts';
import { query } from './query.ts';
import * as repair from './repair.ts';
import { figures } from './report/figures.ts';
import * as runs from './runs.ts';
import * as savedPages from './saved-pages.ts';
import * as sourceSite from './source-site.ts';
import { createSql, type RehearsalScope, type Sql, type StoreContext } from './sql.ts';
import { guarded } from './storage-errors.ts';
import * as tables from './tables.ts';
import * as targetCounts from './target-counts.ts';
import * as targetStates from './target-states.ts';
import * as targets from './targets.ts';
import * as verification from './verification.ts';

type Operation = (context: StoreContext, ...args: never[]) => unknown;

type Bound<Group> = {
  [Name in keyof Group]: Group[Name] extends (context: StoreContext, ...args: infer Args) => infer Result
    ? (...args: Args) => Result
    : never;
};

/** Binds the context of the functions of a group. Errors about the file become an `EnvironmentError`. */
function bind<Group extends Record<string, Operation>>(context: StoreContext, group: Group) {
  return Object.fromEntries(
    Object.entries(group).map(([name, operation]) => [
      name,
      (...args: never[]) => guarded(context.file, () => operation(context, ...args)),
    ]),
  ) as Bound<Group>;
}

function bindTables(context: StoreContext) {
  return {
    ...bind(context, { all: tables.all }),
    // Not through `bind`, which would lose the type of the rows of each table.
    rows<Table extends PublicTable>(table: Table, where?: tables.Where) {
      return guarded(context.file, () => tables.rows(context, table, where));
    },
    iterate<Table extends PublicTable>(table: Table) {
      return tables.iterate(context, table);
    },
  };
}

function bindCoverage(context: StoreContext) {
  return bind(context, {
    observe: coverage.observe,
    sample: coverage.sample,
    raiseAlarm: coverage.raiseAlarm,
    alarms: coverage.alarms,
  });
}

/** Not through `bind`, which would lose the type of the record of each kind. */
function bindPageRecords(context: StoreContext) {
  return {
    save<Kind extends TargetKind>(page: pageRecords.StoredRecord<Kind>): void {
      guarded(context.file, () => savedPages.save(context, page));
    },
    find<Kind extends TargetKind>(kind: Kind, id: number): PageRecords[Kind] | null {
      return guarded(context.file, () => pageRecords.find(context, kind, id));
    },
    ...bind(context, {
      overviewOfMap: savedPages.overviewOfMap,
      damageOf: pageRecords.damageOf,
      isStored: pageRecords.isStored,
      storedIdentity: pageRecords.storedIdentity,
    }),
  };
}

/** Checkpoints the WAL as far as readers allow, without waiting for them. */
function checkpoint({ database }: Sql): void {
  if (database.readonly) return;
  database.pragma('busy_timeout = 0');
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.pragma('busy_timeout = 10000');
}

/** Never throws: if the checkpoint fails, the data stays complete in the WAL. */
function close(sql: Sql): void {
  if (!sql.database.open) return;
  try {
    checkpoint(sql);
  } catch {
    // The next connection reads the WAL.
  }
  sql.database.close();
}

function bindVerification(context: StoreContext) {
  return {
    ...bind(context, {
      countMatches: verification.countMatches,
      unknownMatchIds: verification.unknownMatchIds,
      nextMatchIds: verification.nextMatchIds,
      recordsOfMatch: verification.recordsOfMatch,
      nextRecordsWithoutMatch: verification.nextRecordsWithoutMatch,
      matchOfMap: verification.matchOfMap,
      matchIdOfRecord: verification.matchIdOfRecord,
      storedFindings: verification.storedFindings,
      fileFindings: verification.fileFindings,
      bookkeepingFindings: verification.bookkeepingFindings,
      latestNameFindings: verification.latestNameFindings,
      countNames: verification.countNames,
      unexpectedNames: verification.unexpectedNames,
      nextPages: verification.nextPages,
      countPages: verification.countPages,
      isLogged: verification.isLogged,
      reassembly: verification.reassembly,
    }),
    // Spelled out, because binding would lose the type parameters.
    nameFindings: ((page, record) =>
      guarded(context.file, () => verification.nameFindings(context, page, record))) as NameFindings,
    inSnapshot: ((work) => verification.inSnapshot(context, work)) as InSnapshot,
  };
}

type NameFindings = <Kind extends TargetKind>(
  page: { kind: Kind; id: number },
  record: PageRecords[Kind],
) => ReturnType<typeof verification.nameFindings>;
type InSnapshot = <Result>(work: () => Promise<Result>) => Promise<Result>;

function bindPages(context: StoreContext) {
  return bind(context, {
    record: pageLog.record,
    noteReadable: pageLog.noteReadable,
    find: pageLog.find,
    findRejected: pageLog.findRejected,
    versionOf: pageLog.versionOf,
    list: pageLog.list,
    recentlyStored: pageLog.recentlyStored,
    outdatedIds: pageLog.outdatedIds,
  });
}

function bindTargets(context: StoreContext) {
  return bind(context, {
    upsert: targets.upsert,
    releaseMaps: targets.releaseMaps,
    find: targets.find,
    pending: targets.pending,
    counts: targetCounts.counts,
    countPending: targetCounts.countPending,
    countByKind: targetCounts.countByKind,
    countPendingMatches: targetCounts.countPendingMatches,
    hasUntriedMatches: nextMatches.hasUntriedMatches,
    nextMatches: nextMatches.nextMatches,
    failedIds: targets.failedIds,
    newestSkipped: targets.newestSkipped,
    ofMatch: targets.ofMatch,
    markDone: targetStates.markDone,
    markNoData: targetStates.markNoData,
    markSkipped: targetStates.markSkipped,
    markAwaiting: targetStates.markAwaiting,
    markAttemptFailed: targetStates.markAttemptFailed,
    resetFailed: targetStates.resetFailed,
    resetForce: targetStates.resetForce,
    resetPage: targetStates.resetPage,
    applyFilter: targetStates.applyFilter,
    markRefused: targetStates.markRefused,
    reviveSkipped: targetStates.reviveSkipped,
    unskipFiltered: targetStates.unskipFiltered,
    unskip: targetStates.unskip,
  });
}

function bindExports(context: StoreContext) {
  return {
    ...bind(context, {
      columns: exportRows.columns,
      otherTables: exportRows.otherTables,
      beginReading: exportRows.beginReading,
      referencesOf: exportRows.referencesOf,
      schemaVersion: exportRows.schemaVersion,
    }),
    matches: () => exportRows.matches(context),
    maps: () => exportRows.maps(context),
    // Not through `guarded`: called once for each match and table.
    rowsOfMatch: (relation: exportRows.Relation, matchId: number) => exportRows.rowsOfMatch(context, relation, matchId),
    allRows: (relation: exportRows.Relation) => exportRows.allRows(context, relation),
  };
}

/** All operations on the database, in groups by subject. Times are Unix ms. */
function groups(context: StoreContext) {
  return {
    pageRecords: bindPageRecords(context),
    tables: bindTables(context),
    targets: bindTargets(context),
    listing: bind(context, {
      savePage: listing.savePage,
      differing: listing.differing,
      isKnown: listing.isKnown,
      count: listing.count,
      countUpTo: listing.countUpTo,
      entryOf: listing.entryOf,
      hasOldOverview: listing.hasOldOverview,
      rankOf: listing.rankOf,
      topEndMs: listing.topEndMs,
      gaps: listing.gaps,
      countHoles: listing.countHoles,
      knownDownToMs: listing.knownDownToMs,
      openGap: listing.openGap,
      updateGap: listing.updateGap,
      closeGap: listing.closeGap,
    }),
    pages: bindPages(context),
    verification: bindVerification(context),
    repair: bind(context, {
      reassembleMatch: repair.reassembleMatch,
      recountTotals: repair.recountTotals,
      restoreNames: repair.restoreNames,
      restoreLatestNames: repair.restoreLatestNames,
      recountTargets: repair.recountTargets,
    }),
    quarantine: bind(context, {
      put: quarantine.put,
      clear: quarantine.clear,
      list: quarantine.list,
      count: quarantine.count,
    }),
    findings: bind(context, {
      replace: findings.replace,
      ofPage: findings.ofPage,
      list: findings.list,
      byRule: findings.byRule,
      count: findings.count,
    }),
    coverage: bindCoverage(context),
    sourceSite: bind(context, { find: sourceSite.find, save: sourceSite.save }),
    exports: bindExports(context),
    runs: bind(context, {
      start: runs.start,
      finish: runs.finish,
      list: runs.list,
      listFinishedScrapes: runs.listFinishedScrapes,
    }),
    ...bind(context, { diagnose, query }),
    report: bind(context, { figures }),
  };
}

/** How a database is opened. */
export type StoreOptions = {
  /** The database file, or `:memory:`. */
  file: string;
  /** Only reads: the file must exist and is not written. */
  readOnly?: boolean;
  /** With `readOnly`: the current state of the database. Works in a read-only folder and creates no file there. */
  snapshot?: boolean;
  /** Unix ms, for the times in the bookkeeping tables. */
  clock: () => number;
  /** Damaged page records count as missing, for commands that report or replace them. By default reading one throws. */
  skipsDamagedRecords?: boolean | undefined;
  /** Called after each batch of pages while an older database is converted, which can take minutes. */
  onConversion?: ((progress: ConversionProgress) => void) | undefined;
};

/** The store on an open connection; programs use `openStore`. @internal */
export function storeOn(
  database: Database,
  { file, clock, skipsDamagedRecords = false }: Pick<StoreOptions, 'file' | 'clock' | 'skipsDamagedRecords'>,
) {
  const sql = createSql(database);
  return {
    file,
    /** Runs `work` in one transaction; can be nested. `work` must not be async. */
    transaction: <T>(work: () => T): T => guarded(file, () => sql.transaction(work)),
    /** Runs `work` and rolls back its changes. With a read-only store it may only change targets. */
    rehearse: <T>(work: () => T, scope?: RehearsalScope): T => guarded(file, () => sql.rehearse(work, scope)),
    ...groups({ sql, clock, file, decodedRecords: createDecodedRecords(), skipsDamagedRecords }),
    checkpoint: () => guarded(file, () => checkpoint(sql)),
    close: () => guarded(file, () => close(sql)),
    [Symbol.dispose]: () => guarded(file, () => close(sql)),
  };
}

/** The open database: its operations, by subject. */
export type Store = ReturnType<typeof storeOn>;

/**
 * Opens the database of a data folder. All operations throw an `EnvironmentError` with the file and a remedy when the file
 * cannot be used. Saving a record that violates the schema throws a `ScraperError` with the policy `quarantine` and leaves
 * the old rows unchanged.
 */
export function openStore({ file, readOnly = false, snapshot = false, ...options }: StoreOptions): Store {
  // SQLite could interpret a relative path as a URI.
  const path = file === ':memory:' ? file : resolve(file);
  return storeOn(openDatabase({ file: path, readOnly, snapshot, ...options }), { ...options, file: path });
}
