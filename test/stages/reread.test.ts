import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Archive, openArchive } from '../../src/archive/archive.ts';
import { rereadArchive } from '../../src/commands/reread.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { performanceHandler } from '../../src/stages/performance-economy.ts';
import { type RereadProgress, rereadOutdated } from '../../src/stages/reread.ts';
import { storePage } from '../../src/stages/store-page.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { matchPage } from '../checks/records.ts';
import { PAGE_ID, performancePageHtml } from '../helpers/performance-page.ts';
import { inventedMap, renderSection } from '../helpers/round-swing.ts';
import { runWith } from '../helpers/run.ts';
import { savePage } from '../helpers/save-page.ts';

const CURRENT = PAGES.performance.parserVersion;
const IDS = [PAGE_ID, PAGE_ID + 1];

let folder: string;
let store: Store;
let archive: Archive;

/** The page of another id, which says it in its links. */
const htmlOf = (id: number): string =>
  performancePageHtml(inventedMap(), renderSection(inventedMap(), { copies: 1 })).replaceAll(`${PAGE_ID}`, `${id}`);

/** A page as a program with an older parser has stored it: archived in full, the section not read. */
function storeOld(id: number, html = htmlOf(id)): void {
  const document = Buffer.from(html);
  const received = archive.receive({ kind: 'performance', id, document, fetchedAtMs: 5 });
  const { file, rejectedFile, bytes, sha256 } = received;
  const way = { url: '/x', httpStatus: 200, transport: 'fetch', transportReason: null, contentType: null } as const;
  const page = {
    kind: 'performance',
    id,
    html: htmlOf(id),
    document,
    ...way,
    fetchedAtMs: 5,
    file,
    rejectedFile,
    bytes,
    sha256,
  } as const;
  storePage(
    { store, runId: 1 },
    { handler: { ...performanceHandler(store), parserVersion: CURRENT - 1 }, page },
    () => {},
  );
  archive.accept(received);
  const { roundSwing: _, ...record } = PAGES.performance.parse(htmlOf(id), { id });
  store.pageRecords.save({ kind: 'performance', id, record, fetchedAtMs: 5, parserVersion: CURRENT - 1 });
}

function reread(limit = Number.POSITIVE_INFINITY): RereadProgress[] {
  const seen: RereadProgress[] = [];
  const readDocument = (file: string) => {
    const document = archive.readFile(file)?.document ?? null;
    return document === null ? null : { document, html: document.toString('utf8') };
  };
  for (const progress of rereadOutdated({ store, runId: 2, kinds: ['performance'], readDocument })) {
    seen.push(progress);
    if (seen.length >= limit) break;
  }
  return seen;
}

const hasSection = (id: number): boolean => store.pageRecords.find('performance', id)?.roundSwing !== undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-reread-'));
  store = openStore({ file: join(folder, 'hltv.db'), clock: () => 9 });
  archive = openArchive(join(folder, 'archive'));
  const match = matchPage();
  const maps = match.maps.map((map, index) => ({ ...map, mapStatsId: index < 2 ? (IDS[index] ?? null) : null }));
  for (const runId of [1, 2]) expect(store.runs.start({ command: 'scrape', settings: {} })).toBe(runId);
  savePage(store, 'match', { ...match, maps });
  for (const id of IDS) storeOld(id);
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('pages of an older parser', () => {
  it('are read again from the archive, once', () => {
    const before = store.pages.find('performance', PAGE_ID);
    expect(IDS.map(hasSection)).toEqual([false, false]);
    expect(reread()).toEqual([
      { done: 1, total: 2 },
      { done: 2, total: 2 },
    ]);
    expect(IDS.map(hasSection)).toEqual([true, true]);
    expect(store.pages.find('performance', PAGE_ID)).toEqual({ ...before, parserVersion: CURRENT });
    expect(store.tables.rows('round_events').length).toBe(2 * inventedMap().events.length);
    expect(reread()).toEqual([]);
  });

  it('are continued after a kill with those that are left', () => {
    expect(reread(1)).toHaveLength(1);
    expect(IDS.map(hasSection)).toEqual([false, true]);
    expect(reread()).toEqual([{ done: 1, total: 1 }]);
    expect(IDS.map(hasSection)).toEqual([true, true]);
  });

  it('are left to the next run when the time of this one is over', async () => {
    const run = runWith({ store, archive });
    const showing = { dataDir: folder, quiet: true, progress: 'none' } as const;
    await rereadArchive(run, { ...showing, deadlineMs: run.clock.now() });
    expect(IDS.map(hasSection)).toEqual([false, true]);
    await rereadArchive(run, showing);
    expect(IDS.map(hasSection)).toEqual([true, true]);
  });

  it('keep their rows when their file is missing or damaged', () => {
    const files = IDS.map((id) => join(folder, 'archive', archive.find('performance', id) ?? ''));
    rmSync(files[0] ?? '');
    truncateSync(files[1] ?? '', 40);
    const before = store.tables.all();
    expect(reread()).toHaveLength(2);
    expect(store.tables.all()).toEqual(before);
    expect(store.quarantine.count()).toBe(0);
  });

  it('that cannot be read any more keep their rows, and are tried once', () => {
    storeOld(PAGE_ID, htmlOf(PAGE_ID).replaceAll('killmatrix-topbar', 'x'));
    const before = store.tables.all();
    expect(reread()).toHaveLength(2);
    expect(store.tables.all().kill_matrix).toEqual(before.kill_matrix);
    expect(store.quarantine.count()).toBe(1);
    expect(reread()).toEqual([]);
  });
});
