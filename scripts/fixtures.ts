import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { ScraperError } from '../src/errors.ts';
import type { PageIdentity } from '../src/fetcher.ts';
import { identifyPage, PAGES } from '../src/pages/pages.ts';
import { decodePage } from '../src/saved/decode.ts';
import { vocabularyOf } from './anonymise.ts';
import { AnonymiseError, anonymisedPage } from './anonymised-page.ts';
import { fixturePages } from './fixture-pages.ts';

/**
 * npm run fixtures              writes the expected record of every fixture page; review the git diff
 * npm run fixtures -- --check   writes nothing; exits with code 1 when a record differs
 * npm run fixtures -- --anonymise saved.html match/new-time "the time has a class of its own" [word…]
 *                               makes a fixture of a saved page without its names, ids and texts; the given words are
 *                               kept
 * npm run fixtures -- --pages   first renders the pages of the catalogue (fixture-pages.ts) again; other pages stay
 *
 * A case is a folder <kind>/<name> with page.html and meta.json: {"id": 2388130, "describes": "what is special"}; id is
 * null for a page that has none.
 */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', 'test', 'pages', 'fixtures');
const PARSERS = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'pages');

/** The content of `meta.json`. */
export type Meta = { id: number | null; describes: string };
/** A fixture folder. */
export type StoredFixture = { name: string; folder: string; html: string; meta: Meta };
/** The content of `expected.json`. */
export type Expectation = { identity: PageIdentity; record?: unknown; error?: { code: string; message: string } };

/** An invalid fixture. The message names the folder and what to do. */
export class FixtureError extends Error {}

/** Every fixture folder. Throws `FixtureError`. */
export function listFixtures(root = ROOT): StoredFixture[] {
  return foldersIn(root).flatMap((kind) =>
    foldersIn(join(root, kind)).map((name) => {
      const folder = join(root, kind, name);
      const at = `${kind}/${name}`;
      return { name: at, folder, html: readPart(folder, 'page.html', at), meta: readMeta(folder, at) };
    }),
  );
}

function foldersIn(folder: string): string[] {
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

function readPart(folder: string, file: string, name: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new FixtureError(
      `${name}: cannot read ${file} (${code}). A case has page.html and meta.json: ${META_EXAMPLE}`,
    );
  }
}

const META_EXAMPLE = '{"id": 2388130, "describes": "what is special"}, id null for a page without one';

function readMeta(folder: string, name: string): Meta {
  const text = readPart(folder, 'meta.json', name);
  const meta = parseJson(text);
  if (isMeta(meta)) return meta;
  throw new FixtureError(`${name}: expected meta.json to be ${META_EXAMPLE}, got ${text.trim().slice(0, 200)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isMeta(value: unknown): value is Meta {
  if (typeof value !== 'object' || value === null) return false;
  const { id, describes } = value as Partial<Record<keyof Meta, unknown>>;
  return (id === null || Number.isSafeInteger(id)) && typeof describes === 'string' && describes !== '';
}

/** The expectation of a page: its identity, and its record or its error. */
export function expectationOf({ html, meta }: Pick<StoredFixture, 'html' | 'meta'>): Expectation {
  const identity = identifyPage(html);
  if (identity.kind === null) {
    return { identity };
  }
  try {
    return { identity, record: PAGES[identity.kind].parse(html, { id: meta.id }) };
  } catch (error) {
    if (error instanceof ScraperError) {
      return { identity, error: { code: error.code, message: error.message } };
    }
    throw error;
  }
}

/** JSON with one line for each entry of a list, so that differences are readable. */
export function asText(expectation: Expectation): string {
  const list = (items: unknown[]): string =>
    `[\n${items.map((item) => `      ${JSON.stringify(item)}`).join(',\n')}\n    ]`;
  const value = (inner: unknown): string =>
    Array.isArray(inner) && inner.length > 0 ? list(inner) : JSON.stringify(inner);
  const block = (record: unknown): string =>
    `{\n${Object.entries(record ?? {})
      .map(([key, inner]) => `    ${JSON.stringify(key)}: ${value(inner)}`)
      .join(',\n')}\n  }`;
  const parts = Object.entries(expectation).map(([key, inner]) => `  ${JSON.stringify(key)}: ${block(inner)}`);
  return `{\n${parts.join(',\n')}\n}\n`;
}

/** The text of `expected.json`. */
export function storedText({ folder }: StoredFixture): string {
  const file = join(folder, 'expected.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** The flags of `npm run fixtures`. */
export const FIXTURE_FLAGS = ['--check', '--pages', '--anonymise'];

type Tool = { root?: string; print: (line: string) => void };

/** Writes the pages of the catalogue. Fixtures that are not in the catalogue stay. */
function renderPages(root: string, print: Tool['print']): void {
  const pages = fixturePages();
  const known = new Set(pages.map(({ folder }) => folder));
  for (const { name } of listFixtures(root)) {
    if (!known.has(name)) print(`${name} is not in the catalogue and stays as it is`);
  }
  for (const { folder, id, describes, html } of pages) {
    const target = join(root, folder);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'page.html'), html);
    writeFileSync(join(target, 'meta.json'), `${JSON.stringify({ id, describes } satisfies Meta, null, 2)}\n`);
  }
}

/** Regenerates or checks the expectations; returns the exit code. */
export function runFixtures(flags: readonly string[], { root = ROOT, print }: Tool): number {
  const isCheck = flags.includes('--check');
  const unknown = flags.find((flag) => !['--check', '--pages'].includes(flag));
  if (unknown !== undefined)
    throw new FixtureError(`There is no flag ${unknown}: ${FIXTURE_FLAGS.join(', ')} are known.`);
  if (flags.includes('--pages')) renderPages(root, print);
  const fixtures = listFixtures(root);
  const counts = { new: 0, changed: 0 };
  for (const fixture of fixtures) {
    const [text, stored] = [asText(expectationOf(fixture)), storedText(fixture)];
    if (text === stored) continue;
    counts[stored === '' ? 'new' : 'changed'] += 1;
    print(`${fixture.name} ${stored === '' ? 'is new' : 'says something else'}`);
    if (!isCheck) writeFileSync(join(fixture.folder, 'expected.json'), text);
  }
  print(`${fixtures.length} fixtures, ${counts.new} new, ${counts.changed} changed`);
  return isCheck && counts.new + counts.changed > 0 ? 1 : 0;
}

const USAGE = 'npm run fixtures -- --anonymise <saved page> <kind>/<name> "<what is special>" [<word to keep>…]';

/**
 * Makes a fixture of a saved page (HTML, also gzipped) without its names, ids and texts. Throws `FixtureError` and
 * writes nothing when the anonymised page would be read differently.
 */
export function addAnonymised(
  [file, name, describes, ...keep]: readonly string[],
  { root = ROOT, print }: Tool,
): number {
  if (file === undefined || name === undefined || describes === undefined || !/^[a-z-]+\/[\w-]+$/.test(name)) {
    throw new FixtureError(`Expected ${USAGE}`);
  }
  const folder = join(root, name);
  if (existsSync(folder)) throw new FixtureError(`${name} already exists. Choose another name.`);
  const page = anonymisedPage(readSavedPage(file), fixtureVocabulary(keep));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'page.html'), page.html);
  const meta: Meta = { id: page.id, describes };
  writeFileSync(join(folder, 'meta.json'), `${JSON.stringify(meta, null, 2)}\n`);
  writeFileSync(join(folder, 'expected.json'), asText(expectationOf({ html: page.html, meta })));
  print(
    `${name}: ${page.html.length.toLocaleString('en-GB')} characters. Look through page.html before you commit it.`,
  );
  return 0;
}

/**
 * The words to keep: those of the fixture pages except names and classes, those of the parsers, and those that parsers
 * know in two forms (`kills?`).
 */
export function fixtureVocabulary(more: readonly string[] = []): Set<string> {
  const fixtures = listFixtures();
  const names = vocabularyOf(fixtures.flatMap((fixture) => namesIn(storedText(fixture))));
  const shown = vocabularyOf(fixtures.map(({ html }) => html.replace(CLASSES, '')));
  const classes = vocabularyOf(fixtures.flatMap(({ html }) => html.match(CLASSES) ?? []));
  const files = readdirSync(PARSERS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const known = vocabularyOf(files.map((file) => withoutComments(readFileSync(join(PARSERS, file), 'utf8'))));
  const kept = [
    ...[...shown].filter((word) => !names.has(word)),
    ...[...known].filter((word) => shown.has(word) || !classes.has(word)),
  ];
  return vocabularyOf([], [...kept, 'kill', 'death', ...more]);
}

const CLASSES = /\sclass="[^"]*"/g;

/** Names of teams, players, events and countries in an expectation. */
function namesIn(expectation: string): string[] {
  const fields = /"(?:\w*(?:team[12]|player|event|full)Name|\w*[cC]ountry)":"((?:[^"\\]|\\.)*)"/g;
  return Array.from(expectation.matchAll(fields), ([, name = '']) => name);
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

function readSavedPage(file: string): string {
  try {
    const bytes = readFileSync(file);
    const decoded = decodePage(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);
    if ('text' in decoded) return decoded.text;
    throw new FixtureError(`${file}: the byte at offset ${decoded.badOffset} is not ${decoded.encoding}.`);
  } catch (error) {
    if (error instanceof FixtureError) throw error;
    throw new FixtureError(`Cannot read ${file} (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function main(flags: readonly string[]): number {
  try {
    if (flags[0] === '--anonymise') return addAnonymised(flags.slice(1), { print: console.log });
    return runFixtures(flags, { print: console.log });
  } catch (error) {
    if (!(error instanceof FixtureError || error instanceof AnonymiseError)) throw error;
    console.error(error.message);
    return 1;
  }
}

if (import.meta.main) {
  process.exitCode = main(process.argv.slice(2));
}
