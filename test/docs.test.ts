import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { renderDataDictionary } from '../scripts/data-dictionary.ts';
import { FIXTURE_FLAGS } from '../scripts/fixtures.ts';
import { renderJsonDocuments } from '../scripts/json-documents.ts';
import { renderLicences } from '../scripts/licences.ts';
import { renderSettings } from '../scripts/settings.ts';
import { program } from '../src/commands/program.ts';
import { ALL_SETTINGS } from '../src/config.ts';
import { VIEWS } from '../src/dictionary.ts';
import { EXIT_CODES } from '../src/exit-codes.ts';
import { infoOf } from '../src/setting.ts';
import { openStore } from '../src/store/store.ts';
import { unknownFlags } from './helpers/command-lines.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const DOCUMENTS = [
  'README.md',
  'docs/operations.md',
  'docs/architecture.md',
  'docs/json.md',
  'docs/settings.md',
  'docs/install.md',
  'docs/saved-pages.md',
  'CONTRIBUTING.md',
  'docs/api.md',
  'data/README.md',
];
const commands = program(() => undefined).commands as Command[];
const flags = new Set(commands.flatMap((command) => command.options.map((option) => option.long)));
const scripts = Object.keys(JSON.parse(text('package.json')).scripts);
/** Flags of other programs that the documents show. */
const FOREIGN = [
  '--save-headers',
  '--compressed',
  '--cap-add',
  '--metadata',
  '--global',
  '--init',
  '--rm',
  '--no-install-recommends',
  '--help',
  '--remote-debugging-port',
  ...['--detach', '--build', '--tail', '--tag', '--volume', '--prefix', '--unit', '--now'],
  ...['--system', '--create-home', '--home-dir', '--shell', '--warc-file', '--write'],
];
/** Variables of container platforms and of the tests. */
const FOREIGN_VARIABLES = ['HLTV_SERVICE_HOST', 'HLTV_PORT'];

describe('the documents', () => {
  it.each(DOCUMENTS)('%s names no flag that does not exist', (file) => {
    const named = text(file).match(/(?<![\w-])--[a-z][a-z-]+/g) ?? [];
    expect(
      [...new Set(named)].filter(
        (flag) => !flags.has(flag) && !FOREIGN.includes(flag) && !FIXTURE_FLAGS.includes(flag),
      ),
    ).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names no variable that does not exist', (file) => {
    const named = text(file).match(/HLTV_[A-Z_]+\b(?=[=`])/g) ?? [];
    const known = [...flags].map((flag) => `HLTV_${flag?.slice(2).replaceAll('-', '_').toUpperCase()}`);
    expect(named.filter((name) => !known.includes(name) && !FOREIGN_VARIABLES.includes(name))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names no npm script that does not exist', (file) => {
    const named = [...text(file).matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => name !== undefined && !scripts.includes(name))).toEqual([]);
  });

  it.each([...DOCUMENTS, 'docs/recipes.md'])('%s gives no command a flag that it does not have', (file) => {
    expect(unknownFlags(text(file))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s does not install the package from a registry, which does not have it', (file) => {
    expect(text(file)).not.toMatch(
      /npm (?:install|i|add)(?: -g| --global)? hltv-scraper(?!-\d)|npx hltv-scraper@|npmjs/,
    );
  });

  it.each(DOCUMENTS)('%s has commands that a shell can read', (file) => {
    for (const [, commands = ''] of text(file).matchAll(/^```sh\n([\s\S]*?)^```/gm)) {
      expect(spawnSync('sh', ['-n', '-c', commands], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    }
  });

  it.each(DOCUMENTS)('%s links only to files and headings that exist', (file) => {
    const links = [...text(file).matchAll(/\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)/g)];
    for (const [link, path = '', anchor] of links) {
      const target = path === '' ? file : join(dirname(file), path);
      expect([link, existsSync(join(ROOT, target))]).toEqual([link, true]);
      if (anchor !== undefined)
        expect([link, anchorsOf(text(target))]).toEqual([link, expect.arrayContaining([anchor])]);
    }
  });

  it('README names every command', () => {
    const hidden = ['scrape', 'help'];
    const named = commands.map((command) => command.name()).filter((name) => !hidden.includes(name));
    expect(named.filter((name) => !new RegExp(`(hltv-scraper|npm run) ${name}\\b`).test(text('README.md')))).toEqual(
      [],
    );
  });

  it.each(['README.md', 'docs/operations.md'])('%s lists every exit code and no other', (file) => {
    const rows = [...text(file).matchAll(/^\| ((?:\d+)(?:, \d+)*) \| /gm)].flatMap(
      ([, codes]) => codes?.split(', ') ?? [],
    );
    expect(rows.toSorted()).toEqual(Object.keys(EXIT_CODES).toSorted());
  });

  it('the list of licences is what the installed packages say', () => {
    expect(text('docs/licences.md')).toBe(renderLicences());
  });

  it('the architecture gives a reason for each package that an installation needs, and for no other', () => {
    const table = text('docs/architecture.md')
      .split('| package | why it is needed |\n|---|---|\n')[1]
      ?.split('\n\n')[0];
    const named = (table ?? '').split('\n').flatMap((row) => row.split(' | ')[0]?.match(/(?<=`)[^`]+(?=`)/g) ?? []);
    const names = named.filter((name) => name !== ', ');
    expect(names.toSorted()).toEqual(Object.keys(JSON.parse(text('package.json')).dependencies).toSorted());
  });

  it('the data dictionary is what the records say', () => {
    expect(text('docs/data-dictionary.md')).toBe(renderDataDictionary());
  });

  it('the data dictionary explains every view and each of its columns, and no other', () => {
    const described = Object.entries(VIEWS).map(([view, { key, columns }]) => {
      const names = columnsOf(view).map(String);
      expect(names.filter((name) => (columns[name] ?? '') === '')).toEqual([]);
      expect(names).toEqual(expect.arrayContaining([...key]));
      return view;
    });
    expect(described.toSorted()).toEqual(query(`SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name`));
  });

  it('the data dictionary says of every column that can be NULL when it is, or from which page it comes', () => {
    const nullable = text('docs/data-dictionary.md').match(/^\| .* or NULL \| .*$/gm) ?? [];
    expect(nullable.length).toBeGreaterThan(100);
    const sourced = /NULL.*NULL|\((listing|line-ups|overview|map stats|performance|economy)[^)]*\)/;
    expect(nullable.filter((row) => !sourced.test(row))).toEqual([]);
  });

  it('the list of JSON documents is what their schemas say', () => {
    expect(text('docs/json.md')).toBe(renderJsonDocuments());
  });

  it('the list of settings is what their declarations say, and has every option of every command', () => {
    expect(text('docs/settings.md')).toBe(renderSettings());
    const declared = Object.values(ALL_SETTINGS).map((setting) => infoOf(setting).flag);
    expect(declared.toSorted()).toEqual([...flags].toSorted());
  });

  it('README and the data dictionary name only tables and views of the database', () => {
    const known = tablesAndViews();
    const named = [...text('README.md').matchAll(/^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \|/gm)].flatMap(([, cell]) =>
      (cell ?? '').replaceAll('`', '').split(', '),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(['findings', 'quarantine'])('operations describe every column of %s', (table) => {
    const head = `| column of \`${table}\` | meaning |`;
    const rows = text('docs/operations.md').split(`${head}\n|---|---|\n`)[1]?.split('\n\n')[0] ?? '';
    const named = rows.split('\n').flatMap((row) => row.split(' | ')[0]?.match(/(?<=`)[a-z_]+(?=`)/g) ?? []);
    expect(named).toEqual(columnsOf(table));
  });

  it('the architecture names every module, and no file that does not exist', () => {
    const source = fileURLToPath(new URL('../src', import.meta.url));
    const inside = readdirSync(source, { withFileTypes: true }).filter(({ name }) => !name.endsWith('.d.ts'));
    const names = inside.map((entry) => (entry.isDirectory() ? `\`${entry.name}/\`` : `\`${entry.name}\``));
    expect(names.filter((name) => !text('docs/architecture.md').includes(name))).toEqual([]);
    const files = text('docs/architecture.md').match(/(?<=`)[a-z/-]+\.ts(?=`)/g) ?? [];
    expect(files.filter((file) => !existsSync(join(source, file)))).toEqual([]);
  });

  it('every command explains itself with examples', () => {
    for (const command of commands) {
      let help = '';
      command.configureOutput({ writeOut: (part) => (help += part) }).outputHelp();
      expect(help).toContain('Examples:');
    }
  });
});

/** The anchors that the headings of a document have. */
function anchorsOf(document: string): string[] {
  const headings = document.replaceAll(/^```[\s\S]*?^```/gm, '').match(/(?<=^#+ ).*$/gm) ?? [];
  return headings.map(
    (heading) =>
      `#${heading
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-')}`,
  );
}

const columnsOf = (table: string): unknown[] => query('SELECT name FROM pragma_table_info(?)', [table]);
const tablesAndViews = (): unknown[] => query(`SELECT name FROM sqlite_master WHERE type IN ('table', 'view')`);

function query(sql: string, parameters: string[] = []): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-docs-'));
  const file = join(folder, 'hltv.db');
  openStore({ file, clock: Date.now }).close();
  const database = new Database(file, { readonly: true });
  const names = database
    .prepare(sql)
    .pluck()
    .all(...parameters);
  database.close();
  rmSync(folder, { recursive: true });
  return names;
}
