import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScraperError } from '../src/errors.ts';
import type { PageIdentity } from '../src/fetcher.ts';
import { identifyPage, PAGES } from '../src/pages/pages.ts';
import { fixturePages } from './fixture-pages.ts';

/**
 * npm run fixtures              writes what the parsers make of every fixture page; the diff is the review
 * npm run fixtures -- --check   writes nothing; exit 1 where a fixture says something else
 * npm run fixtures -- --pages   renders the pages anew before
 */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', 'test', 'pages', 'fixtures');

export type Meta = { id: number | null; describes: string };
export type StoredFixture = { name: string; folder: string; html: string; meta: Meta };
export type Expectation = { identity: PageIdentity; record?: unknown; error?: { code: string; message: string } };

/** Every fixture folder, found by walking. */
export function listFixtures(): StoredFixture[] {
  const kinds = existsSync(ROOT) ? readdirSync(ROOT) : [];
  return kinds.flatMap((kind) =>
    readdirSync(join(ROOT, kind)).map((name) => {
      const folder = join(ROOT, kind, name);
      const meta: Meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8'));
      return { name: `${kind}/${name}`, folder, html: readFileSync(join(folder, 'page.html'), 'utf8'), meta };
    }),
  );
}

/** What the page says: its identity, and its record or the error that names what is wrong. */
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

/** JSON with one line for each entry of a list: differences are read by people. */
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

export function storedText({ folder }: StoredFixture): string {
  const file = join(folder, 'expected.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function renderPages(): void {
  rmSync(ROOT, { recursive: true, force: true });
  for (const { folder, id, describes, html } of fixturePages()) {
    const target = join(ROOT, folder);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'page.html'), html);
    writeFileSync(join(target, 'meta.json'), `${JSON.stringify({ id, describes } satisfies Meta, null, 2)}\n`);
  }
}

function run(flags: string[]): number {
  if (flags.includes('--pages')) {
    renderPages();
  }
  const fixtures = listFixtures();
  const changed = fixtures.filter((fixture) => asText(expectationOf(fixture)) !== storedText(fixture));
  for (const fixture of changed) {
    console.log(`${fixture.name} says something else`);
    if (!flags.includes('--check')) {
      writeFileSync(join(fixture.folder, 'expected.json'), asText(expectationOf(fixture)));
    }
  }
  console.log(`${fixtures.length} fixtures, ${changed.length} changed`);
  return flags.includes('--check') && changed.length > 0 ? 1 : 0;
}

if (import.meta.main) {
  process.exitCode = run(process.argv.slice(2));
}
