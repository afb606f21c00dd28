import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { globalsOf, importsOf, parseSource } from './helpers/imports.ts';

/**
 * The import rules: for each module of `src/` what it may import of the others, which packages and Node modules, and
 * which globals beside those of the language. Whatever is not listed is forbidden. `(types)`: only `import type`.
 * docs/architecture.md shows the same table.
 */
type Rule = { modules?: string; packages?: string; globals?: string };

const RULES: Record<string, Rule> = {
  'pages/': {
    modules: 'errors.ts, fetcher.ts (types), page-kinds.ts, page-records.ts, records.ts',
    packages: 'cheerio/slim, node:vm, parse5, parse5-htmlparser2-tree-adapter, zod (types)',
  },
  'assembly/': { modules: 'page-kinds.ts (types), page-records.ts (types), records.ts' },
  'checks/': { modules: 'assembly/, page-kinds.ts (types), page-records.ts (types), records.ts' },
  'output/': {
    modules:
      'config.ts (types), errors.ts, fetcher.ts, notices.ts (types), page-kinds.ts, page-records.ts, progress.ts (types), refusal-marks.ts (types), report-data.ts, saved/ (types)',
    packages: '@observablehq/plot, linkedom, zod',
  },
  'replica/': {
    modules: 'page-kinds.ts (types), records.ts (types)',
    packages: 'node:http, node:net (types)',
    globals: 'Buffer, Date.now, clearTimeout, setTimeout',
  },
  'fetch/': {
    modules: 'clock.ts, disk-errors.ts, durable-files.ts, errors.ts, fetcher.ts, refusal-marks.ts, saved/',
    packages:
      'node:child_process, node:fs, node:fs/promises, node:os, node:path, node:timers/promises, node:util, node:zlib, p-retry, playwright, playwright/package.json, robots-parser',
    globals:
      'Buffer, CompressionStream, Date.now, Response, btoa, clearInterval, clearTimeout, fetch, globalThis, performance, process, setInterval, setTimeout',
  },
  'saved/': {
    modules: 'errors.ts, fetcher.ts, page-kinds.ts, refusal-marks.ts',
    packages:
      '@zone-eu/mailsplit, encoding-sniffer, file-type, node:fs, node:path, node:stream, node:zlib, stream-chain/utils/pipe.js, stream-json/filters/pick.js, stream-json/parser.js, stream-json/streamers/stream-array.js, warcio, zod',
    globals: 'Buffer, Headers',
  },
  'archive/': {
    modules: 'disk-errors.ts, durable-files.ts, errors.ts, fetcher.ts, page-kinds.ts',
    packages: 'node:crypto, node:fs, node:path, node:zlib',
    globals: 'Buffer',
  },
  'store/': {
    modules:
      'assembly/, clock.ts, errors.ts, fetcher.ts (types), page-kinds.ts, page-records.ts (types), records.ts, report-data.ts (types)',
    packages: 'better-sqlite3, node:fs, node:os, node:path, node:util, zod',
    globals: 'Buffer, Date.now, import.meta, process',
  },
  'export/': {
    modules:
      'days.ts, dictionary.ts, disk-errors.ts, durable-files.ts, errors.ts, export-settings.ts (types), name-filter.ts, output/, page-records.ts (types), records.ts, store/',
    packages: 'csv-stringify/sync, hyparquet-writer, node:crypto, node:fs, node:path, node:zlib, zod (types)',
    globals: 'Buffer, setImmediate',
  },
  'stages/': {
    modules:
      'archive/ (types), assembly/ (types), checks/, clock.ts (types), config.ts (types), errors.ts, failure-tracker.ts, fetcher.ts (types), name-filter.ts, notices.ts (types), page-kinds.ts, page-records.ts (types), pages/, shutdown.ts (types), store/',
  },
  'workers/': { packages: 'node:worker_threads' },
  'reparse/': {
    modules: 'archive/, errors.ts, page-kinds.ts, pages/, saved/, stages/, store/, workers/',
    packages: 'node:crypto',
    globals: 'import.meta',
  },
  'verification/': {
    modules:
      'archive/ (types), errors.ts, output/ (types), page-kinds.ts, page-records.ts, reparse/, stages/, store/ (types), workers/ (types)',
    packages: 'node:crypto',
  },
  'commands/': {
    modules:
      'archive/, checks/, clock.ts, config.ts, days.ts, durable-files.ts, errors.ts, exit-codes.ts, export/, export-settings.ts, fetch/, fetcher.ts (types), log.ts, maintenance-settings.ts, name-filter.ts, notices.ts (types), output/, package.ts, page-kinds.ts, pages/, parse-page.ts, pipeline.ts, progress.ts, refusal-marks.ts, replica/, report-data.ts (types), report-settings.ts, reparse/, saved/, setting.ts, setting-values.ts, shutdown.ts, stages/, store/, verification/',
    packages:
      'commander, node:child_process, node:crypto, node:fs, node:os, node:path, node:stream/consumers, node:url, node:util, zod',
    globals: 'AbortSignal.timeout, Date.now, Math.random, process, setImmediate, setTimeout',
  },
  'cli.ts': { modules: 'commands/, exit-codes.ts (types), main.ts', globals: 'process' },
  'main.ts': { modules: 'commands/, errors.ts, exit-codes.ts, output/', packages: 'commander', globals: 'process' },
  'api.ts': {
    modules:
      'commands/, errors.ts, notices.ts (types), output/ (types), page-records.ts, parse-page.ts, records.ts, store/',
  },
  'parse-page.ts': {
    modules: 'checks/, errors.ts, page-kinds.ts (types), page-records.ts (types), pages/',
  },
  'clock.ts': { packages: 'node:timers/promises', globals: 'Date.now' },
  'config.ts': {
    modules:
      'days.ts, export-settings.ts, maintenance-settings.ts, page-kinds.ts, report-settings.ts, setting.ts, setting-values.ts',
    packages: 'zod',
  },
  'days.ts': {},
  'dictionary.ts': { modules: 'records.ts, store/' },
  'disk-errors.ts': { modules: 'errors.ts' },
  'durable-files.ts': { modules: 'disk-errors.ts', packages: 'node:fs, node:path', globals: 'process' },
  'errors.ts': { modules: 'page-kinds.ts (types)' },
  'exit-codes.ts': { modules: 'errors.ts, notices.ts (types)' },
  'export-settings.ts': { modules: 'days.ts, setting.ts, setting-values.ts', packages: 'zod' },
  'failure-tracker.ts': { modules: 'notices.ts (types)' },
  'fetcher.ts': { modules: 'page-kinds.ts (types)' },
  'log.ts': {
    modules: 'config.ts (types), disk-errors.ts, output/',
    packages: 'node:fs, node:path, pino, pino-roll',
    globals: 'process',
  },
  'maintenance-settings.ts': { modules: 'days.ts, page-kinds.ts, setting.ts, setting-values.ts', packages: 'zod' },
  'name-filter.ts': {},
  'notices.ts': {
    modules: 'fetch/ (types), output/ (types), page-kinds.ts (types), page-records.ts (types), saved/ (types)',
  },
  'package.ts': { packages: 'node:fs, node:url, zod', globals: 'import.meta' },
  'page-kinds.ts': { packages: 'zod' },
  'page-records.ts': { modules: 'page-kinds.ts (types), records.ts', packages: 'zod' },
  'pipeline.ts': { modules: 'errors.ts, notices.ts (types), page-kinds.ts (types), stages/' },
  'progress.ts': { modules: 'errors.ts, notices.ts (types), output/, page-kinds.ts' },
  'records.ts': { packages: 'zod' },
  'refusal-marks.ts': {},
  'setting.ts': { packages: 'zod' },
  'report-data.ts': {},
  'report-settings.ts': { modules: 'export-settings.ts, setting.ts, setting-values.ts', packages: 'zod' },
  'setting-values.ts': { modules: 'days.ts', packages: 'zod' },
  'shutdown.ts': { globals: 'process' },
};

/** Modules whose results depend on their arguments alone. */
const PURE = ['pages/', 'assembly/', 'checks/', 'output/'];

const LANGUAGE = new Set(
  `AbortController AbortSignal Array BigInt Boolean Date Error Int8Array JSON Map Math Number Object Promise RangeError
   ReferenceError Reflect RegExp Set String Symbol SyntaxError TextDecoder TypeError URL Uint8Array WeakMap decodeURIComponent
   encodeURIComponent undefined`.split(/\s+/),
);

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

const moduleOf = (file: string): string => (file.includes('/') ? `${file.split('/')[0]}/` : file);
const listed = (list = ''): string[] => (list === '' ? [] : list.split(', '));

type Taken = { imports: ReturnType<typeof importsOf>; globals: string[] };
const takenByText = new Map<string, Taken>();

/** What a source takes. Each source is parsed once. */
function takenBy(text: string): Taken {
  let taken = takenByText.get(text);
  if (taken === undefined) {
    const program = parseSource(text);
    taken = { imports: importsOf(program), globals: [...globalsOf(program)] };
    takenByText.set(text, taken);
  }
  return taken;
}

/** What a file of `src/` takes that its module may not, each with the reason. */
function violationsIn(file: string, text: string, rule = RULES[moduleOf(file)]): string[] {
  const module = moduleOf(file);
  if (rule === undefined) return [`${file}: ${module} has no rule`];
  const taken = takenBy(text);
  const imports = taken.imports.flatMap(({ specifier, isType }) => {
    if (specifier === null) return [`${file} imports what only the running program knows`];
    const target = specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier;
    if (target.startsWith('..')) return [`${file} imports ${target} from outside src`];
    const isOwn = specifier.startsWith('.');
    const name = isOwn ? moduleOf(target) : target;
    const allowed = listed(isOwn ? rule.modules : rule.packages);
    const isAllowed = (isOwn && name === module) || allowed.includes(name);
    if (isAllowed || (isType && allowed.includes(`${name} (types)`))) return [];
    return [`${file} imports ${name}${allowed.includes(`${name} (types)`) ? ' for more than its types' : ''}`];
  });
  const globals = taken.globals.filter((name) => !LANGUAGE.has(name) && !listed(rule.globals).includes(name));
  return [...imports, ...globals.map((name) => `${file} uses ${name}`)];
}

const files = readdirSync(SOURCE, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));

describe('the import rules', () => {
  it('hold for every file of the program', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(files.flatMap((file) => violationsIn(file, readFileSync(join(SOURCE, file), 'utf8')))).toEqual([]);
  });

  it('are the table that the documentation shows', () => {
    const text = readFileSync(fileURLToPath(new URL('../docs/architecture.md', import.meta.url)), 'utf8');
    const [, shown] = /<!-- import rules -->\n([\s\S]*?)<!-- end of import rules -->/.exec(text) ?? [];
    expect(shown).toBe(renderRules());
  });

  it.each(Object.keys(RULES))('allow %s nothing that it does not use', (module) => {
    const own = files.filter((file) => moduleOf(file) === module);
    const isNeeded = (list: keyof Rule, entry: string): boolean => {
      const rest = listed(RULES[module]?.[list]).filter((each) => each !== entry);
      // What is used for more than its types needs more than this entry.
      const lesser = entry === plain(entry) && list !== 'globals' ? [`${entry} (types)`] : [];
      const rule = { ...RULES[module], [list]: [...rest, ...lesser].join(', ') };
      return own.some((file) => violationsIn(file, readFileSync(join(SOURCE, file), 'utf8'), rule).length > 0);
    };
    const unused = (['modules', 'packages', 'globals'] as const).flatMap((list) =>
      listed(RULES[module]?.[list]).filter((entry) => !isNeeded(list, entry)),
    );
    expect(unused).toEqual([]);
  });

  it('are given for no module that does not exist', () => {
    const existing = new Set(files.map(moduleOf));
    expect(Object.keys(RULES).filter((module) => !existing.has(module))).toEqual([]);
  });

  it('name modules, packages and Node modules that exist', () => {
    const { dependencies } = JSON.parse(readFileSync(join(SOURCE, '../package.json'), 'utf8'));
    const isPackage = (name: string): boolean =>
      Object.keys(dependencies).some((known) => name === known || name.startsWith(`${known}/`));
    for (const { modules, packages } of Object.values(RULES)) {
      for (const name of listed(modules)) expect(Object.keys(RULES)).toContain(plain(name));
      for (const name of listed(packages).map(plain))
        expect([name, isPackage(name) || isBuiltin(name)]).toEqual([name, true]);
    }
  });

  it('find files beside their module, because the build puts all modules into one folder', () => {
    const isInFolder = (file: string): boolean => file.includes('/');
    const texts = files.filter(isInFolder).map((file) => readFileSync(join(SOURCE, file), 'utf8'));
    const urls = texts.flatMap((text) => text.match(/new URL\([^)]*import\.meta\.url\)/g) ?? []);
    expect(urls.length).toBeGreaterThan(1);
    expect(urls.filter((url) => !/\(['`]\.\/[^/]*\/?['`],/.test(url))).toEqual([]);
  });

  it('let the replica and the readers of its pages share no code', () => {
    const readers = ['pages/', 'assembly/', 'checks/'].flatMap((name) => [name, ...reachableFrom(name)]);
    const replica = ['replica/', ...reachableFrom('replica/')];
    expect(replica.filter((name) => readers.includes(name))).toEqual([]);
  });

  it.each(PURE)('keep %s pure, including its imports', (module) => {
    const reached = [...reachableFrom(module), module];
    for (const impure of ['fetch/', 'store/', 'archive/', 'clock.ts', 'log.ts', 'shutdown.ts', 'commands/']) {
      expect(reached).not.toContain(impure);
    }
    const packages = reached.flatMap((name) => listed(RULES[name]?.packages)).map(plain);
    // A script of node:vm can be ended after a time: it bounds a parser, which reads nothing with it.
    expect(packages.filter(isBuiltin).filter((name) => name !== 'node:vm')).toEqual([]);
    expect(reached.flatMap((name) => listed(RULES[name]?.globals))).toEqual([]);
  });
});

const plain = (name: string): string => name.replace(' (types)', '');

/** The modules that run with a module; those of which only types are imported do not. */
function reachableFrom(module: string, seen = new Set<string>()): Set<string> {
  for (const name of listed(RULES[module]?.modules)) {
    if (seen.has(name) || name.endsWith(' (types)')) continue;
    seen.add(name);
    reachableFrom(name, seen);
  }
  return seen;
}

function renderRules(): string {
  const codes = (list = ''): string =>
    listed(list)
      .map((name) => (name === plain(name) ? `\`${name}\`` : `\`${plain(name)}\` (types)`))
      .join(', ');
  const rows = Object.entries(RULES).map(
    ([module, { modules, packages, globals }]) =>
      `| \`${module}\` | ${codes(modules)} | ${codes(packages)} | ${codes(globals)} |`,
  );
  const head = '| module | other modules | packages, Node modules | globals |\n|---|---|---|---|';
  return `${head}\n${rows.join('\n')}\n`;
}

describe('a violation is reported', () => {
  it.each([
    ['pages/match/match.ts', `import { openSiteFetcher } from '../../fetch/site-fetcher.ts';`, 'imports fetch/'],
    ['pages/match/match.ts', `import type { World } from '../../replica/world/world.ts';`, 'imports replica/'],
    ['pages/page.ts', `import '../store/store.ts';`, 'imports store/'],
    ['pages/page.ts', `const { openStore } = await import('../store/store.ts');`, 'imports store/'],
    ['pages/page.ts', `export type Rows = import('../store/tables.ts').Rows;`, 'imports store/'],
    ['pages/page.ts', `import { readFile } from 'node:fs/promises';`, 'imports node:fs/promises'],
    ['pages/page.ts', `import { readFileSync } from 'fs';`, 'imports fs'],
    ['pages/page.ts', `const fs = await import('node:' + 'fs');`, 'imports what only the running program knows'],
    ['pages/page.ts', `import fs = require('node:fs');`, 'imports node:fs'],
    ['pages/page.ts', `const fs = require('node:fs');`, 'uses require'],
    ['pages/page.ts', `import { z } from 'zod';`, 'imports zod for more than its types'],
    ['pages/page.ts', `const answer = await fetch('https://www.hltv.org');`, 'uses fetch'],
    ['pages/page.ts', `function f(fetch: () => void) { fetch(); }\nfetch('/');`, 'uses fetch'],
    ['pages/page.ts', `const jitter = Math.random();`, 'uses Math.random'],
    ['replica/replica.ts', `export { parsePage } from '../pages/page-parser.ts';`, 'imports pages/'],
    ['replica/replica.ts', `export * from '../assembly/map.ts';`, 'imports assembly/'],
    ['replica/replica.ts', `export type * from '../checks/rule.ts';`, 'imports checks/'],
    ['assembly/map.ts', `import { PAGES } from '../pages/pages.ts';`, 'imports pages/'],
    ['assembly/map.ts', `import type { Store } from '../store/store.ts';`, 'imports store/'],
    ['checks/rule.ts', `import { systemClock } from '../clock.ts';`, 'imports clock.ts'],
    ['checks/rule.ts', `const nowMs = Date.now();`, 'uses Date.now'],
    ['checks/rule.ts', `const year = new Date().getUTCFullYear();`, 'uses Date.now'],
    ['checks/rule.ts', `const { now } = Date;`, 'uses Date.now'],
    ['checks/rule.ts', `setTimeout(() => undefined, 1);`, 'uses setTimeout'],
    ['checks/rule.ts', `import { load } from 'cheerio';`, 'imports cheerio'],
    ['output/summary.ts', `console.log('done');`, 'uses console'],
    ['output/summary.ts', `const width = process.stdout.columns;`, 'uses process'],
    ['output/summary.ts', `const width = globalThis.process.stdout.columns;`, 'uses globalThis'],
    ['output/summary.ts', `const there = import.meta.url;`, 'uses import.meta'],
    ['output/summary.ts', `const { seed = performance.now() } = { seed: 1 };`, 'uses performance'],
    ['output/summary.ts', `const f = new Function('return 1');`, 'uses Function'],
    ['output/summary.ts', `import { formatTime } from '../../test/helpers/clock.ts';`, 'from outside src'],
    ['stages/run.ts', `import { openArchive } from '../archive/archive.ts';`, 'archive/ for more than its types'],
    ['stages/run.ts', `import { renderNotice } from '../output/notice-text.ts';`, 'imports output/'],
    ['fetch/stack.ts', `import { load } from 'cheerio/slim';`, 'imports cheerio/slim'],
    ['store/store.ts', `import { parsePage } from '../pages/page-parser.ts';`, 'imports pages/'],
    ['records.ts', `import { toColumn } from './store/sql.ts';`, 'imports store/'],
    ['helpers/text.ts', `export const x = 1;`, 'helpers/ has no rule'],
  ])('in %s: %s', (file, text, message) => {
    expect(violationsIn(file, text)).toEqual([expect.stringContaining(message)]);
  });
});

it.each([
  ['pages/page.ts', `import type { z } from 'zod';\nimport { field } from './html/fields.ts';\nexport type { z };`],
  ['checks/rule.ts', `export function f(process: number) { const { fetch = process } = { fetch: 1 }; return fetch; }`],
  ['checks/rule.ts', `const rule = { console: 1, process() { return 1; } };\nrule.console += rule.process();`],
  ['checks/rule.ts', `const year = new Date(0).getUTCFullYear() + Date.UTC(2023, 8) + Math.max(1, 2);`],
  ['checks/rule.ts', `type Timer = typeof setTimeout;\nlet timer: NodeJS.Timeout | undefined = undefined as never;`],
  [
    'checks/rule.ts',
    `for (const [name] of [[1]]) { try { f(name); } catch (fetch) { f(fetch); } }\nfunction f(x: unknown) { return x; }`,
  ],
])('what is allowed is not reported, in %s: %s', (file, text) => {
  expect(violationsIn(file, text)).toEqual([]);
});
