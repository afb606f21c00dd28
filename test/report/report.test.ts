import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type CheerioAPI, load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReportSummary } from '../../src/output/documents/report-summary.ts';
import { formatShare, wilson } from '../../src/output/report/intervals.ts';
import { openStore } from '../../src/store/store.ts';
import { openWritable } from '../export/stored-world.ts';
import { runCommand } from '../helpers/command.ts';
import { DANGEROUS } from '../hostile/names.ts';
import { storeReportedWorld } from './reported-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'hltv-report-'));
let dataDir: string;
let database: string;
let counter = 0;

beforeAll(async () => {
  ({ dataDir, file: database } = await storeReportedWorld(folder));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newFile = (): string => {
  counter += 1;
  return join(folder, `report-${counter}.html`);
};

type Report = { $: CheerioAPI; html: string; summary: ReportSummary };
let withoutFlags: Promise<Report> | undefined;

/** The report of everything, which several tests look at. */
function wholeReport(): Promise<Report> {
  withoutFlags ??= report();
  return withoutFlags;
}

async function report(...flags: string[]): Promise<Report> {
  const { code, stdout, stderr } = await runCommand([
    'report',
    '--data-dir',
    dataDir,
    '--out',
    newFile(),
    '--json',
    ...flags,
  ]);
  expect([code, stderr]).toEqual([0, '']);
  const summary = ReportSummary.parse(JSON.parse(stdout));
  const html = readFileSync(summary.file, 'utf8');
  return { html, summary, $: load(html) };
}

type Row = Record<string, string | number | null>;

/** The rows of the queries that a section shows, run as its reader would: after the statements at the end. */
function rowsOfSection($: CheerioAPI, id: string): Row[][] {
  using connection = openWritable(database);
  connection.exec($('footer pre').text());
  const queries = $(`#${id} pre`).toArray();
  return queries.map((query) => connection.prepare($(query).text()).all() as Row[]);
}

const SECTIONS = [
  ...['coverage-month', 'coverage-event', 'missing', 'freshness', 'runs', 'quality', 'maps', 'ct-share', 'overtime'],
  ...['vetoes', 'buy-types', 'man-advantage', 'ratings', 'form'],
];

/** The first columns of the numbers below a plot, by the column of the query. */
const NUMBERS: Record<string, string[]> = {
  'coverage-month': ['month', 'state', 'matches'],
  maps: ['map_name', 'month', 'maps', 'ct_rounds', 'rounds'],
  'ct-share': ['map_name', 'maps', 'ct_rounds', 'rounds'],
  overtime: ['map_name', 'maps', 'overtimes'],
  vetoes: ['map_name', 'vetoes', 'picked', 'left_over', 'removed'],
  'buy-types': ['ct_buy', 't_buy', 'rounds', 'ct_wins'],
  runs: ['run_id', 'pages', 'pages_per_minute', 'refusals', 'failures'],
};

/** Ids are not grouped into thousands, and no number has more than three decimals. */
const shownNumber = (column: string, value: number): string =>
  column === 'run_id' ? String(value) : value.toLocaleString('en-GB').replaceAll(',', '');

/** Marks of the wide plots of a section, by their titles. */
function titles($: CheerioAPI, id: string): string[] {
  return $(`#${id} .wide title`)
    .toArray()
    .map((title) => $(title).text());
}

/** As names are shown in a plot. */
const shown = (name: unknown): string => {
  const characters = [...String(name)];
  const short = characters.length <= 60 ? String(name) : `${characters.slice(0, 59).join('')}…`;
  return short.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '·');
};

const shareText = (hits: unknown, n: unknown): string => {
  const share = wilson(Number(hits), Number(n));
  return share === null ? '' : `${formatShare(share)}, n ${Number(n).toLocaleString('en-GB')}`;
};

describe('the report', () => {
  it('has all sections, each with a query that returns rows', async () => {
    const { $, summary } = await wholeReport();
    expect(
      $('section')
        .toArray()
        .map((section) => $(section).attr('id')),
    ).toEqual(SECTIONS);
    expect(summary.missing).toEqual([]);
    for (const id of SECTIONS) {
      for (const rows of rowsOfSection($, id)) expect([id, rows.length > 0]).toEqual([id, true]);
    }
  });

  it.each(Object.entries(NUMBERS))('shows in %s the numbers that its query returns', async (id, columns) => {
    const { $ } = await wholeReport();
    const [rows = []] = rowsOfSection($, id);
    const cells = $(`#${id} details tbody tr`)
      .toArray()
      .map((row) =>
        $(row)
          .children()
          .toArray()
          .slice(0, columns.length)
          .map((cell) => $(cell).text()),
      );
    expect(cells.length).toBe(rows.length);
    for (const [index, row] of rows.entries()) {
      for (const [place, column] of columns.entries()) {
        const value = row[column];
        if (typeof value === 'number')
          expect(cells[index]?.[place]?.replaceAll(',', '')).toBe(shownNumber(column, value));
      }
    }
  });

  it('plots what its queries return', async () => {
    const { $ } = await wholeReport();
    const [shares = [], months = []] = rowsOfSection($, 'ct-share');
    const share = (row: Row): string[] => (Number(row.rounds) > 0 ? [shareText(row.ct_rounds, row.rounds)] : []);
    const expected = [
      ...shares.slice(0, 12).flatMap((row) => share(row).map((text) => `${shown(row.map_name)}: ${text}`)),
      ...months
        .filter(({ map_name }) => shares.slice(0, 12).some((row) => row.map_name === map_name))
        .flatMap((row) => share(row).map((text) => `${shown(row.map_name)}, ${row.month}: ${text}`)),
    ];
    expect(titles($, 'ct-share').toSorted()).toEqual(expected.toSorted());

    const [buys = []] = rowsOfSection($, 'buy-types');
    const name = (buy: unknown): string => String(buy).replace('_', ' ');
    expect(titles($, 'buy-types').toSorted()).toEqual(
      buys.map((row) => `${name(row.ct_buy)}, ${name(row.t_buy)}: ${shareText(row.ct_wins, row.rounds)}`).toSorted(),
    );

    const [situations = []] = rowsOfSection($, 'man-advantage');
    expect(titles($, 'man-advantage').toSorted()).toEqual(
      situations.map((row) => `${row.ct_alive}, ${row.t_alive}: ${shareText(row.ct_wins, row.situations)}`).toSorted(),
    );

    const [coverage = []] = rowsOfSection($, 'coverage-month');
    expect(titles($, 'coverage-month').toSorted()).toEqual(
      coverage
        .filter(({ month }) => month !== null)
        .map((row) => `${row.month}, ${row.state}: ${row.matches}`)
        .toSorted(),
    );
  });

  it('counts players alive by the events of the chosen matches as the totals count them', async () => {
    const all = rowsOfSection((await wholeReport()).$, 'man-advantage');
    const filtered = await report('--since', '2000-01-01');
    expect(rowsOfSection(filtered.$, 'man-advantage')).toEqual(all);
    expect(filtered.$('#man-advantage pre').text()).toContain('round_events');
  });

  it('says what each page that is not stored lacks', async () => {
    const { $ } = await wholeReport();
    const missing = $('#missing').text();
    for (const word of ['quarantined', 'failed', 'refused', 'parse', 'challenge']) expect(missing).toContain(word);
    expect($('#quality').text()).toContain('veto');
    expect($('#runs').text()).toContain('halted: refusals');
  });

  it('takes the filters of an export', async () => {
    using connection = openWritable(database);
    const count = (condition: string): unknown =>
      connection.prepare(`SELECT count(*) FROM matches WHERE status = 'finished' AND ${condition}`).pluck().get();
    const matchesOf = async (...flags: string[]): Promise<number> => (await report(...flags)).summary.matches;
    const start = Date.UTC(2024, 0, 1);
    expect(await matchesOf('--since', '2024-01-01')).toBe(count(`started_at_ms >= ${start}`));
    expect(await matchesOf('--until', '2023-12-31')).toBe(count(`started_at_ms < ${start}`));
    const team = connection.prepare(`SELECT team2_name FROM matches WHERE status = 'finished' LIMIT 1`).pluck().get();
    const ofTeam = `'${team}' IN (team1_name, team2_name)`;
    expect(await matchesOf('--team', String(team).toUpperCase())).toBe(count(ofTeam));
    const map = connection.prepare(
      `SELECT map_name FROM maps WHERE state = 'played' AND map_name GLOB '[A-Z][a-z]*' LIMIT 1`,
    );
    const name = String(map.pluck().get());
    const { summary, $ } = await report('--map', name);
    expect(summary.maps).toBe(
      connection.prepare(`SELECT count(*) FROM maps WHERE state = 'played' AND map_name = ?`).pluck().get(name),
    );
    expect($('header').text()).toContain(`map: ${name}`);
    expect(await matchesOf('--team', 'nobody at all')).toBe(0);
  });

  it('shows hostile names as text', async () => {
    const { html, $ } = await wholeReport();
    expect(DANGEROUS.test(html.replaceAll('\n', ''))).toBe(false);
    expect($('script, img, iframe, object, link, style:not(head style)').length).toBe(0);
    const attributes = $('*')
      .toArray()
      .flatMap((element) => ('attribs' in element ? Object.keys(element.attribs) : []));
    expect(attributes.filter((name) => /^on|^(?:src|srcdoc|xlink:href)$/.test(name))).toEqual([]);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect($('meta[http-equiv]').attr('content')).toContain("default-src 'none'");
  });

  it('says what is missing when nothing is stored', async () => {
    const empty = join(folder, 'empty');
    openStore({ file: join(empty, 'hltv.db'), clock: () => 1 }).close();
    const { code, stderr } = await runCommand(['report', '--data-dir', empty]);
    expect([code, stderr]).toEqual([0, '']);
    const $ = load(readFileSync(join(empty, 'report.html'), 'utf8'));
    expect($('#coverage-month p').first().text()).toContain('No match is known yet');
    for (const id of ['maps', 'ct-share', 'overtime', 'vetoes', 'buy-types', 'man-advantage', 'ratings', 'form']) {
      expect($(`#${id} p`).first().text()).toMatch(/^No data: /);
    }
    expect($('svg').length).toBe(0);
  });
});

describe('the file of a report', () => {
  const run = (...flags: string[]) => runCommand(['report', '--data-dir', dataDir, ...flags]);

  it('replaces an earlier report, and no other file without --force', async () => {
    const file = newFile();
    expect((await run('--out', file)).code).toBe(0);
    expect((await run('--out', file)).code).toBe(0);
    writeFileSync(file, '<!doctype html><p>mine</p>');
    const refused = await run('--out', file);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('is not a report of this program');
    expect(readFileSync(file, 'utf8')).toContain('mine');
    expect((await run('--out', file, '--force')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('hltv-scraper report');
  });

  it('is the one behind a link, and leaves nothing beside it', async () => {
    const place = join(folder, 'linked');
    mkdirSync(join(place, 'real'), { recursive: true });
    writeFileSync(join(place, 'real', 'r.html'), '');
    symlinkSync(join('real', 'r.html'), join(place, 'link.html'));
    expect((await run('--out', join(place, 'link.html'))).code).toBe(0);
    expect(readFileSync(join(place, 'real', 'r.html'), 'utf8')).toContain('</html>');
    expect([readdirSync(place).toSorted(), readdirSync(join(place, 'real'))]).toEqual([
      ['link.html', 'real'],
      ['r.html'],
    ]);
  });

  it('is not a folder, and stays as it was when it cannot be written', async () => {
    expect((await run('--out', folder)).code).toBe(2);
    const file = join(folder, 'report-1.html', 'under-a-file.html');
    writeFileSync(join(folder, 'report-1.html'), '');
    const { code, stderr } = await run('--out', file);
    expect([code, stderr.includes(file)]).toEqual([1, true]);
  });

  it('may have the longest name that a disk takes', async () => {
    const file = join(folder, `${'r'.repeat(250)}.html`);
    expect((await run('--out', file)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('</html>');
  });

  it('is not a link that leads nowhere: the link stays', async () => {
    for (const target of ['nowhere.html', 'dead.html']) {
      symlinkSync(join(folder, target), join(folder, 'dead.html'));
      const { code, stderr } = await run('--out', join(folder, 'dead.html'));
      expect([code, stderr]).toEqual([1, expect.stringMatching(/dead\.html: .*(ENOENT|ELOOP)/)]);
      expect(stderr).not.toContain('bug of this program');
      expect(lstatSync(join(folder, 'dead.html')).isSymbolicLink()).toBe(true);
      rmSync(join(folder, 'dead.html'));
    }
  });

  it('goes to stdout with -, alone', async () => {
    const { code, stdout } = await run('--out', '-');
    expect([code, stdout.startsWith('<!doctype html>'), stdout.endsWith('</html>\n')]).toEqual([0, true, true]);
    expect((await run('--out', '-', '--json')).code).toBe(2);
    expect((await run('--out', '-', '--open')).code).toBe(2);
  });

  it.skipIf(process.platform !== 'linux')('is opened with --open; without a browser its path is said', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > "${join(folder, 'opened')}"\n`);
    chmodSync(join(bin, 'xdg-open'), 0o755);
    const file = newFile();
    const opened = await runCommand(['report', '--data-dir', dataDir, '--out', file, '--open'], {
      PATH: `${bin}${delimiter}${process.env.PATH}`,
    });
    expect([opened.code, readFileSync(join(folder, 'opened'), 'utf8')]).toEqual([0, `file://${file}`]);
    const without = await runCommand(['report', '--data-dir', dataDir, '--out', file, '--open'], {
      PATH: '/nonexistent',
    });
    expect(without.code).toBe(0);
    expect(without.stderr).toContain(`Open ${file}`);
  });
});
