import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';
import { har, harEntry, httpBlock, warcGz, warcRecord } from '../helpers/containers.ts';
import { type Ended, startProgram } from '../helpers/program.ts';

/** `import` and `parse` of the built program with recordings: HAR, WARC and MHTML files of several pages. */

const BIN = fileURLToPath(new URL('../../bin/hltv-scraper.js', import.meta.url));
const TEMPLATE = readFileSync(new URL('saved/i1-finished.html', import.meta.url), 'utf8');
const UPCOMING = readFileSync(new URL('saved/i1-upcoming-earlier.html', import.meta.url), 'utf8');
const ID = 2400001;
/** The same page for another match: its map pages are others, too. */
const matchPage = (nth: number): string =>
  TEMPLATE.replaceAll(`${ID}`, `${ID + nth}`).replaceAll(/\b100[12]\b/g, `$&${nth}`);
const url = (nth: number): string => `https://www.hltv.org/matches/${ID + nth}/alpha-bravo`;
const record = (nth: number, date?: string) =>
  warcRecord({ url: url(nth), block: httpBlock(matchPage(nth)), ...(date && { date }) });

let folder: string;
let dataDir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-recordings-'));
  dataDir = join(folder, 'data');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function save(name: string, content: Buffer | string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const importInto = (into: string, ...args: string[]): Promise<Ended> =>
  runCommand(['import', ...args, '--data-dir', into]);

function read<Value>(use: (store: Store) => Value, from = dataDir): Value {
  using store = openStore({ file: join(from, 'hltv.db'), clock: Date.now, readOnly: true });
  return use(store);
}

describe('a recording', () => {
  it('yields its pages, reports why others of the site are not imported, and counts the rest', async () => {
    const foreign = '<html><body>An advertisement</body></html>';
    const entries = [
      harEntry(url(1), { text: matchPage(1) }),
      harEntry('https://ads.example/frame', { text: foreign }),
      harEntry('https://ads.example/frame', { text: foreign }, 404),
      harEntry('https://img.example/a.png', { mimeType: 'image/png' }),
      harEntry(url(2), { text: matchPage(3) }),
      harEntry(url(4), { text: '<html><head><title>Just a moment...</title></head></html>' }, 403),
      harEntry(url(5), {}),
      harEntry(url(5), { text: '<html><body>Not found</body></html>' }, 404),
      harEntry(url(6), { text: matchPage(6).slice(0, -2000) }),
      harEntry('https://mirror.example/matches/2400008/x', { text: matchPage(7) }),
      harEntry(url(9), { text: Buffer.from(matchPage(9)).toString('base64'), encoding: 'base64' }),
    ];
    const file = save('browsing.har', har(entries));
    const { stderr, code } = await importInto(dataDir, file);
    expect(code).toBe(0);
    expect(stderr.split('\n').filter((line) => line.includes(file))).toEqual([
      `${file}: ignored 3 entries without a page of the site`,
      `skipped ${file}#5: it is match ${ID + 3}, but its address is that of match ${ID + 2}`,
      `skipped ${file}#6: a challenge of Cloudflare in place of the page: pass it in a browser, then save the page`,
      `skipped ${file}#7: saved without content: record the HAR with response bodies`,
      `skipped ${file}#8: the site responded with status 404`,
      `skipped ${file}#9: a match page that is cut off: save it again when it has loaded`,
      `skipped ${file}#10: it came from https://mirror.example/matches/2400008/x`,
    ]);
    expect(read((store) => store.tables.rows('matches').map(({ matchId }) => matchId))).toEqual([ID + 1, ID + 9]);
  });

  it('without a page of the site is listed with that reason', async () => {
    const advertisement = harEntry('https://ads.example/', { text: '<html></html>' });
    const file = save('elsewhere.har', har([advertisement, advertisement]));
    const reason = 'a recording without a page of the site (2 entries)';
    const imported = await importInto(dataDir, file, '--json');
    expect(imported.code).toBe(3);
    expect(JSON.parse(imported.stdout).skipped).toEqual([{ file, reason }]);
    const parsed = await runCommand(['parse', file, '--json']);
    expect(parsed.code).toBe(3);
    expect(JSON.parse(parsed.stdout)).toMatchObject([{ file, kind: null, error: { message: reason } }]);
  });

  it('is printed page by page by parse, from a file and from the standard input', async () => {
    const file = save(
      'crawl.warc.gz',
      warcGz([record(1), record(2), warcRecord({ url: url(3), block: httpBlock('', [], '404 Not Found') })]),
    );
    const documents = JSON.parse((await runCommand(['parse', file, '--json'])).stdout);
    expect(documents).toMatchObject([
      { file: `${file}#1`, kind: 'match', id: ID + 1, record: { matchId: ID + 1 }, error: null },
      { file: `${file}#2`, kind: 'match', id: ID + 2, record: { matchId: ID + 2 }, error: null },
      { file: `${file}#3`, kind: null, record: null, error: { code: 'unrecognised' } },
    ]);
    const piped = spawnSync(process.execPath, [BIN, 'parse', '-', '--json'], { input: readFileSync(file) });
    expect(JSON.parse(piped.stdout.toString().replaceAll('"-#', `"${file}#`))).toEqual(documents);
  });

  it('dates each page itself, so that a newer file with an older page changes nothing', async () => {
    const newer = save('newer.warc', record(0, '2026-03-12T10:00:00Z'));
    await importInto(dataDir, newer);
    const entry = harEntry(url(0), { text: UPCOMING });
    const older = save('older.har', har([{ ...entry, startedDateTime: '2026-03-11T10:00:00.000+01:00' }]));
    const { stderr } = await importInto(dataDir, older);
    expect(stderr).toMatch(/older\.har#1: saved at 2026-03-11 09:00 UTC, the stored page at 2026-03-12 10:00 UTC/);
    expect(read((store) => store.pages.find('match', ID))).toMatchObject({ fetchedAtMs: Date.UTC(2026, 2, 12, 10) });
    expect(read((store) => store.tables.rows('matches'))).toMatchObject([{ status: 'finished' }]);
  });

  it('may lie in a folder among pages and other files', async () => {
    save('a.har', har([harEntry(url(1), { text: matchPage(1) })]));
    save('b.warc.gz', gzipSync(record(2)));
    save('c.html', matchPage(3));
    save('d.mht', `MIME-Version: 1.0\r\nContent-Type: text/html\r\nContent-Location: ${url(4)}\r\n\r\n${matchPage(4)}`);
    save('e.png', 'picture');
    await importInto(dataDir, folder);
    expect(read((store) => store.tables.rows('matches').length)).toBe(4);
  });

  it('that is damaged is named in one line, and so is a body in another file', async () => {
    const wrongLength = record(2)
      .toString('latin1')
      .replace(/Content-Length: \d+/, 'Content-Length: 900');
    const warc = save('damaged.warc', Buffer.concat([record(1), Buffer.from(wrongLength, 'latin1'), record(3)]));
    save('body.html', matchPage(4));
    const attached = ['body.html', 'gone.html'].map((_file, nth) => harEntry(url(4 + nth), { _file }));
    const attachedHar = save('attached.har', har(attached));
    const empty = save('empty.har', har([]));
    const { stderr } = await importInto(dataDir, warc, attachedHar, empty);
    const lines = stderr.split('\n');
    expect(lines.slice(1, lines.indexOf(''))).toEqual([
      expect.stringMatching(
        /^skipped \S+damaged\.warc#2: the WARC is damaged here \(a record of 900 bytes is followed by ".*\): copy the file again, or record/,
      ),
      `skipped ${attachedHar}#2: its body is in the file gone.html: put that file beside the HAR, or record a HAR with bodies`,
      `skipped ${empty}: HAR without a document: copy the file again, or record pages with their bodies`,
    ]);
    expect(read((store) => store.tables.rows('matches').map(({ matchId }) => matchId))).toEqual([ID + 1, ID + 4]);
  });

  it('that is cut off gives the pages before the cut', async () => {
    const file = save('cut.warc', Buffer.concat([record(1), record(2)]).subarray(0, -5000));
    const { stderr } = await importInto(dataDir, file);
    expect(stderr).toContain(`skipped ${file}#2: the WARC is cut off here`);
    expect(read((store) => store.tables.rows('matches').length)).toBe(1);
  });
});

describe('an import that a signal stops', () => {
  it('continues with the next one, to the database of one run', async () => {
    const PAGES = 24;
    const file = save('some.warc.gz', warcGz(Array.from({ length: PAGES }, (_, nth) => record(nth))));
    const other = join(folder, 'other');
    await importInto(other, file);
    const { started, ended, stderr } = startProgram(['import', file, '--data-dir', dataDir, '--log-level', 'debug']);
    started.stderr?.on('data', () => {
      if (stderr().split('stored match').length > PAGES / 4) started.kill('SIGTERM');
    });
    expect(await ended).toMatchObject({ code: 143 });
    expect(read((store) => store.tables.rows('matches').length)).toBeLessThan(PAGES);
    await importInto(dataDir, file);
    expect(read((store) => store.tables.all())).toEqual(read((store) => store.tables.all(), other));
    const findings = (store: Store) => store.findings.list().map(({ runId: _, ...finding }) => finding);
    expect(read(findings)).toEqual(read(findings, other));
  });
});
