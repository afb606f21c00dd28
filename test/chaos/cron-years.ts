import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { fakeClock } from '../helpers/clock.ts';
import { httpFetcher } from '../helpers/http-fetcher.ts';
import { differences } from '../helpers/rows.ts';
import { runOnce } from '../helpers/run.ts';

/** Years of hourly runs as by cron, in accelerated time, against a site to which matches are added all the time. */
export type CronOptions = { years: number; stepHours: number; onYear?: (figures: CronFigures) => void };

type CronFigures = {
  years: number;
  runs: number;
  matches: number;
  databaseMb: number;
  walMb: number;
  residentMb: number;
  /** Row counts of the bookkeeping tables. */
  rowCounts: Record<(typeof COUNTED_TABLES)[number], number>;
};

export type CronReport = CronFigures & { maxWalMb: number; listingPages: number; wrong: string[] };

const COUNTED_TABLES = [
  'runs',
  'quarantine',
  'findings',
  'listing_gaps',
  'pages',
  'targets',
  'listing_entries',
] as const;
const START_MS = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const YEAR_HOURS = 365 * 24;
/** Matches of the replica end 40 minutes apart. */
const MATCHES_PER_HOUR = 1.5;
/** Every how many runs the matches are fetched too (two of them), not the listing alone. */
const FULL_EVERY = 50;
const MB = 1024 * 1024;
/** A file system in memory: syncing to a disk would take hours. */
const MEMORY_DIR = '/dev/shm';

type Cron = {
  replica: Replica;
  store: Store;
  file: string;
  clock: ReturnType<typeof fakeClock>;
  runs: number;
};

export async function cronYears({ years, stepHours, onYear }: CronOptions): Promise<CronReport> {
  const folder = mkdtempSync(join(existsSync(MEMORY_DIR) ? MEMORY_DIR : tmpdir(), 'hltv-cron-'));
  const replica = await startReplica({
    seed: 9,
    matches: 250,
    variants: 'plain',
    size: 'bare',
    newestEndAtMs: START_MS,
  });
  const clock = fakeClock(START_MS + HOUR_MS);
  const file = join(folder, 'hltv.db');
  let store = openStore({ file, clock: clock.now });
  const cron: Cron = { replica, store, file, clock, runs: 0 };
  const steps = Math.round((years * YEAR_HOURS) / stepHours);
  let [maxWalMb, listingPages] = [0, 0];
  try {
    for (let step = 0; step < steps; step += 1) {
      await oneRun(cron);
      maxWalMb = Math.max(maxWalMb, sizeMb(`${file}-wal`));
      listingPages += replica.requests.splice(0).filter(({ kind }) => kind === 'results').length;
      // Each run opens and closes the database, as a process would.
      store.close();
      store = openStore({ file, clock: clock.now });
      cron.store = store;
      clock.advance(stepHours * HOUR_MS);
      replica.addMatches(matchesDue(cron));
      if ((step + 1) % Math.round(YEAR_HOURS / stepHours) === 0) onYear?.(figuresOf(cron));
    }
    await runOnce({ store, clock, fetcher: httpFetcher(replica.baseUrl, clock.now) }, { stages: ['discovery'] });
    return { ...figuresOf(cron), maxWalMb, listingPages, wrong: wrongIn(cron) };
  } finally {
    store.close();
    await replica.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function matchesDue({ replica, clock }: Cron): number {
  const due = Math.floor(((clock.now() - START_MS) / HOUR_MS) * MATCHES_PER_HOUR) + 250;
  return Math.max(0, due - replica.world.listedCount());
}

async function oneRun(cron: Cron): Promise<void> {
  const { store, clock, replica } = cron;
  const inner = httpFetcher(replica.baseUrl, clock.now);
  const fetcher: typeof inner = {
    ...inner,
    async fetch(request, signal) {
      const response = await inner.fetch(request, signal);
      // One match in ten can never be parsed: rows about failures must not accumulate either.
      const isBroken = request.kind === 'match' && request.id % 10 === 0;
      return isBroken ? { ...response, html: response.html.replaceAll('countdown', 'moved') } : response;
    },
  };
  const isFull = cron.runs % FULL_EVERY === 0;
  await runOnce({ store, clock, fetcher }, isFull ? { limit: 2 } : { stages: ['discovery'] });
  cron.runs += 1;
}

const sizeMb = (file: string): number => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) / MB;

function figuresOf({ store, replica, file, clock, runs }: Cron): CronFigures {
  const database = new Database(file, { readonly: true });
  const count = (table: string): number => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  const rowCounts = Object.fromEntries(
    COUNTED_TABLES.map((table) => [table, count(table)]),
  ) as CronFigures['rowCounts'];
  database.close();
  store.checkpoint();
  return {
    years: (clock.now() - START_MS) / (YEAR_HOURS * HOUR_MS),
    runs,
    matches: replica.world.listedCount(),
    databaseMb: sizeMb(file),
    walMb: sizeMb(`${file}-wal`),
    residentMb: process.memoryUsage().rss / MB,
    rowCounts,
  };
}

/** Listed matches that are not known, unread parts of the listing, and cells that differ from the truth. */
function wrongIn({ store, replica }: Cron): string[] {
  const unknown = replica.matchIds().filter((id) => !store.listing.isKnown(id));
  const stored = store.tables.all();
  const truth = replica.truth({ matchIds: stored.matches.map(({ matchId }) => matchId) });
  return [
    ...unknown.map((id) => `match ${id} is not known`),
    ...store.listing.gaps().map((gap) => `unread: ${JSON.stringify(gap)}`),
    ...differences(stored, truth),
  ];
}
