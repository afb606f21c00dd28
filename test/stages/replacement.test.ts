import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openArchive, type PageArchive } from '../../src/archive/archive.ts';
import type { Transport } from '../../src/fetcher.ts';
import { overviewHandler } from '../../src/stages/overview.ts';
import { performanceHandler } from '../../src/stages/performance-economy.ts';
import { processFetched, processSaved } from '../../src/stages/process-page.ts';
import type { Store } from '../../src/store/store.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { PAGE_ID, performancePageHtml } from '../helpers/performance-page.ts';
import { inventedMap, renderSection } from '../helpers/round-swing.ts';
import { basicRun, runWith } from '../helpers/run.ts';

/** Several versions of one page: which of them is stored, whichever comes first. */

const ID = 2_400_001;
const T = Date.UTC(2026, 1, 14);
const HOUR = 3_600_000;

const read = (name: string): string => readFileSync(new URL(`../commands/saved/${name}`, import.meta.url), 'utf8');

const FINISHED = read('i1-finished.html');
const UPCOMING = read('i1-upcoming-earlier.html');
const DELETED = UPCOMING.replace(/(<div class="countdown") data-unix="\d+">[^<]*</, '$1>Match deleted<');
const WITHOUT_LINEUPS = FINISHED.replace('class="lineups" id="lineups"', 'class="others"');
const BROKEN = FINISHED.replaceAll(/data-unix="\d+"/g, 'data-unix="soon"');
const CORRECTED = FINISHED.replace(/Example Cup 1/g, 'Example Cup 2');

const root = mkdtempSync(join(tmpdir(), 'hltv-replacement-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder: string;
let archive: PageArchive;
let store: Store;
let number = 0;

function openFolder(): void {
  number += 1;
  folder = join(root, String(number));
  archive = openArchive(folder);
  store = memoryStore(() => T);
}

beforeEach(openFolder);

type Version = { html: string; fetchedAtMs: number };

const task = () =>
  ({ stage: 'overview', handler: overviewHandler(store), page: { kind: 'match', id: ID, matchId: ID } }) as const;

function receivedOf({ html, fetchedAtMs }: Version, transport: Transport) {
  const document = Buffer.from(html);
  const way = { url: '/x', httpStatus: null, transport, transportReason: null, contentType: null };
  return { html, document, fetchedAtMs, ...way };
}

function addTarget(): void {
  store.targets.upsert({ kind: 'match', id: ID, matchId: ID, path: '/x', sortMs: null });
}

function importPage(version: Version, precedence: 'newest' | 'always' = 'newest') {
  addTarget();
  const received = receivedOf(version, 'import');
  return processSaved(basicRun({ store, archive }), task(), { received, precedence });
}

function fetchPage(version: Version) {
  addTarget();
  return processFetched(runWith({ store, archive }), task(), receivedOf(version, 'fetch'));
}

const statusOf = (): string | undefined => store.tables.rows('matches')[0]?.status;

/** Every archived file with its time and a digest of what it holds. */
function archivedFiles(): string[] {
  const files = readdirSync(folder, { recursive: true }).map(String);
  return files
    .filter((file) => file.endsWith('.gz'))
    .map((file) => {
      const path = join(folder, file);
      const digest = createHash('sha256').update(gunzipSync(readFileSync(path)));
      return `${file} ${statSync(path).mtimeMs} ${digest.digest('hex').slice(0, 8)}`;
    })
    .sort();
}

/** What is stored, without what only says how often something was tried. */
function everythingStored() {
  const target = store.targets.find('match', ID);
  return {
    tables: store.tables.all(),
    pages: store.pages.list(),
    quarantine: store.quarantine.list().map(({ runId, count, ...entry }) => entry),
    findings: store.findings.list().map(({ runId, ...finding }) => finding),
    target: target?.state,
    files: archivedFiles(),
  };
}

describe('a saved page', () => {
  it('that is older than the stored one changes nothing', () => {
    importPage({ html: CORRECTED, fetchedAtMs: T });
    const before = everythingStored();
    expect(importPage({ html: FINISHED, fetchedAtMs: T - HOUR })).toEqual({
      outcome: 'not-taken',
      reason: { type: 'older', storedAtMs: T, seenAtMs: T - HOUR },
    });
    expect(everythingStored()).toEqual(before);
  });

  it.each([
    ['newer', HOUR],
    ['as old', 0],
    ['older', -HOUR],
  ])('of an upcoming match does not replace a finished one, though its file is %s', (_, ageMs) => {
    importPage({ html: FINISHED, fetchedAtMs: T });
    const { newestReadableAtMs: _time, ...before } = store.pages.list()[0] ?? { newestReadableAtMs: 0 };
    expect(importPage({ html: UPCOMING, fetchedAtMs: T + ageMs })).toMatchObject({ outcome: 'not-taken' });
    expect(statusOf()).toBe('finished');
    expect(store.pages.list()[0]).toMatchObject(before);
    expect(archivedFiles()).toHaveLength(1);
  });

  it('without the line-ups does not replace a fuller one, though it is newer', () => {
    importPage({ html: FINISHED, fetchedAtMs: T });
    const rows = store.tables.all();
    expect(importPage({ html: WITHOUT_LINEUPS, fetchedAtMs: T + HOUR })).toMatchObject({
      reason: { type: 'less-data' },
    });
    expect(store.tables.all()).toEqual(rows);
  });

  it('that is newer and as full replaces the stored one', () => {
    importPage({ html: FINISHED, fetchedAtMs: T });
    expect(importPage({ html: CORRECTED, fetchedAtMs: T + HOUR })).toMatchObject({ outcome: 'stored' });
    expect(store.tables.rows('matches')).toMatchObject([{ eventName: 'Example Cup 2' }]);
  });

  it('is taken in any case when the user says so', () => {
    importPage({ html: FINISHED, fetchedAtMs: T });
    expect(importPage({ html: UPCOMING, fetchedAtMs: T - HOUR }, 'always')).toMatchObject({ outcome: 'stored' });
    expect(statusOf()).toBe('upcoming');
    expect(archivedFiles()).toEqual([expect.stringContaining(String(T - HOUR))]);
  });

  it('that is the stored one is read again, and keeps its first transport and time', () => {
    fetchPage({ html: FINISHED, fetchedAtMs: T });
    const before = everythingStored();
    expect(importPage({ html: FINISHED, fetchedAtMs: T - HOUR })).toMatchObject({ outcome: 'stored' });
    expect(everythingStored()).toEqual(before);
    expect(store.pages.list()).toMatchObject([{ transport: 'fetch', fetchedAtMs: T }]);
  });

  it('gives the same result for every order and time of its versions', () => {
    const pages = { FINISHED, CORRECTED, UPCOMING, WITHOUT_LINEUPS, BROKEN, BROKEN_TOO: `${BROKEN} ` };
    const names = Object.keys(pages) as (keyof typeof pages)[];
    const version = fc.record({ name: fc.constantFrom(...names), hours: fc.integer({ min: 0, max: 2 }) });
    const selector = ({ name, hours }: { name: string; hours: number }) => `${name} ${hours}`;
    const orders = fc
      .uniqueArray(version, { minLength: 2, maxLength: 4, selector })
      .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })));
    const resultOf = (versions: { name: keyof typeof pages; hours: number }[]) => {
      openFolder();
      for (const { name, hours } of versions) importPage({ html: pages[name], fetchedAtMs: T + hours * HOUR });
      return everythingStored();
    };
    const isSame = fc.property(orders, ([one, other]) => {
      expect(resultOf(other)).toEqual(resultOf(one));
    });
    fc.assert(isSame, { numRuns: 15, seed: 8 });
  }, 60_000);
});

describe('a page that cannot be read', () => {
  const GOOD = 'match/2400/2400001.html.gz';
  const REJECTED = 'match/2400/2400001.rejected.html.gz';

  it('is kept beside the good one, which stays the page of the log', () => {
    importPage({ html: FINISHED, fetchedAtMs: T });
    const rows = store.tables.all();
    const [entry] = store.pages.list();
    fetchPage({ html: BROKEN, fetchedAtMs: T + HOUR });
    expect(archivedFiles().map((line) => line.split(' ')[0])).toEqual([GOOD, REJECTED]);
    expect(store.pages.find('match', ID)).toEqual(entry);
    expect(store.pages.findRejected('match', ID)).toMatchObject({ file: REJECTED, outcome: 'quarantined' });
    expect(store.quarantine.list()).toMatchObject([{ kind: 'match', id: ID, file: REJECTED }]);
    expect(store.tables.all()).toEqual(rows);
  });

  it('is deleted when a good one is stored', () => {
    fetchPage({ html: BROKEN, fetchedAtMs: T });
    expect(archivedFiles().map((line) => line.split(' ')[0])).toEqual([REJECTED]);
    fetchPage({ html: FINISHED, fetchedAtMs: T + HOUR });
    expect(archivedFiles().map((line) => line.split(' ')[0])).toEqual([GOOD]);
    expect(store.quarantine.count()).toBe(0);
    expect(store.pages.list()).toMatchObject([{ outcome: 'stored', file: GOOD }]);
  });

  it('leaves the target of a stored page alone when it comes from a file', () => {
    importPage({ html: FINISHED, fetchedAtMs: T });
    const before = store.targets.find('match', ID);
    importPage({ html: BROKEN, fetchedAtMs: T + HOUR });
    expect(store.targets.find('match', ID)).toEqual(before);
  });

  it('is the page that is stored: nothing is written beside it', () => {
    importPage({ html: FINISHED, fetchedAtMs: T });
    const handler = {
      ...overviewHandler(store),
      parseAndCheck: () => {
        throw new TypeError('a bug of today');
      },
    };
    const run = basicRun({ store, archive });
    const received = receivedOf({ html: FINISHED, fetchedAtMs: T }, 'import');
    processSaved(run, { ...task(), handler }, { received, precedence: 'newest' });
    expect(archivedFiles().map((line) => line.split(' ')[0])).toEqual([GOOD]);
    expect(store.quarantine.list()).toMatchObject([{ file: GOOD }]);
  });
});

describe('a fetched page', () => {
  it('replaces the stored one although its own clock is behind', () => {
    importPage({ html: FINISHED, fetchedAtMs: T });
    expect(fetchPage({ html: CORRECTED, fetchedAtMs: T - HOUR })).toMatchObject({ outcome: 'stored' });
    expect(store.tables.rows('matches')).toMatchObject([{ eventName: 'Example Cup 2' }]);
  });

  it('with a finished match that is upcoming again goes to quarantine; the rows stay', () => {
    fetchPage({ html: FINISHED, fetchedAtMs: T });
    const rows = store.tables.all();
    expect(fetchPage({ html: UPCOMING, fetchedAtMs: T + HOUR })).toMatchObject({
      outcome: 'quarantined',
      rule: 'match/not-taken-back',
      message: `match ${ID}: match/not-taken-back: expected finished, as stored, saw upcoming`,
    });
    expect(store.tables.all()).toEqual(rows);
    expect(store.quarantine.list()).toMatchObject([{ rule: 'match/not-taken-back', seen: 'upcoming' }]);
  });

  it('with less of a finished match is stored, with a finding', () => {
    fetchPage({ html: FINISHED, fetchedAtMs: T });
    const kept = fetchPage({ html: WITHOUT_LINEUPS, fetchedAtMs: T + HOUR });
    expect(kept).toMatchObject({ outcome: 'stored' });
    expect(store.findings.list()).toContainEqual(expect.objectContaining({ rule: 'match/as-much-as-stored' }));
  });

  it('with less of a finished match is not replaced by an older save that has more, whichever comes first', () => {
    const [saved, fetched] = [
      { html: FINISHED, fetchedAtMs: T },
      { html: WITHOUT_LINEUPS, fetchedAtMs: T + HOUR },
    ];
    fetchPage(fetched);
    expect(importPage(saved)).toMatchObject({ outcome: 'not-taken', reason: { type: 'older' } });
    const rows = store.tables.all();
    expect(rows.lineups).toEqual([]);
    expect(importPage(saved, 'always')).toMatchObject({ outcome: 'stored' });
    expect(store.tables.rows('lineups')).not.toEqual([]);
    openFolder();
    importPage(saved);
    fetchPage(fetched);
    expect(store.tables.all()).toEqual(rows);
  });

  it('of a deleted match is not replaced by an older save of the finished match, but by a later one', () => {
    fetchPage({ html: FINISHED, fetchedAtMs: T });
    fetchPage({ html: DELETED, fetchedAtMs: T + HOUR });
    expect(statusOf()).toBe('deleted');
    expect(importPage({ html: FINISHED, fetchedAtMs: T })).toMatchObject({ reason: { type: 'older' } });
    expect(importPage({ html: FINISHED, fetchedAtMs: T + 2 * HOUR })).toMatchObject({ outcome: 'stored' });
    expect(statusOf()).toBe('finished');
  });

  it('of an upcoming match is replaced by a save of the finished match, whatever its time is', () => {
    fetchPage({ html: UPCOMING, fetchedAtMs: T });
    expect(importPage({ html: FINISHED, fetchedAtMs: T - HOUR })).toMatchObject({ outcome: 'stored' });
    expect(statusOf()).toBe('finished');
  });
});

describe('a performance page without the Round swing section', () => {
  const map = inventedMap();
  const WITH = performancePageHtml(map, renderSection(map, { copies: 1 }));
  const WITHOUT = performancePageHtml(map, '');

  function process(html: string, fetchedAtMs: number, transport: 'fetch' | 'import') {
    const page = { kind: 'performance', id: PAGE_ID, matchId: null } as const;
    store.targets.upsert({ ...page, path: '/x', sortMs: null });
    const performance = { stage: 'performance-economy', handler: performanceHandler(store), page } as const;
    const received = receivedOf({ html, fetchedAtMs }, transport);
    if (transport === 'fetch') return processFetched(runWith({ store, archive }), performance, received);
    return processSaved(basicRun({ store, archive }), performance, { received, precedence: 'newest' });
  }

  const hasSection = () => store.pageRecords.find('performance', PAGE_ID)?.roundSwing !== undefined;

  it('does not replace a saved page that has it, in either order', () => {
    process(WITH, T, 'import');
    expect(process(WITHOUT, T + HOUR, 'import')).toMatchObject({ reason: { type: 'less-data' } });
    expect(hasSection()).toBe(true);
    openFolder();
    process(WITHOUT, T + HOUR, 'import');
    expect(process(WITH, T, 'import')).toMatchObject({ outcome: 'stored' });
    expect(hasSection()).toBe(true);
  });

  it('is stored with a finding when it was fetched', () => {
    process(WITH, T, 'fetch');
    process(WITHOUT, T + HOUR, 'fetch');
    expect(hasSection()).toBe(false);
    expect(store.findings.list()).toContainEqual(expect.objectContaining({ rule: 'performance/as-much-as-stored' }));
  });
});
