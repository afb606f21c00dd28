import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'cheerio/slim';
import { describe, expect, it } from 'vitest';
import { listFixtures } from '../../scripts/fixtures.ts';
import { ParseError } from '../../src/errors.ts';
import { PAGE_KINDS, type PageKind } from '../../src/page-kinds.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { PARSERS } from './parsers.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const fixtures = listFixtures();

/** Source text of the readers of one kind of page, and of what all kinds share. */
function sourceTexts(kind: PageKind): Map<string, string> {
  const folders = [join('src/pages', kind), 'src/pages/html'];
  const files = folders.flatMap((folder) => readdirSync(join(ROOT, folder)).map((file) => join(folder, file)));
  const readers = files.filter((file) => !file.endsWith('/sources.ts'));
  return new Map(readers.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
}

/** The fields that readers name in the folder of a kind: `required('adr', …)`, `new FieldError('halves', …)`. */
function fieldsNamedIn(text: string): string[] {
  const calls = /(?:\b(?:required|optional|FieldError|read|shownNumber|readSideScore|roundsOf)\()\s*'([\w.]+)',/g;
  return [...text.matchAll(calls)].flatMap(([, field]) => field ?? []);
}

/** `'CamelCase'` names in selectors that are written as a template in the reader: `team${ordinal}-gradient`. */
const asTemplate = (token: string): RegExp =>
  new RegExp(`['"\`/ ]${token.replace(/\d|left|right/, String.raw`(?:$&|\$\{\w+\})`)}['"\`/ ]`);

describe.each(PAGE_KINDS)('the sources of %s', (kind) => {
  const { sources } = PARSERS[kind];
  const texts = sourceTexts(kind);
  const own = [...texts].filter(([file]) => file.startsWith(`src/pages/${kind}/`));

  it('name files that exist', () => {
    const files = [...sources.fields.values()].map(({ file }) => file);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('use classes and attributes that the readers use', () => {
    const all = [...texts.values()].join('\n');
    const unknown = [...sources.fields].flatMap(([field, { selector }]) => {
      const tokens = [...selector.matchAll(/[.[]([\w-]+)/g)].flatMap(([, token]) => token ?? []);
      const lacking = tokens.filter((token) => !asTemplate(token).test(all) && !all.includes(`attribs.${token}`));
      return lacking.map((token) => `${field}: ${token}`);
    });
    expect(unknown).toEqual([]);
  });

  it('match an element of a fixture, each of them', () => {
    const pages = fixtures.filter(({ name }) => name.startsWith(`${kind}/`)).map(({ html }) => load(html));
    const selectors = new Set([...sources.fields.values()].flatMap(({ selector }) => selector.split(', ')));
    expect([...selectors].filter((selector) => !pages.some(($) => $(selector).length > 0))).toEqual([]);
  });

  it('cover every field that a reader names', () => {
    const named = own.flatMap(([, text]) => fieldsNamedIn(text));
    const ends = new Set([...sources.fields.keys()].flatMap((field) => [field, field.split('.').at(-1) ?? '']));
    expect(named.length).toBeGreaterThan(5);
    expect([...new Set(named)].filter((field) => !ends.has(field))).toEqual([]);
  });
});

describe('an error of the parser', () => {
  const page = fixtures.find(({ name }) => name === 'match/bo1');
  const html = page?.html ?? '';
  const known = (field: string) => PAGES.match.sources.fields.get(field);
  const errorOf = (text: string): ParseError => {
    try {
      PAGES.match.parse(text, { id: page?.meta.id ?? null });
    } catch (error) {
      if (error instanceof ParseError) return error;
    }
    throw new Error('the page was read');
  };

  it('names selector and file, and the classes in the block that is still there', () => {
    const { message, source } = errorOf(html.replaceAll('countdown', 'remaining'));
    expect(source).toMatchObject({ ...known('status'), file: 'src/pages/match/header.ts' });
    expect(source?.classes).toContain('.remaining');
    expect(message).toContain('match 2390515: status: expected Match over');
    const place = `(selector ${known('status')?.selector} in src/pages/match/header.ts; classes there: `;
    expect(message).toContain(`saw nothing ${place}${source?.classes.join(' ')})`);
  });

  it('names the attributes there where one of them is missing', () => {
    const { source } = errorOf(html.replaceAll('data-unix', 'data-time'));
    expect(source).toMatchObject({ ...known('startedAtMs') });
    expect(source?.classes).toContain('[data-time]');
  });

  it('names the blocks of the page where the outermost block is missing', () => {
    const { source } = errorOf(html.replace(/\bteamsBox\b/g, 'teamsHeader'));
    expect(source?.classes).toContain('.teamsHeader');
  });

  it('finds the row that lacks the cell', () => {
    const block = html.replace(/(class="mapholder"[\s\S]*?)mapname/, '$1map-title');
    const { source } = errorOf(block);
    expect(source).toMatchObject({ ...known('maps.mapName') });
    expect(source?.classes).toContain('.map-title');
  });
});
