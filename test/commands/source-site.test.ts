import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimSourceSite, DEMO_SITE } from '../../src/commands/source-site.ts';
import { UsageError } from '../../src/errors.ts';
import { siteNameOf } from '../../src/fetch/options.ts';
import { siteNamedBy } from '../../src/pages/page-site.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-site-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const dataDir = (): string => join(folder, 'data');
const world = createWorld({ seed: 21, matches: 4, variants: 'plain' });
const [firstId = 0, secondId = 0] = world.matchIds();

/** Saves the page of a match as a site has it. */
function save(id: number, origin: string): string {
  mkdirSync(join(folder, 'pages'), { recursive: true });
  const file = join(folder, 'pages', `${id}-${new URL(origin).port}.html`);
  writeFileSync(file, renderPage(world, { kind: 'match', id, origin }));
  return file;
}

const HLTV = 'https://www.hltv.org';
const REPLICA = 'http://127.0.0.1:4711';
const importInto = (...files: string[]) => runCommand(['import', ...files, '--data-dir', dataDir()]);
const dryRun = (...flags: string[]) => runCommand(['--dry-run', '--data-dir', dataDir(), ...flags]);

function storedMatches(): number {
  using store = openStore({ file: join(dataDir(), 'hltv.db'), clock: Date.now, readOnly: true });
  return store.tables.rows('matches').length;
}

describe('a data folder', () => {
  it('belongs to the site it was begun with', async () => {
    expect(await importInto(save(firstId, HLTV))).toMatchObject({ code: 0 });
    const refused = await dryRun('--base-url', REPLICA);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('contains data of www.hltv.org, not data of 127.0.0.1:4711');
    expect(refused.stderr).toContain('--data-dir');
    const flags = ['--base-url', REPLICA, '--browser-path', '/nonexistent', '--data-dir', dataDir()];
    expect(await runCommand(flags)).toMatchObject({ code: 2 });
    expect(await dryRun()).toMatchObject({ code: 0 });
    expect(await dryRun('--base-url', 'https://hltv.org')).toMatchObject({ code: 0 });
  });

  it('without data belongs to no site: a mistaken URL does no harm', async () => {
    const flags = ['--browser-path', '/nonexistent', '--data-dir', dataDir()];
    expect(await runCommand([...flags, '--base-url', REPLICA])).toMatchObject({ code: 1 });
    expect(await dryRun()).toMatchObject({ code: 0 });
  });

  it('with invented matches is not for real ones, nor the other way round', async () => {
    expect(await importInto(save(firstId, REPLICA))).toMatchObject({ code: 0 });
    const real = await importInto(save(secondId, HLTV));
    expect(real.code).toBe(2);
    expect(real.stderr).toContain('contains data of 127.0.0.1:4711, not data of www.hltv.org');
    expect(real.stderr).toContain('error (exit code 2)');
    expect(storedMatches()).toBe(1);
    using store = openStore({ file: join(dataDir(), 'hltv.db'), clock: Date.now, readOnly: true });
    expect(store.runs.list(1)).toMatchObject([{ command: 'import', exitCode: 2 }]);
    expect(store.pages.find('match', firstId)?.url).toMatch(/^http:\/\/127\.0\.0\.1:4711\/matches\//);
    expect((await dryRun()).code).toBe(2);
    expect((await dryRun('--base-url', REPLICA)).code).toBe(0);
  });

  it('takes of mixed files those of its site, and lists the others', async () => {
    const [real, invented] = [save(firstId, HLTV), save(secondId, REPLICA)];
    const ended = await importInto(invented, real);
    expect(ended.stderr).toContain(
      `skipped ${invented}: a page of 127.0.0.1:4711; the data folder contains data of www.hltv.org`,
    );
    expect(storedMatches()).toBe(1);
  });

  it('that a variable names is never used by the demo', async () => {
    const ended = await runCommand(['demo', '--browser-path', '/nonexistent'], { HLTV_DATA_DIR: dataDir() });
    expect(ended.code).toBe(1);
    expect(existsSync(dataDir())).toBe(false);
  });

  it('of real matches is not for the demo', async () => {
    await importInto(save(firstId, HLTV));
    const ended = await runCommand(['demo', '--browser-path', '/nonexistent', '--data-dir', dataDir()]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('contains data of www.hltv.org, not invented matches of the demo');
  });
});

describe('a database made before its site was entered', () => {
  const page = {
    kind: 'match',
    id: 1,
    httpStatus: 200,
    transportReason: null,
    contentType: null,
    bytes: 1,
    sha256: 'x',
  } as const;
  const entry = { ...page, parserVersion: 1, outcome: 'stored', state: 'finished', blocks: 1, file: null } as const;

  function withStore(work: (store: Store) => void): Store {
    const file = join(folder, 'hltv.db');
    const store = openStore({ file, clock: Date.now });
    work(store);
    const database = new Database(file);
    expect(database.prepare('SELECT count(*) FROM source_site').pluck().get()).toBe(0);
    database.close();
    return store;
  }

  it.each([
    ['https://www.hltv.org/matches/1/_', 'fetch', 'www.hltv.org'],
    ['https://mirror.example/cs/matches/1/_', 'navigate', 'mirror.example/cs'],
    ['http://127.0.0.1:4711/matches/1/_', 'fetch', '127.0.0.1:4711'],
    ['https://www.hltv.org/matches/1/_', 'import', 'www.hltv.org'],
  ] as const)('belongs to that of its pages: %s by %s', (url, transport, site) => {
    using store = withStore(({ pages }) => pages.record({ ...entry, url, transport, fetchedAtMs: 5 }));
    expect(store.sourceSite.find()).toBe(site);
    expect(() => claimSourceSite(store, { dataDir: folder, site: 'other.example' })).toThrow(UsageError);
    claimSourceSite(store, { dataDir: folder, site });
    expect(store.sourceSite.find()).toBe(site);
  });

  it('belongs to the demo when only the demo has run in it', () => {
    using store = withStore(({ pages, runs }) => {
      runs.start({ command: 'demo', settings: null });
      pages.record({ ...entry, url: 'http://127.0.0.1:4711/matches/1/_', transport: 'fetch', fetchedAtMs: 5 });
    });
    expect(store.sourceSite.find()).toBe(DEMO_SITE);
  });

  it('belongs to none while it is empty', () => {
    using store = withStore(() => undefined);
    expect(store.sourceSite.find()).toBe(null);
    claimSourceSite(store, { dataDir: folder, site: 'one.example' });
    expect(() => claimSourceSite(store, { dataDir: folder, site: 'other.example' })).not.toThrow();
  });
});

describe('a site', () => {
  it.each([
    ['https://www.hltv.org', 'www.hltv.org'],
    ['http://hltv.org/', 'www.hltv.org'],
    ['https://Mirror.example/cs/', 'mirror.example/cs'],
    ['http://127.0.0.1:4711', '127.0.0.1:4711'],
  ])('has one name: %s is %s', (url, name) => {
    expect(siteNameOf(url)).toBe(name);
  });

  it.each([
    ['https://www.hltv.org/matches/1/a-vs-b', 'https://www.hltv.org'],
    ['https://mirror.example/cs/results', 'https://mirror.example/cs'],
    ['https://web.archive.org/web/20240101000000/https://www.hltv.org/matches/1/x', 'https://www.hltv.org'],
    ['/matches/1/a-vs-b', null],
    ['https://www.hltv.org/team/1/x', null],
  ])('is named by the canonical link of a page: %s', (link, site) => {
    expect(siteNamedBy(`<html><head><link rel="canonical" href="${link}"></head><body></body></html>`)).toBe(site);
  });

  it('is named by a canonical link in any valid writing', () => {
    const tag = '<LINK title=\'rel="next" href="/other"\' HREF=https://mirror.example/matches/1/a-vs-b REL=canonical>';
    expect(siteNamedBy(`<HTML><HEAD>${tag}</HEAD><BODY></BODY></HTML>`)).toBe('https://mirror.example');
  });

  it('is named by the canonical link behind megabytes of style sheets', () => {
    const style = `<style>${'.a{color:red}'.repeat(60_000)}</style>`;
    const link = '<link rel="canonical" href="https://mirror.example/matches/1/a-vs-b">';
    expect(siteNamedBy(`<html><head>${style}${link}</head><body></body></html>`)).toBe('https://mirror.example');
  });
});
