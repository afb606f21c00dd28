import type { Database } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { ScrapeSettings } from '../../src/config.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { type Store, storeOn } from '../../src/store/store.ts';
import { fakeClock } from '../helpers/clock.ts';
import { memoryFetcher } from '../helpers/memory-fetcher.ts';
import { memoryDatabase } from '../helpers/memory-store.ts';
import { runOnce } from '../helpers/run.ts';

/** Every statement that runs execute, and how SQLite carries it out. */

const NOW_MS = Date.UTC(2026, 2, 20);
const world = createWorld({ seed: 3, matches: 14, variants: 'plain' });

/**
 * Tables that stay small however many matches are stored: a thousand runs at most, a few ranges, a few dozen totals of
 * targets, some hundred situations for each map of the game.
 */
const SMALL = [
  'runs',
  'listing_gaps',
  'coverage_gaps',
  'target_totals',
  'waiting_match_totals',
  'source_site',
  'situation_totals',
];

/** Statements that read or sort rows, each with the reason why that is acceptable. */
const EXCEPTIONS: Record<string, string> = {
  'SELECT 1 FROM listing_entries WHERE crawled = 1 LIMIT ?': 'ends after so many rows',
  'SELECT match_id AS matchId FROM targets INDEXED BY targets_tried':
    'with --limit: reads and sorts the pages that were tried before or wait for their time, which are few',
  'FROM targets AS t INDEXED BY targets_to_do LEFT JOIN':
    'with --event, --team or --min-stars, once, before the first page: compares all that is to be fetched',
  'INSERT INTO situation_totals': 'sorts the events of one map',
  'INSERT INTO player_map_events': 'reads the kills of one map',
  'WITH left_out AS': 'once, before the first page: sorts the matches that have failed or wait',
};

type Phase = 'start' | 'path';
type Statements = Record<Phase, Set<string>>;

/** Runs of every kind, one after the other; a page that always fails is among them. */
const RUNS: readonly Partial<ScrapeSettings>[] = [
  { limit: 3 },
  { maxPages: 20 },
  { events: ['cup'], minStars: 1, maxPages: 12 },
  {},
  { retryFailed: true },
  { matchIds: [world.matchIds()[2] ?? 0], forceRescrape: true },
  { forceRescrape: true, limit: 2 },
  { full: true },
];

async function collectStatements(): Promise<{ database: Database; statements: Statements }> {
  const database = memoryDatabase();
  const statements: Statements = { start: new Set(), path: new Set() };
  let phase: Phase = 'start';
  const recording = new Proxy(database, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      if (property !== 'prepare') return value.bind(target);
      return (sql: string) => {
        statements[phase].add(sql);
        return target.prepare(sql);
      };
    },
  });
  for (const settings of RUNS) {
    // A store of its own prepares each statement again.
    const store = storeOn(recording, { file: ':memory:', clock: () => NOW_MS });
    phase = 'start';
    await runAll(store, settings, () => {
      phase = 'path';
    });
  }
  return { database, statements };
}

async function runAll(store: Store, settings: Partial<ScrapeSettings>, onBatch: () => void): Promise<void> {
  const failing = world.matchIds()[5];
  const fetcher = memoryFetcher(world, {
    nowMs: () => NOW_MS,
    fails: ({ kind, id }) => kind === 'match' && id === failing,
  });
  await runOnce({ store, fetcher, clock: fakeClock(NOW_MS) }, { maxAttempts: 2, ...settings }, ({ type }) => {
    if (type === 'batch-started') onBatch();
  });
}

const { database, statements } = await collectStatements();

function stepsOf(sql: string): string[] {
  if (!/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/.test(sql)) return [];
  const named = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null]);
  const params = named.length > 0 ? Object.fromEntries(named) : [...sql.matchAll(/\?/g)].map(() => null);
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(params) as { detail: string }[];
  return rows.map(({ detail }) => detail);
}

/** A temporary table of the distinct values of an aggregate is not a sort of the rows. */
const isSort = (step: string): boolean => /^USE TEMP B-TREE FOR (?!count\(DISTINCT\))/.test(step);
const isScan = (step: string): boolean =>
  /^SCAN (?!CONSTANT ROW|\d+-ROW VALUES|begun|\(subquery)/.test(step) && !/VIRTUAL TABLE/.test(step);
const isOfSmall = (step: string): boolean => SMALL.some((table) => step.split(' ')[1] === table);

function slowSteps(phase: Phase): string[] {
  const texts = [...statements[phase]].map((sql) => sql.replaceAll(/\s+/g, ' '));
  const ordinary = texts.filter((sql) => !Object.keys(EXCEPTIONS).some((part) => sql.includes(part)));
  return ordinary.flatMap((sql) =>
    stepsOf(sql)
      .filter((step) => (isScan(step) && !isOfSmall(step)) || isSort(step))
      .map((step) => `${step}: ${sql}`),
  );
}

describe('the statements of a run', () => {
  it('are seen', () => {
    expect(statements.start.size).toBeGreaterThan(20);
    expect(statements.path.size).toBeGreaterThan(40);
  });

  it('read no table from end to end and sort nothing from the first batch on', () => {
    expect(slowSteps('path')).toEqual([]);
  });

  it('read no table from end to end before it', () => {
    expect(slowSteps('start')).toEqual([]);
  });

  it('after the first batch are none of those that read what is to be fetched from end to end', () => {
    const texts = [...statements.path].filter((sql) =>
      /DISTINCT match_id|GROUP BY match_id|FROM targets AS t/.test(sql),
    );
    expect(texts).toEqual([]);
  });

  it('are still those of the exceptions', () => {
    const texts = [...statements.start, ...statements.path].map((sql) => sql.replaceAll(/\s+/g, ' '));
    for (const part of Object.keys(EXCEPTIONS)) expect(texts.filter((sql) => sql.includes(part))).not.toEqual([]);
  });
});
