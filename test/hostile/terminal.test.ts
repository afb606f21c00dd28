import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';
import type { Ended } from '../helpers/program.ts';
import { DANGEROUS } from './names.ts';
import { ALL_PAGES, asHtml, bent, parsed, sitePage } from './pages.ts';

/** The built program over pages, files and folders whose names would take a terminal over. */

const EVIL = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\u2066\u061c\u2028\u007f\ufeff';
/** The same as a page shows it. */
const SHOWN = EVIL.replace('\u2028\u007f', ' \u007f').trim();

const match = parsed('match', sitePage('match').html);
const scene = mkdtempSync(join(tmpdir(), 'hltv-evil-'));
const pages = join(scene, `pages${EVIL}`);
const dataDir = join(scene, `data${EVIL}`);

beforeAll(() => {
  mkdirSync(pages);
  for (const { kind, html } of ALL_PAGES) {
    const known = asHtml(match.team1Name ?? '');
    const name = asHtml(kind === 'economy' ? '' : EVIL);
    writeFileSync(join(pages, `${kind}${EVIL}.html`), name === '' ? html : bent(html, known, name));
  }
  // Pages whose error messages quote what they show.
  const { html, id } = sitePage('match');
  const other = html.replaceAll(`${id}`, `${id + 1}`);
  writeFileSync(join(pages, 'start.html'), bent(other, /data-unix="\d+"/, `data-unix="${asHtml(EVIL)}"`));
  const third = html.replaceAll(`${id}`, `${id + 2}`);
  writeFileSync(join(pages, 'team.html'), bent(third, `/team/${match.team1Id}/`, `/team/${asHtml(EVIL)}/`));
  // A finding that does.
  const fourth = html.replaceAll(`${id}`, `${id + 3}`);
  writeFileSync(join(pages, 'rank.html'), bent(fourth, /#\d+/, asHtml(`1${EVIL}`)));
  writeFileSync(join(pages, `nothing${EVIL}.html`), EVIL);
});

afterAll(() => rmSync(scene, { recursive: true, force: true }));

const inFolder = ['--data-dir', dataDir];
const loud = ['--log-level', 'trace', ...inFolder];

const COMMANDS: { args: string[]; code: number }[] = [
  { args: ['parse', pages, '--json'], code: 3 },
  { args: ['status', ...inFolder], code: 0 },
  { args: ['status', '--json', ...inFolder], code: 0 },
  { args: ['doctor', '--json', '--browser-path', join(scene, EVIL), ...inFolder], code: 3 },
  { args: ['status', `--${EVIL}`], code: 2 },
  { args: ['--since', EVIL], code: 2 },
  { args: ['parse', join(scene, EVIL)], code: 2 },
];

describe('hltv-scraper', () => {
  beforeAll(async () => {
    expect(harmless(await runCommand(['import', pages, ...loud])).code).toBe(3);
  });

  it.each(COMMANDS)('$args.0 $args.1 prints no control characters', async ({ args, code }) => {
    const ended = harmless(await runCommand(args));
    expect(ended.code).toBe(code);
    if (args.includes('--json')) expect(() => JSON.parse(ended.stdout)).not.toThrow();
  });
});

function harmless(ended: Ended): Ended {
  expect(ended.stdout + ended.stderr).toMatch(/\\u(?:001b|202e|009b)/);
  expect(DANGEROUS.exec(ended.stdout)?.[0]).toBeUndefined();
  expect(DANGEROUS.exec(ended.stderr)?.[0]).toBeUndefined();
  return ended;
}

describe('what was said', () => {
  it('is in JSON the very text of the page', async () => {
    const { stdout } = await runCommand(['parse', join(pages, `match${EVIL}.html`)]);
    expect(JSON.parse(stdout).record.team1Name).toBe(SHOWN);
  });

  it('is in the database the very text of the page', () => {
    using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
    expect(store.tables.rows('matches').map((row) => row.team1Name)).toEqual([SHOWN]);
    // The other three matches: two that cannot be read, and one whose maps belong to the first.
    expect(store.quarantine.list()).toHaveLength(3);
  });

  it('is harmless in the log too', () => {
    const logs = join(dataDir, 'logs');
    const text = readdirSync(logs)
      .filter((name) => name.endsWith('.log'))
      .map((name) => readFileSync(join(logs, name), 'utf8'))
      .join('');
    expect(text).toContain('\\u001b]0;owned');
    expect(DANGEROUS.exec(text)?.[0]).toBeUndefined();
  });

  it('made no name of a file or folder', () => {
    const names = readdirSync(dataDir, { recursive: true }).map(String);
    for (const name of names) expect(name).toMatch(/^[\w./-]+$/);
    const archived = names.filter((name) => name.endsWith('.gz'));
    expect(archived).toHaveLength(ALL_PAGES.length + 3);
    for (const name of archived)
      expect(name).toMatch(/^archive\/[a-z-]+\/(?:\d+|\d{4}-\d\d-\d\d)\/[\w-]+(?:\.rejected)?\.html\.gz$/);
  });
});
