import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { openStore } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';
import { runProgram } from '../helpers/program.ts';

/** The program as a person uses it, without browser and network. */

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-cli-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const program = fileURLToPath(new URL('../../bin/hltv-scraper.js', import.meta.url));
const dataDir = (): string => join(folder, 'data');

describe('usage', () => {
  it.each([
    [['--end-offset', '550'], 'Expected --end-offset to be a multiple of 100, got "550". Try 500 or 600.'],
    [['--fulll'], 'Did you mean --full?'],
    [['frobnicate'], 'There is no command "frobnicate"'],
    [['improt', 'x.html'], 'There is no command "improt". Did you mean import?'],
    [['help', 'nothing'], 'There is no command "nothing"'],
    [['2388130'], 'For a match use --match 2388130.'],
    [['--match', 'example.com'], 'Expected --match to be a match id or the URL of a match page'],
    [['--match', '12', '--full'], '--full has no effect together with --match'],
    [['--config', '/no/such/file'], 'Cannot read the file "/no/such/file" of --config (ENOENT)'],
    [['--min-delay', '1'], '--min-delay'],
    [['parse'], "missing required argument 'files'"],
    [['import', '/no/such/folder'], 'There is no file or folder /no/such/folder'],
    [['status', '--full'], "unknown option '--full'"],
    [['--full', 'status'], "unknown option '--full'"],
    [['--data-dir', 'x', 'statsu'], 'There is no command "statsu". Did you mean status?'],
    [['scrape', 'status'], 'Expected one command, got status as an argument of scrape. Try hltv-scraper status.'],
    [['--full', '--', 'status'], 'Expected one command, got status as an argument of scrape.'],
  ])('refuses %j with exit code 2 and says why', async (args, message) => {
    const ended = await runCommand(args);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
    expect(ended.stdout).toBe('');
  });

  it('refuses a misspelt variable and a wrong value of one', async () => {
    expect(await runCommand(['status'], { HLTV_DATA_DRI: folder })).toMatchObject({ code: 2 });
    const wrong = await runCommand([], { HLTV_LIMIT: 'many', HLTV_DATA_DIR: dataDir() });
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain('Expected HLTV_LIMIT to be a whole number from 1, got "many".');
  });

  it('prints its help regardless of the variables, and ignores those of a container platform', async () => {
    const environment = { HLTV_DATA_DRI: folder };
    expect(await runCommand(['--help'], environment)).toMatchObject({ code: 0, stderr: '' });
    expect(await runCommand(['--version'], environment)).toMatchObject({ code: 0, stderr: '' });
    const help = await runCommand(['help', 'status'], environment);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('Usage: hltv-scraper status');
    const platform = { HLTV_PORT: 'tcp://10.0.0.1:80', HLTV_SERVICE_HOST: '10.0.0.1', HLTV_LIMIT: '' };
    expect(await runCommand(['status', '--data-dir', dataDir()], platform)).toMatchObject({ code: 0 });
  });

  it('takes options before the name of the command', async () => {
    const status = await runCommand(['--data-dir', dataDir(), '--json', 'status']);
    expect(status).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(status.stdout)).toMatchObject({ database: join(dataDir(), 'hltv.db'), exists: false });
  });

  it('reads the settings file of the working folder', async () => {
    writeFileSync(join(folder, 'hltv-scraper.env'), `HLTV_DATA_DIR=${join(folder, 'elsewhere')}\n`);
    const status = spawnSync(process.execPath, [program, 'status'], { cwd: folder, encoding: 'utf8' });
    expect(status.stdout).toContain(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'hltv-scraper.env'), '\nHLTV_DATA_DRI=x\n');
    const refused = spawnSync(process.execPath, [program, 'status'], { cwd: folder, encoding: 'utf8' });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('line 2 of hltv-scraper.env, HLTV_DATA_DRI. Did you mean HLTV_DATA_DIR?');
  });

  it('reads matches from the standard input', async () => {
    const args = [program, '--dry-run', '--json', '--data-dir', dataDir(), '--match', '-'];
    const run = spawnSync(process.execPath, args, { input: '# two\n77\nhltv.org/matches/78\n', encoding: 'utf8' });
    expect(JSON.parse(run.stdout).pending).toMatchObject([{ id: 78 }, { id: 77 }]);
  });

  it('prints help and version on stdout with exit code 0', async () => {
    const help = await runProgram(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('130  stopped by SIGINT');
    const versions = /^hltv-scraper \d+\.\d+\.\d+\nNode\.js \d+\.\d+\.\d+\nSQLite 3\.\d+\.\d+\ndatabase schema \d+\n$/;
    expect((await runProgram(['--version'])).stdout).toMatch(versions);
    expect((await runProgram(['-V'])).stdout).toMatch(versions);
  });
});

describe('import and parse', () => {
  const world = createWorld({ seed: 21, matches: 4, variants: 'plain' });
  const match = world.matchAtPlace(0);
  const id = match?.matchId ?? 0;
  const mapStatsId = match?.maps[0]?.mapStatsId ?? 0;

  function save(
    name: string,
    kind: 'match' | 'map-stats' | 'performance' | 'economy',
    capture: 'served' | 'browser-saved',
  ): string {
    const file = join(folder, 'pages', name);
    mkdirSync(join(folder, 'pages'), { recursive: true });
    const html = renderPage(world, { kind, id: kind === 'match' ? id : mapStatsId, capture });
    writeFileSync(file, name.endsWith('.gz') ? gzipSync(html) : html);
    return file;
  }

  it('takes pages in any form and names the files that are none', async () => {
    save('a.html', 'economy', 'served');
    save('b.html.gz', 'map-stats', 'browser-saved');
    save('c.html', 'match', 'browser-saved');
    writeFileSync(join(folder, 'pages', 'shopping.html'), '<html><body>milk, eggs</body></html>');
    const ended = await runCommand(['import', join(folder, 'pages'), '--data-dir', dataDir()]);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/skipped .*shopping\.html: not a page of the site/);
    const store = openStore({ file: join(dataDir(), 'hltv.db'), clock: Date.now, readOnly: true });
    const rows = store.tables.all();
    store.close();
    expect(rows.matches.map((row) => row.matchId)).toEqual([id]);
    expect(rows.rounds.length).toBeGreaterThan(12);
    expect(rows.round_economy.length).toBeGreaterThan(24);
  });

  it('keeps a map page whose match comes later', async () => {
    const [map, overview] = [save('map.html', 'map-stats', 'served'), save('match.html', 'match', 'served')];
    const rounds = (): number => {
      const store = openStore({ file: join(dataDir(), 'hltv.db'), clock: Date.now, readOnly: true });
      const count = store.tables.rows('rounds').length;
      store.close();
      return count;
    };
    await runCommand(['import', map, '--data-dir', dataDir()]);
    expect(rounds()).toBe(0);
    await runCommand(['import', overview, '--data-dir', dataDir()]);
    expect(rounds()).toBeGreaterThan(12);
  });

  it('reports a page that contradicts itself, keeps what was there, and exits 3', async () => {
    const good = save('match.html', 'match', 'served');
    await runCommand(['import', good, '--data-dir', dataDir()]);
    // A score that the halves beside it do not add up to.
    const html = renderPage(world, { kind: 'match', id }).replace(/results-team-score">\d+/, 'results-team-score">99');
    const bad = join(folder, 'bad.html');
    writeFileSync(bad, html);
    const ended = await runCommand(['import', bad, '--data-dir', dataDir()]);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(
      new RegExp(`match ${id}: match/half-scores-add-up \\(map 1\\): expected halves of 99:`),
    );
    const kept = /\(kept: (.+)\)/.exec(ended.stderr)?.[1] ?? '';
    expect((await runCommand(['parse', kept])).stdout).toContain('match/half-scores-add-up');
    const status = await runCommand(['status', '--json', '--data-dir', dataDir()]);
    const quarantined = { kind: 'match', id, rule: 'match/half-scores-add-up', field: null };
    expect(JSON.parse(status.stdout).quarantine).toMatchObject([quarantined]);
    const store = openStore({ file: join(dataDir(), 'hltv.db'), clock: Date.now, readOnly: true });
    expect(store.tables.rows('matches')).toHaveLength(1);
    store.close();
  });

  it('reports unknown values of a page in the summary', async () => {
    const html = renderPage(world, { kind: 'match', id }).replace(/(class="mapname">)[^<]+/, '$1Warden');
    const file = join(folder, 'new-map.html');
    writeFileSync(file, html);
    const ended = await runCommand(['import', file, '--data-dir', dataDir()]);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(
      new RegExp(`match/nothing-unknown, 1 time: match ${id}: expected a known map, saw Warden`),
    );
    const json = await runCommand(['import', file, '--json', '--data-dir', dataDir()]);
    expect(JSON.parse(json.stdout).findings).toContainEqual(
      expect.objectContaining({ rule: 'match/nothing-unknown', count: 1 }),
    );
  });

  it('imports the newest version of a page, regardless of file names', async () => {
    const now = save('a-new.html', 'match', 'served');
    const old = join(folder, 'b-old.html');
    writeFileSync(old, renderPage(world, { kind: 'match', id }).replace(/(class="mapname">)[^<]+/, '$1Warden'));
    utimesSync(old, 1_700_000_000, 1_700_000_000);
    expect((await runCommand(['import', now, old, '--data-dir', dataDir()])).code).toBe(0);
    const store = openStore({ file: join(dataDir(), 'hltv.db'), clock: Date.now, readOnly: true });
    expect(store.tables.rows('maps').map(({ mapName }) => mapName)).not.toContain('Warden');
    store.close();
  });

  it('imports the page of every fixture or gives the reason', async () => {
    const ended = await runCommand(['import', 'test/pages/fixtures', '--json', '--data-dir', dataDir()]);
    expect([0, 3]).toContain(ended.code);
    const summary = JSON.parse(ended.stdout);
    expect(summary.reason).toEqual({ type: 'done' });
    expect(summary.stages.overview.stored).toBeGreaterThan(20);
    expect(summary.stages['map-stats'].stored).toBeGreaterThan(10);
    expect(summary.stages['performance-economy'].stored).toBeGreaterThan(10);
  });

  it('prints one JSON document a page, with errors that name the field', async () => {
    const [good, bad] = [save('good.html', 'map-stats', 'served'), join(folder, 'bad.html')];
    writeFileSync(
      bad,
      renderPage(world, { kind: 'map-stats', id: mapStatsId }).replaceAll('team-left', 'team-wherever'),
    );
    const ended = await runCommand(['parse', good, bad]);
    expect(ended.code).toBe(3);
    const [first, second] = ended.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({ file: good, kind: 'map-stats', id: mapStatsId, error: null, findings: [] });
    expect(first.record.rounds.length).toBe(first.record.team1Rounds + first.record.team2Rounds);
    expect(second).toMatchObject({ kind: 'map-stats', id: mapStatsId, record: null, error: { code: 'parse' } });
    expect(second.error.message).toContain(second.error.field);
    const array = await runCommand(['parse', '--json', good]);
    expect(JSON.parse(array.stdout)).toEqual([first]);
  });
});

describe('parse -', () => {
  const parse = (input: Buffer | string) =>
    spawnSync(process.execPath, [program, 'parse', '-'], { input, encoding: 'utf8', maxBuffer: 1e8 });
  const world = createWorld({ seed: 21, matches: 4, variants: 'plain' });
  const id = world.matchIds()[0] ?? 0;
  const html = renderPage(world, { kind: 'match', id });

  it.each([
    ['a page', html],
    ['a page packed with gzip', gzipSync(html)],
  ])('reads %s from the standard input', (_, input) => {
    const { stdout, status } = parse(input);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ file: '-', kind: 'match', id, error: null });
  });

  it('reports that an empty input is not a page', () => {
    const { stdout, status } = parse('');
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ file: '-', record: null, error: { code: 'unrecognised' } });
  });
});

describe('the data folder', () => {
  it.runIf(process.platform === 'linux')('that no one can make ends a run at once', async () => {
    const ended = await runCommand(['import', folder, '--data-dir', '/proc/hltv']);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('Cannot use the data folder /proc/hltv (ENOENT)');
  });

  it('that cannot be one is found by doctor, which then asks no site', async () => {
    const file = join(folder, 'occupied');
    writeFileSync(file, '');
    const closed = 'http://127.0.0.1:9';
    const ended = await runCommand(['doctor', '--json', '--data-dir', file, '--base-url', closed]);
    expect(ended.code).toBe(3);
    const lines = Object.fromEntries(JSON.parse(ended.stdout).map((line: { name: string }) => [line.name, line]));
    expect(lines['data folder']).toMatchObject({ isOk: false, text: expect.stringContaining('--data-dir') });
    expect(lines.site).toMatchObject({ isOk: false, text: expect.stringMatching(/^not checked: fix the /) });
  });

  it('reports that there is no database yet', async () => {
    const ended = await runCommand(['status', '--data-dir', dataDir()]);
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain('There is no database yet');
  });

  it('is used by one run at a time: exit code 5', async () => {
    mkdirSync(dataDir());
    const { lockDataFolder } = await import('../../src/store/lock.ts');
    using _ = lockDataFolder(dataDir());
    const ended = await runProgram(['import', folder, '--data-dir', dataDir()]);
    expect(ended.code).toBe(5);
    expect(ended.stderr).toContain(String(process.pid));
  });

  it('is refused with a remedy when it is a file', async () => {
    writeFileSync(dataDir(), '');
    const ended = await runCommand(['import', folder, '--data-dir', dataDir()]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('--data-dir');
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });
});
