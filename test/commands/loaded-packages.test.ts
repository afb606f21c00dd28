import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';

/** Prints the URL of every module that is loaded, of either kind, to stderr. */
const HOOKS = `import { registerHooks } from 'node:module'; import { writeSync } from 'node:fs';
  registerHooks({ load(url, context, next) { writeSync(2, url + '\\n'); return next(url, context); } });`;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The modules that Node loads for a program, and the packages that they are from. */
function loadedBy(args: readonly string[]): { files: string[]; packages: Set<string> } {
  const hooks = `data:text/javascript,${encodeURIComponent(HOOKS)}`;
  const { stderr: urls } = spawnSync(process.execPath, ['--import', hooks, ...args], { encoding: 'utf8' });
  const packages = [...urls.matchAll(/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/g)].map(([, name]) => name ?? '');
  return { files: urls.split('\n').filter((url) => url.startsWith('file:')), packages: new Set(packages) };
}

const LIST = `process.on('exit', () => process._rawDebug(process.moduleLoadList.join('\\n')));`;

/** The modules of Node that a program loads. */
function builtInOf(args: readonly string[]): string[] {
  const list = `data:text/javascript,${encodeURIComponent(LIST)}`;
  const { stderr } = spawnSync(process.execPath, ['--import', list, ...args], { encoding: 'utf8' });
  return [...stderr.matchAll(/^NativeModule (.+)$/gm)].map(([, name]) => name ?? '');
}

const bin = (...args: string[]): string[] => [join(root, 'bin/hltv-scraper.js'), ...args];
const module = (file: string): string[] => ['-e', `import(${JSON.stringify(pathToFileURL(join(root, file)).href)})`];

describe('the built program at its start', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hltv-start-'));
  openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now }).close();
  afterAll(() => rmSync(dataDir, { recursive: true }));

  it.each([[['--help']], [['status', '--help']], [['help', 'export']]])('%j loads no package at all', (args) => {
    const { packages, files } = loadedBy(bin(...args));
    expect([...packages]).toEqual([]);
    expect(files.length).toBeGreaterThan(2);
    expect(files.length).toBeLessThan(12);
  });

  it.each([
    [['--version']],
    [['status', '--data-dir', dataDir]],
    [['status', '--check', '26h', '--data-dir', dataDir]],
  ])('%j loads the database alone', (args) => {
    const { packages, files } = loadedBy(bin(...args));
    expect([...packages]).toEqual(['better-sqlite3']);
    expect(files.filter((file) => !file.includes('node_modules')).length).toBeLessThan(20);
  });

  it.each([[['--help']], [['status', '--data-dir', dataDir]]])(
    '%j loads no module of Node for processes, asynchronous files, hashes or compression',
    (args) => {
      const builtIn = builtInOf(bin(...args));
      expect(builtIn).toContain('fs');
      expect(builtIn.filter((name) => /^(?:child_process|fs\/promises|crypto|zlib)$/.test(name))).toEqual([]);
    },
  );

  it('reads pages without commander, database and browser', () => {
    const { packages, files } = loadedBy(module('dist/parse-page.js'));
    expect(packages).toContain('cheerio');
    expect(['better-sqlite3', 'playwright', 'pino'].filter((name) => packages.has(name))).toEqual([]);
    expect(files.filter((file) => /(commander|settings|store)\.js$/.test(file))).toEqual([]);
  });
});

describe('the sources', () => {
  it('leave the plots to the report', () => {
    const plots = ['@observablehq/plot', 'd3', 'linkedom'];
    const report = loadedBy(module('src/output/report/report.ts')).packages;
    expect(plots.filter((name) => report.has(name))).toEqual(plots);
    const command = loadedBy(module('src/commands/report.ts')).packages;
    expect(plots.filter((name) => command.has(name))).toEqual([]);
  });

  it('load a browser only for a run, when the first page is fetched', () => {
    const { packages } = loadedBy(module('src/commands/scrape.ts'));
    expect(['playwright', 'playwright-core', 'pino-roll', 'undici'].filter((name) => packages.has(name))).toEqual([]);
  });
});
