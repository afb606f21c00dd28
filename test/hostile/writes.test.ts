import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryDatabase } from '../helpers/memory-store.ts';
import { ALL_PAGES } from './pages.ts';
import { openScene, type Scene } from './watched.ts';

const pages = mkdtempSync(join(tmpdir(), 'hltv-pages-'));
let scene: Scene;

beforeAll(() => {
  scene = openScene();
  for (const { kind, html } of ALL_PAGES) writeFileSync(join(pages, `${kind}.html`), html);
});

afterAll(() => {
  scene[Symbol.dispose]();
  rmSync(pages, { recursive: true, force: true });
});

/** Runs with a browser are watched in the test of the hostile site. */
describe('nothing is written outside the data folder', () => {
  it.each([
    ['import', ['import', pages], 0],
    ['parse', ['parse', pages], 0],
    ['status', ['status'], 0],
    ['export', ['export', '--set', 'all'], 0],
    ['report', ['report'], 0],
    ['--dry-run', ['--dry-run'], 0],
    ['doctor', ['doctor', '--browser-path', '/nonexistent'], 3],
  ] as const)('by %s', async (_, args, code) => {
    expect((await scene.start([...args]).ended).code).toBe(code);
    expect(scene.traces()).toEqual([]);
  });

  it('by SQLite, which would keep savepoints in nameless files', () => {
    const database = memoryDatabase();
    expect(database.pragma('temp_store', { simple: true })).toBe(2);
    database.close();
  });

  it('or it would have been seen, however short', async () => {
    const file = join(scene.temporary, 'short');
    writeFileSync(file, '');
    rmSync(file);
    await expect.poll(() => scene.traces().length).toBeGreaterThan(0);
  });
});
