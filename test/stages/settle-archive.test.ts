import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openArchive, type PageArchive } from '../../src/archive/archive.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { overviewHandler } from '../../src/stages/overview.ts';
import { processFetched } from '../../src/stages/process-page.ts';
import { settlePending } from '../../src/stages/settle-archive.ts';
import type { Store } from '../../src/store/store.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { runWith } from '../helpers/run.ts';

const root = mkdtempSync(join(tmpdir(), 'hltv-settle-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const world = createWorld({ seed: 31, matches: 2, variants: 'plain' });
const id = world.matchIds()[0] ?? 0;
const GOOD = renderPage(world, { kind: 'match', id, size: 'bare' });
const NEWER = `${GOOD}\n`;
const BROKEN = GOOD.replaceAll(/data-unix="\d+"/g, 'data-unix="soon"');
const FILE = `match/${Math.floor(id / 1000)}/${id}.html.gz`;

const STEPS = ['receive', 'removeRejected', 'accept', 'reject', 'discard'] as const;

/** An archive that is cut off before or after its nth step, as by a kill. */
function cutOff(archive: PageArchive, nth: number, when: 'before' | 'after'): PageArchive {
  let left = nth;
  const isNow = (): boolean => {
    left -= 1;
    return left === 0;
  };
  const steps = STEPS.map((name) => [
    name,
    (...args: never[]) => {
      const isLast = isNow();
      if (isLast && when === 'before') throw new Error('killed');
      const result = (archive[name] as (...all: never[]) => unknown)(...args);
      if (isLast) throw new Error('killed');
      return result;
    },
  ]);
  return { ...archive, ...Object.fromEntries(steps) };
}

function fetchPage(store: Store, archive: PageArchive, html: string): void {
  store.targets.upsert({ kind: 'match', id, matchId: id, path: '/x', sortMs: null });
  const task = {
    stage: 'overview',
    handler: overviewHandler(store),
    page: { kind: 'match', id, matchId: id },
  } as const;
  const way = { url: '/x', httpStatus: 200, transport: 'fetch', transportReason: null, contentType: null } as const;
  processFetched(runWith({ store, archive }), task, {
    html,
    document: Buffer.from(html),
    ...way,
    fetchedAtMs: 1_771_200_000_000,
  });
}

/** The digest of every file that a page of the store says it has, and whether the archive or what is pending has it. */
function lost(store: Store, folder: string): string[] {
  const archive = openArchive(folder);
  const pending = archive.pending().map(({ sha256 }) => sha256);
  return store.pages.list().flatMap(({ file, sha256, kind, id: pageId }) => {
    const document = file === null ? null : archive.readFile(file)?.document;
    const held = document == null ? null : archive.receive({ kind, id: pageId, document, fetchedAtMs: 1 }).sha256;
    return held === sha256 || pending.includes(sha256) ? [] : [`${file} ${sha256}`];
  });
}

const CASES = (['before', 'after'] as const).flatMap((when) => [1, 2, 3].map((nth) => ({ nth, when })));
const SEQUENCES: [string, string[]][] = [
  ['a first page', [GOOD]],
  ['a newer page', [GOOD, NEWER]],
  ['a page that cannot be read', [GOOD, BROKEN]],
  ['a good page after one that cannot be read', [GOOD, BROKEN, NEWER]],
];

it.each(SEQUENCES.flatMap(([name, pages]) => CASES.map((cut) => ({ name, pages, ...cut }))))(
  'a kill $when step $nth of $name leaves the page of the rows on the disk, and the next start completes it',
  ({ pages, nth, when }) => {
    const folder = mkdtempSync(join(root, 'archive-'));
    using store = memoryStore(() => 1);
    const last = pages.at(-1) ?? '';
    for (const html of pages.slice(0, -1)) fetchPage(store, openArchive(folder), html);
    let isKilled = false;
    try {
      fetchPage(store, cutOff(openArchive(folder), nth, when), last);
    } catch (error) {
      expect(String(error)).toContain('killed');
      isKilled = true;
    }
    expect(lost(store, folder)).toEqual([]);
    const archive = openArchive(folder);
    settlePending(store, archive);
    expect(archive.pending()).toEqual([]);
    if (isKilled) fetchPage(store, archive, last);
    expect(lost(store, folder)).toEqual([]);
    const good = pages.findLast((html) => html !== BROKEN);
    expect(archive.readFile(FILE)?.document.toString()).toBe(good);
    const hasRejected = last === BROKEN;
    expect([...archive.list()].map(({ isRejected }) => isRejected)).toEqual(hasRejected ? [false, true] : [false]);
    expect(store.pages.list().map(({ outcome }) => outcome)).toEqual(
      hasRejected ? ['stored', 'quarantined'] : ['stored'],
    );
  },
);
