import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { unknownFlags } from './helpers/command-lines.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

it('CONTRIBUTING names only files, folders, tables and commands that exist', () => {
  const document = text('CONTRIBUTING.md').replaceAll(/^```[\s\S]*?^```/gm, '');
  const paths = document.match(/(?<=`)(?:src|test|scripts|bench|docs)\/[\w./-]*(?=`)/g) ?? [];
  expect(paths.length).toBeGreaterThan(15);
  // What a contributor creates does not exist yet.
  const created = ['test/pages/fixtures/match/my-case/'];
  expect(paths.filter((path) => !created.includes(path) && !existsSync(join(ROOT, path)))).toEqual([]);
  const scripts = document.match(/(?<=`node )scripts\/[\w-]+\.ts/g) ?? [];
  expect(scripts.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('CONTRIBUTING names every table of page kinds with a list of kinds in its CHECKs', () => {
  const folder = join(ROOT, 'src', 'store', 'migrations');
  const sql = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const tables = sql.flatMap((statements) =>
    [...statements.matchAll(/CREATE TABLE (\w+) \((?:(?!CREATE )[\s\S])*?'performance', 'economy'\)/g)].map(
      ([, table]) => table,
    ),
  );
  // A table with a new form has this name until it replaces the old one.
  const names = new Set(tables.map((table) => table?.replace(/^new_/, '')));
  expect(names.size).toBeGreaterThan(2);
  for (const name of names) expect(text('CONTRIBUTING.md')).toContain(`\`${name}\``);
});

it('the changelog has the form of Keep a Changelog', () => {
  const [title, ...sections] = text('CHANGELOG.md').split(/^(?=## )/m);
  expect(title).toMatch(/^# Changelog\n/);
  expect(sections[0]).toMatch(/^## \[Unreleased\]\n/);
  for (const section of sections.slice(1)) expect(section).toMatch(/^## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d\n/);
  for (const section of sections) {
    const [, ...groups] = section.split(/^### /m);
    const names = groups.map((group) => group.split('\n')[0]);
    expect(names.filter((name) => !/^(?:Added|Changed|Deprecated|Removed|Fixed|Security)$/.test(name ?? ''))).toEqual(
      [],
    );
    for (const group of groups) expect(group).toMatch(/^\w+\n\n\* /);
  }
  const versions = sections.slice(1).map((section) => /\[(.*?)\]/.exec(section)?.[1]);
  const { version } = JSON.parse(text('package.json'));
  expect(versions[0]).toBe(version);
});

it('the issue template asks for the message and for the output of parse --diff', () => {
  const { body, ...head } = parse(text('.github/ISSUE_TEMPLATE/markup-changed.yml'), { strict: true });
  expect(Object.keys(head)).toEqual(['name', 'description', 'title', 'labels']);
  const fields: { id: string; type: string; attributes: { label: string; description: string } }[] = body.slice(1);
  expect(fields.map(({ id, type }) => `${type} ${id}`)).toEqual([
    'textarea message',
    'textarea diff',
    'input since',
    'input version',
  ]);
  const descriptions = fields.map(({ attributes }) => attributes.description).join('\n');
  expect(descriptions).toContain('hltv-scraper parse --diff');
  expect(unknownFlags(descriptions.replaceAll('`', '\n'))).toEqual([]);
});

it('.editorconfig says what the formatter does', () => {
  const { formatter } = JSON.parse(text('biome.json'));
  const all = text('.editorconfig').split('[*]')[1]?.split('\n\n')[0] ?? '';
  const settings = Object.fromEntries([...all.matchAll(/^(\w+) = (.*)$/gm)].map(([, key, value]) => [key, value]));
  expect(settings).toMatchObject({
    indent_style: formatter.indentStyle,
    indent_size: String(formatter.indentWidth),
    max_line_length: String(formatter.lineWidth),
    end_of_line: 'lf',
  });
});
