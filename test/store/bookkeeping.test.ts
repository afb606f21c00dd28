import { beforeEach, describe, expect, it } from 'vitest';
import type { PageEntry } from '../../src/store/page-log.ts';
import { type Store, storeOn } from '../../src/store/store.ts';
import { memoryDatabase, memoryStore } from '../helpers/memory-store.ts';
import { MAP1, MAP2, MATCH_ID, mapStatsPage, matchPage } from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';

let nowMs = 1_771_200_000_000;
let store: Store;

beforeEach(() => {
  store = memoryStore(() => nowMs);
});

const entry = (over: Partial<PageEntry> = {}): Omit<PageEntry, 'newestReadableAtMs'> => {
  const { newestReadableAtMs: _, ...page } = { ...ENTRY, ...over };
  return page;
};

const ENTRY: PageEntry = {
  kind: 'match',
  id: MATCH_ID,
  url: 'https://www.hltv.org/matches/2400001/x',
  fetchedAtMs: Date.UTC(2026, 1, 14, 23, 59),
  httpStatus: 200,
  transport: 'fetch',
  transportReason: null,
  contentType: null,
  bytes: 1000,
  sha256: 'ab',
  parserVersion: 1,
  outcome: 'stored',
  state: 'finished',
  blocks: 30,
  file: 'match/2400/2400001.html.gz',
  newestReadableAtMs: Date.UTC(2026, 1, 14, 23, 59),
};

describe('the page log', () => {
  it('keeps one row per page, the newest', () => {
    store.pages.record(entry());
    store.pages.record(entry({ sha256: 'cd', parserVersion: 2 }));
    expect(store.pages.list()).toEqual([{ ...ENTRY, sha256: 'cd', parserVersion: 2 }]);
    expect(store.pages.find('match', MATCH_ID)).toEqual(store.pages.list()[0]);
    expect(store.pages.find('economy', MATCH_ID)).toBeNull();
  });

  it('keeps listing pages of one offset apart by what they hold, and finds the newest', () => {
    const listing = { kind: 'results', id: 100 } as const;
    const at = (hour: number) => Date.UTC(2026, 1, 14, hour);
    store.pages.record(entry({ ...listing, fetchedAtMs: at(1), sha256: 'first' }));
    store.pages.record(entry({ ...listing, fetchedAtMs: at(3), sha256: 'third' }));
    store.pages.record(entry({ ...listing, fetchedAtMs: at(2), sha256: 'second' }));
    expect(store.pages.find('results', 100)).toMatchObject({ sha256: 'third' });
    store.pages.record(entry({ ...listing, fetchedAtMs: at(4), sha256: 'first' }));
    expect(store.pages.list().map(({ fetchedAtMs, sha256 }) => [fetchedAtMs, sha256])).toEqual([
      [at(2), 'second'],
      [at(3), 'third'],
      [at(4), 'first'],
    ]);
  });

  it('has the rejected page of an id beside the stored one, until it leaves quarantine', () => {
    const rejected = {
      outcome: 'quarantined',
      state: null,
      blocks: null,
      sha256: 'bad',
      fetchedAtMs: ENTRY.fetchedAtMs + 1,
    };
    store.pages.record(entry(rejected));
    expect(store.pages.find('match', MATCH_ID)).toMatchObject({ sha256: 'bad', newestReadableAtMs: null });
    store.pages.record(entry());
    expect(store.pages.find('match', MATCH_ID)).toEqual(ENTRY);
    expect(store.pages.findRejected('match', MATCH_ID)).toMatchObject({ sha256: 'bad' });
    const versionOf = (sha256: string) => store.pages.versionOf({ kind: 'match', id: MATCH_ID, sha256 });
    expect(['ab', 'bad', 'other'].map(versionOf)).toEqual(['stored', 'rejected', null]);
    store.quarantine.clear('match', MATCH_ID);
    expect(store.pages.list()).toEqual([ENTRY]);
  });

  it('remembers when the newest page could be read that was not stored', () => {
    store.pages.record(entry());
    store.pages.noteReadable({ ...ENTRY, fetchedAtMs: ENTRY.fetchedAtMs + 5 });
    store.pages.noteReadable({ ...ENTRY, fetchedAtMs: ENTRY.fetchedAtMs + 3 });
    store.pages.record(entry());
    expect(store.pages.list()).toEqual([{ ...ENTRY, newestReadableAtMs: ENTRY.fetchedAtMs + 5 }]);
  });

  it('lists by kind, by match and by what an older parser read', () => {
    savePage(store, 'match', matchPage());
    store.pages.record(entry());
    store.pages.record(entry({ kind: 'map-stats', id: MAP1, parserVersion: 1 }));
    store.pages.record(entry({ kind: 'economy', id: MAP2, parserVersion: null }));
    store.pages.record(entry({ kind: 'match', id: 5, parserVersion: 2 }));
    store.pages.record(entry({ kind: 'map-stats', id: 77 }));
    const ids = (filter: Parameters<Store['pages']['list']>[0]) =>
      store.pages.list(filter).map(({ kind, id }) => `${kind} ${id}`);
    expect(ids({ kinds: ['map-stats'] })).toEqual(['map-stats 77', `map-stats ${MAP1}`]);
    expect(ids({ matchId: MATCH_ID })).toEqual([`economy ${MAP2}`, `map-stats ${MAP1}`, `match ${MATCH_ID}`]);
    expect(ids({ parserVersionBelow: { match: 2, economy: 1 } })).toEqual([`economy ${MAP2}`, `match ${MATCH_ID}`]);
    expect(ids({ kinds: ['match'], parserVersionBelow: { match: 2 } })).toEqual([`match ${MATCH_ID}`]);
  });

  it('knows the map pages of a match whose overview is not stored', () => {
    savePage(store, 'map-stats', mapStatsPage());
    store.targets.upsert({ kind: 'economy', id: MAP2, matchId: MATCH_ID, path: '/x', sortMs: null });
    for (const id of [MAP1, MAP2]) store.pages.record(entry({ kind: 'economy', id }));
    expect(store.pages.list({ matchId: MATCH_ID }).map(({ id }) => id)).toEqual([MAP1, MAP2]);
  });
});

describe('quarantine', () => {
  const entry = {
    kind: 'match' as const,
    id: 5,
    rule: 'parse',
    field: 'maps[0].score',
    message: 'match 5: maps[0].score: expected a number, saw "n/a"',
    seen: 'n/a',
    parserVersion: 1,
    runId: 1,
    file: 'match/0/5.rejected.html.gz',
  };

  it('holds a page once, however often it fails, with the last reason', () => {
    store.quarantine.put(entry);
    const firstSeenAtMs = nowMs;
    nowMs += 1000;
    store.quarantine.put({ ...entry, field: 'title', runId: 2 });
    expect(store.quarantine.list()).toEqual([
      { ...entry, field: 'title', runId: 2, count: 2, firstSeenAtMs, lastSeenAtMs: nowMs },
    ]);
    expect(store.quarantine.count()).toBe(1);
  });

  it('lets a page go when it has passed', () => {
    store.quarantine.put(entry);
    store.quarantine.put({ ...entry, kind: 'economy' });
    expect(store.quarantine.clear('match', 5)).toBe(true);
    expect(store.quarantine.clear('match', 5)).toBe(false);
    expect(store.quarantine.list().map(({ kind }) => kind)).toEqual(['economy']);
  });
});

describe('findings', () => {
  it('of a page are replaced together', () => {
    const finding = { rule: 'match/vetoes', severity: 'soft' as const, mapNumber: 1, expected: '7', seen: '6' };
    store.findings.replace({ kind: 'match', id: 1, findings: [finding, { ...finding, seen: '5' }], runId: 1 });
    store.findings.replace({ kind: 'match', id: 2, findings: [finding], runId: 1 });
    expect(store.findings.count()).toBe(3);
    store.findings.replace({ kind: 'match', id: 1, findings: [{ ...finding, mapNumber: null }], runId: 2 });
    expect(store.findings.list()).toEqual([
      { kind: 'match', id: 1, number: 1, ...finding, mapNumber: null, runId: 2 },
      { kind: 'match', id: 2, number: 1, ...finding, runId: 1 },
    ]);
    store.findings.replace({ kind: 'match', id: 1, findings: [], runId: 3 });
    expect(store.findings.count()).toBe(1);
  });
});

describe('the list of runs', () => {
  it('keeps settings, end and summary', () => {
    const startedAtMs = nowMs;
    const runId = store.runs.start({ command: 'scrape', settings: { full: true } });
    expect(store.runs.list(5)).toEqual([
      {
        runId,
        command: 'scrape',
        settings: { full: true },
        startedAtMs,
        endedAtMs: null,
        exitCode: null,
        reason: null,
        summary: null,
      },
    ]);
    nowMs += 1000;
    store.runs.finish(runId, { exitCode: 3, reason: 'done', summary: { pages: 7 } });
    expect(store.runs.list(5)[0]).toMatchObject({
      endedAtMs: nowMs,
      exitCode: 3,
      reason: 'done',
      summary: { pages: 7 },
    });
  });

  it('marks a run without an end as killed at the next start', () => {
    const first = store.runs.start({ command: 'scrape', settings: {} });
    const second = store.runs.start({ command: 'import', settings: {} });
    expect(second).toBeGreaterThan(first);
    expect(store.runs.list(5).map(({ runId, reason }) => [runId, reason])).toEqual([
      [second, null],
      [first, 'killed'],
    ]);
  });

  it('keeps the newest thousand', () => {
    store.transaction(() => {
      for (let run = 1; run <= 1010; run += 1) store.runs.start({ command: 'scrape', settings: {} });
    });
    const runs = store.runs.list(5000);
    expect([runs.length, runs[0]?.runId, runs.at(-1)?.runId]).toEqual([1000, 1010, 11]);
  });
});

describe('transactions', () => {
  it('take everything back when something inside fails', () => {
    expect(() =>
      store.transaction(() => {
        savePage(store, 'match', matchPage());
        store.pages.record(entry());
        throw new Error('power cut');
      }),
    ).toThrow('power cut');
    expect(store.tables.rows('matches')).toEqual([]);
    expect(store.pages.list()).toEqual([]);
  });

  it('nest: an inner failure that is caught takes back the inner part alone', () => {
    store.transaction(() => {
      store.pages.record(entry());
      const broken = { ...matchPage(), lineups: [...matchPage().lineups, ...matchPage().lineups] };
      expect(() => savePage(store, 'match', broken)).toThrow(/violates the schema/);
    });
    expect(store.pages.list()).toHaveLength(1);
    expect(store.tables.rows('matches')).toEqual([]);
  });

  it('give back what the work returns, and refuse async work', () => {
    expect(store.transaction(() => 7)).toBe(7);
    expect(() => store.transaction(() => Promise.resolve())).toThrow(/promise/);
  });

  it('rehearsed leave nothing', () => {
    expect(
      store.rehearse(() => {
        savePage(store, 'match', matchPage());
        return store.tables.rows('matches').length;
      }),
    ).toBe(1);
    expect(store.tables.rows('matches')).toEqual([]);
  });

  it('rehearsed tell what went wrong, also where SQLite has rolled back by itself', () => {
    const database = memoryDatabase();
    const rehearsing = () =>
      storeOn(database, { file: ':memory:', clock: () => nowMs }).rehearse(() => {
        database.exec('ROLLBACK');
        throw new Error('the disk is full');
      });
    expect(rehearsing).toThrow('the disk is full');
    database.close();
  });
});
