import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES } from '../../src/checks/all-rules.ts';
import { assertRuleBeginnings } from '../../src/commands/rule-names.ts';
import { VerificationLine } from '../../src/output/documents/verification.ts';
import { NAME_RULES } from '../../src/store/name-rules.ts';
import { tablesOfMatches, totalsOfMatches } from '../../src/store/row-differences.ts';
import { createSql } from '../../src/store/sql.ts';
import { runCommand } from '../helpers/command.ts';
import { type CrawledFolder, crawledFolder } from '../helpers/crawled-folder.ts';

let folder: CrawledFolder;
let inFolder: string[];

beforeAll(async () => {
  folder = await crawledFolder({ seed: 162, matches: 2, variants: 'plain' });
  inFolder = ['--data-dir', folder.dataDir];
});

afterAll(() => folder[Symbol.dispose]());

function damage(sql: string): void {
  const database = new Database(folder.file);
  database.exec(sql);
  database.close();
}

async function exported(): Promise<string> {
  const tables = ['matches', 'maps', 'player_map_stats', 'round_economy', 'players', 'teams'];
  const outputs = tables.map((table) => runCommand(['export', '--table', table, ...inFolder]));
  return (await Promise.all(outputs)).map(({ stdout }) => stdout).join('\n');
}

const linesOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => VerificationLine.parse(JSON.parse(line)));

describe('verify', () => {
  it('says that nothing is wrong', async () => {
    const { code, stdout } = await runCommand(['verify', '--archive', '--pages', ...inFolder]);
    expect(stdout).toMatch(
      /^verified 2 matches, \d+ page records and \d+ archived files, read \d+ pages again in .*\nfindings: 0 hard, 0 soft\n$/,
    );
    expect(code).toBe(0);
  });

  it('says that there is no database', async () => {
    const none = mkdtempSync(join(tmpdir(), 'hltv-verify-'));
    const { code, stdout } = await runCommand(['verify', '--data-dir', none]);
    const json = await runCommand(['verify', '--json', '--data-dir', none]);
    rmSync(none, { recursive: true });
    expect([code, stdout]).toEqual([0, `There is no database ${join(none, 'hltv.db')} yet: nothing to verify.\n`]);
    expect(linesOf(json.stdout)).toMatchObject([{ type: 'summary', exists: false, exitCode: 0 }]);
  });

  it('refuses a rule that does not exist, which would have no finding', async () => {
    for (const rule of ['nope', 'match/titel', '__proto__', 'tables/matches; x', 'tables/nope', 'names/maps']) {
      const { code, stderr } = await runCommand(['verify', '--rule', rule, ...inFolder]);
      expect([rule, code]).toEqual([rule, 2]);
      expect(stderr).toContain(`Expected --rule to be the beginning of a rule, got "${rule}"`);
    }
    expect((await runCommand(['verify', '--rule', 'match/titel', ...inFolder])).stderr).toContain('match/title?');
  });

  it('knows its own rules and those of the checks', () => {
    const folders = ['checks', 'store', 'verification'].map((name) => join('src', name));
    const sources = folders.flatMap((name) => readdirSync(name).map((file) => join(name, file)));
    const files = sources.filter((file) => file.endsWith('.ts')).map((file) => readFileSync(file, 'utf8'));
    const names: string[] =
      files.join('\n').match(/(?<=')(?:records|archive|pages|targets|database)\/[a-z-]+(?=')/g) ?? [];
    expect(new Set(names).size).toBeGreaterThan(20);
    const sql = createSql(new Database(folder.file, { readonly: true }));
    names.push(...tablesOfMatches(sql).map(({ name }) => `tables/${name}`));
    names.push(...totalsOfMatches(sql).map(({ name }) => `totals/${name}`));
    names.push(...NAME_RULES.map(({ table }) => `names/${table}`), 'names/observed_names');
    sql.database.close();
    const groups = ['tables/', 'totals/veto_totals', 'names/teams', 'match/', 'economy/', 'map'];
    for (const text of [...names, ...RULES.map(({ name }) => name), ...groups]) {
      expect(() => assertRuleBeginnings([text]), text).not.toThrow();
    }
  });

  it('prints findings, ends with exit code 3, and corrects them with --fix', async () => {
    damage(`UPDATE matches SET stage = 'x'; UPDATE page_records SET match_id = 77 WHERE kind = 'economy' AND id = 0`);
    const found = await runCommand(['verify', '--quiet', ...inFolder]);
    expect(found.code).toBe(3);
    expect(found.stdout).toMatch(/^match \d+, matches.stage \(match_id \d+\): tables\/matches: expected .*, saw 'x'$/m);
    expect(found.stdout).toContain(`next: \`hltv-scraper verify --fix --data-dir ${folder.dataDir}\``);
    expect(found.stderr).toMatch(/^hltv-scraper: verify found 2 hard findings in .*\n$/);

    const json = await runCommand(['verify', '--json', '--fix', ...inFolder]);
    expect(linesOf(json.stdout)).toMatchObject([
      { type: 'finding', rule: 'tables/matches', column: 'stage', seen: "'x'" },
      { type: 'finding' },
      { type: 'summary', hard: 2, fixed: 2, exitCode: 0 },
    ]);
    expect((await runCommand(['verify', ...inFolder])).code).toBe(0);
  });

  it('proposes to read the archived pages again when a page record differs from its page', async () => {
    damage(`UPDATE page_records SET record = (SELECT record FROM page_records WHERE kind = 'economy' ORDER BY id LIMIT 1)
      WHERE kind = 'economy' AND id = (SELECT max(id) FROM page_records WHERE kind = 'economy')`);
    const { code, stdout } = await runCommand(['verify', '--pages', ...inFolder]);
    expect(code).toBe(3);
    expect(stdout).toContain(`next: \`hltv-scraper reparse --data-dir ${folder.dataDir}\``);
    await runCommand(['reparse', ...inFolder]);
    expect((await runCommand(['verify', '--pages', ...inFolder])).code).toBe(0);
  });

  it.each([
    [
      'one map page',
      `UPDATE page_records SET record = x'28b52ffd' WHERE kind = 'economy' AND id = (SELECT min(id)
      FROM page_records WHERE kind = 'economy')`,
    ],
    ['every page', `UPDATE page_records SET record = (SELECT record FROM page_records WHERE kind = 'economy' LIMIT 1)`],
  ])(
    'leaves the rows of %s whose record is damaged as they are, and proposes reparse, which repairs it',
    async (_, sql) => {
      const before = await exported();
      damage(sql);
      const { code, stdout, stderr } = await runCommand(['verify', '--fix', '--pages', ...inFolder]);
      expect([code, stderr]).toEqual([3, expect.not.stringContaining('damaged')]);
      expect(stdout).toContain(
        'records/intact: expected the record as it was saved, saw its bytes have another SHA-256',
      );
      expect(stdout).not.toMatch(/ (?:tables|totals|names)\//);
      expect(stdout).toContain(`next: \`hltv-scraper reparse --data-dir ${folder.dataDir}\``);
      expect(await exported()).toBe(before);
      expect((await runCommand(['reparse', '--dry-run', ...inFolder])).code).toBe(0);
      expect((await runCommand(['reparse', ...inFolder])).code).toBe(0);
      expect(await exported()).toBe(before);
      expect((await runCommand(['verify', '--archive', '--pages', ...inFolder])).stdout).toContain('findings: 0 hard');
    },
  );

  it.each(['match_id = 77', 'parser_version = 99'])(
    'proposes reparse for a record with %s, which corrects it',
    async (value) => {
      damage(`UPDATE page_records SET ${value} WHERE kind = 'economy'`);
      const { code, stdout } = await runCommand(['verify', ...inFolder]);
      expect(code).toBe(3);
      expect(stdout).toContain(`next: \`hltv-scraper reparse --data-dir ${folder.dataDir}\``);
      expect((await runCommand(['reparse', ...inFolder])).code).toBe(0);
      expect((await runCommand(['verify', ...inFolder])).stdout).toContain('findings: 0 hard');
    },
  );

  it('says what --fix could not correct', async () => {
    damage(`UPDATE pages SET parser_version = 99 WHERE kind = 'match'`);
    const { code, stdout } = await runCommand(['verify', '--fix', '--rule', 'pages/', ...inFolder]);
    expect(code).toBe(3);
    expect(stdout.match(/^not fixed: match \d+: pages\/has-record/gm)).toHaveLength(2);
    expect((await runCommand(['verify', '--rule', 'tables/', ...inFolder])).code).toBe(0);
  });
});

describe('--match', () => {
  it.each(['verify', 'reparse'])('%s refuses a match that is not in the database', async (command) => {
    const [known = 0] = folder.world.matchIds();
    const unknown = Array.from({ length: 6 }, (_, index) => `${900 + index}`);
    const runs = [[], ['--json'], ['--quiet'], [command === 'verify' ? '--fix' : '--dry-run']];
    for (const flags of runs) {
      const { code, stdout, stderr } = await runCommand([
        command,
        '--match',
        ...unknown,
        `${known}`,
        ...flags,
        ...inFolder,
      ]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toBe(
        `hltv-scraper: Expected --match to be matches in ${folder.file}, which does not have 900, 901, 902, 903, 904 ` +
          `and 1 more. \`hltv-scraper --match 900 --data-dir ${folder.dataDir}\` fetches a match.\n`,
      );
    }
    const none = mkdtempSync(join(tmpdir(), 'hltv-verify-'));
    expect(await runCommand([command, '--match', '900', '--data-dir', none])).toMatchObject({ code: 2, stdout: '' });
    expect(readdirSync(none)).toEqual([]);
    rmSync(none, { recursive: true });
  });

  it.each(['verify', 'reparse'])('%s accepts a match that is known from the listing only', async (command) => {
    damage(`INSERT INTO targets (kind, id, match_id, path, state, first_seen_at_ms, last_seen_at_ms)
      VALUES ('match', 77, 77, '/matches/77/x', 'pending', 1, 1)`);
    expect(await runCommand([command, '--match', '77', ...inFolder])).toMatchObject({ code: 0 });
    damage('DELETE FROM targets WHERE id = 77');
  });
});
