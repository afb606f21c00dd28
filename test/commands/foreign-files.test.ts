import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { load } from 'cheerio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageKind } from '../../src/page-kinds.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';

/** `import` and `parse` of whatever lies in a folder: what is no page is named, what a saver left out is not invented. */

const SAVED = new URL('saved/', import.meta.url);
const savedPage = (name: string): string => readFileSync(new URL(name, SAVED), 'utf8');

let folder: string;
let dataDir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-foreign-'));
  dataDir = join(folder, 'data');
  mkdirSync(join(folder, 'pages', 'x_files'), { recursive: true });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string): string => join(folder, 'pages', name);

function read<Value>(use: (store: Store) => Value): Value {
  using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
  return use(store);
}

const challenge = '<html><head><title>Just a moment...</title></head><body></body></html>';

describe('a folder of all sorts of files', () => {
  beforeEach(() => {
    for (const name of ['a.css', 'b.css', 'c.css', 'd.css']) writeFileSync(file(`x_files/${name}`), 'p { color: red }');
    writeFileSync(file('x_files/logo.png'), '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01', 'latin1');
    writeFileSync(file('match without an ending'), savedPage('i1-finished.html'));
    writeFileSync(file('x.br'), brotliCompressSync(savedPage('i1-finished.html')));
    writeFileSync(file('challenge.html'), challenge);
    copyFileSync(new URL('t1-translated-ru.html', SAVED), file('translated.html'));
    const bad = Buffer.concat([Buffer.from(savedPage('i1-finished.html')), Buffer.from([0xc3, 0x28])]);
    writeFileSync(file('bad.html'), bad);
  });

  it('is imported by content, and what is no page is listed kind by kind with the next step', async () => {
    const ended = await runCommand(['import', join(folder, 'pages'), '--data-dir', dataDir, '--json']);
    expect(ended.code).toBe(0);
    expect(read((store) => store.tables.rows('matches').map(({ matchId }) => matchId))).toEqual([2_400_001]);
    const css = ['a.css', 'b.css', 'c.css'].map((name) => file(`x_files/${name}`)).join(', ');
    expect(ended.stderr).toContain(
      `skipped 4 files: text, but not HTML: only pages saved as HTML are read (${css}, …)\n`,
    );
    expect(ended.stderr).toContain(
      `skipped ${file('translated.html')}: translated by the browser (ru): show the original`,
    );
    const { skipped } = JSON.parse(ended.stdout) as { skipped: { file: string; reason: string }[] };
    const reasons = new Map(skipped.map((each) => [each.file.slice(folder.length + 7), each.reason]));
    expect([...reasons.keys()].sort()).toEqual([
      'bad.html',
      'challenge.html',
      'translated.html',
      'x.br',
      'x_files/a.css',
      'x_files/b.css',
      'x_files/c.css',
      'x_files/d.css',
      'x_files/logo.png',
    ]);
    const offset = Buffer.byteLength(savedPage('i1-finished.html'));
    expect(reasons.get('bad.html')).toContain(`the byte at offset ${offset} is not utf-8`);
    expect(reasons.get('challenge.html')).toContain('a challenge of Cloudflare in place of the page');
    expect(reasons.get('x.br')).toContain('compressed with brotli');
    expect(reasons.get('x_files/logo.png')).toContain('a picture (png)');
  });

  it('is parsed with the same reasons; files of other kinds are no failure unless they are named', async () => {
    const folders = await runCommand(['parse', join(folder, 'pages', 'x_files')]);
    expect(folders.code).toBe(0);
    const named = await runCommand(['parse', file('x_files/logo.png'), file('translated.html')]);
    expect(named.code).toBe(3);
    const documents = named.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(documents.map(({ error }) => error.message)).toEqual([
      'a picture (png): save the page as HTML only',
      'translated by the browser (ru): show the original and save that',
    ]);
  });
});

describe('a copy by SingleFile at its defaults', () => {
  it('is stored as far as possible, with one finding that explains the missing parts', async () => {
    copyFileSync(new URL('s1-singlefile-default.html', SAVED), file('copy.html'));
    expect(await runCommand(['import', file('copy.html'), '--data-dir', dataDir])).toMatchObject({ code: 0 });
    const findings = read((store) => store.findings.byRule());
    expect(findings.map(({ rule, count }) => [rule, count])).toEqual([['match/saved-in-full', 1]]);
    const tables = read((store) => store.tables.all());
    expect(tables.maps.map(({ mapName }) => mapName)).toContain('Mirage');
    expect(tables.player_map_stats.filter(({ side }) => side !== 'both')).toEqual([]);
  });
});

describe('a lesser copy of a stored page', () => {
  const world = createWorld({ seed: 31, matches: 4, variants: 'plain' });
  const matchId = world.matchIds()[0] ?? 0;
  const match = renderPage(world, { kind: 'match', id: matchId });
  const mapId = PAGES.match.parse(match, { id: null }).maps.find((map) => map.mapStatsId !== null)?.mapStatsId ?? 0;
  const full: [PageKind, string][] = (['match', 'map-stats', 'performance', 'economy'] as const).map((kind) => [
    kind,
    renderPage(world, { kind, id: kind === 'match' ? matchId : mapId }),
  ]);

  const lesser = (html: string): string => {
    const $ = load(html);
    $('.hidden, .matchstats .stats-content:not(#all-content)').remove();
    $('img').attr('src', 'data:image/png;base64,iVBORw0KGgo=');
    return $.html().replace('<html', '<!--\n Page saved with SingleFile \n url: x \n--><html');
  };

  it('does not replace it, though it is newer', async () => {
    for (const [kind, html] of full) {
      writeFileSync(file(`${kind}.html`), html);
      utimesSync(file(`${kind}.html`), 1_771_200_000, 1_771_200_000);
    }
    await runCommand(['import', join(folder, 'pages'), '--data-dir', dataDir]);
    const before = read((store) => store.tables.all());
    expect(before.player_map_stats.length).toBeGreaterThan(29);
    for (const [kind, html] of full) writeFileSync(file(`${kind}.html`), lesser(html));
    const ended = await runCommand(['import', join(folder, 'pages'), '--data-dir', dataDir]);
    expect(ended.stderr.match(/it has less data than the stored page/g)).toHaveLength(4);
    expect(read((store) => store.tables.all())).toEqual(before);
  });
});
