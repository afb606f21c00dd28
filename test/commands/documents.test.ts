import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Diagnosis } from '../../src/output/documents/diagnosis.ts';
import { ParsedPage } from '../../src/output/documents/parsed-page.ts';
import { PlanDocument } from '../../src/output/documents/plan.ts';
import { RunSummary } from '../../src/output/documents/run-summary.ts';
import { Status } from '../../src/output/documents/status.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { openStore } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';
import type { Ended } from '../helpers/program.ts';

/** What the program prints with `--json` is what the schemas say, and nothing else: they are strict. */

const folder = mkdtempSync(join(tmpdir(), 'hltv-documents-'));
const dataDir = join(folder, 'data');
const inFolder = ['--json', '--data-dir', dataDir];

const world = createWorld({ seed: 21, matches: 4, variants: 'plain' });
const [id = 0, badId = 0, oddId = 0] = world.matchIds();

/** A page without findings, one that cannot be parsed, one that breaks a check, one with something unknown, and none. */
function savePages(): void {
  const page = (matchId: number): string => renderPage(world, { kind: 'match', id: matchId });
  const save = (name: string, html: string): void => writeFileSync(join(folder, name), html);
  save('good.html', page(id));
  save('unreadable.html', page(badId).replaceAll(/data-unix="\d+"/g, 'data-unix="soon"'));
  save('odd.html', page(oddId).replace(/(class="mapname">)[^<]+/, '$1Warden'));
  save('shopping.html', '<html><body>milk, eggs</body></html>');
}

let imported: Ended;

beforeAll(async () => {
  savePages();
  imported = await runCommand(['import', folder, ...inFolder]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('with --json', () => {
  it('import prints a summary, with the rule of each quarantined page', () => {
    const summary = RunSummary.parse(JSON.parse(imported.stdout));
    expect(summary).toMatchObject({ command: 'import', exitCode: 3, quarantined: 1 });
    const field = 'startedAtMs';
    expect(summary.quarantinedByRule).toMatchObject([{ rule: 'parse', field, count: 1 }]);
    expect(summary.failedTargets).toMatchObject([{ kind: 'match', id: badId, code: 'parse', field }]);
  });

  it('status prints what is stored, failed and found, by rule with an example', async () => {
    using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now });
    const broken = { kind: 'match', id: 7, rule: 'match/title', field: null, message: 'match 7: match/title' } as const;
    store.quarantine.put({ ...broken, seen: 'B', parserVersion: 1, runId: null, file: null });
    store.targets.upsert({ kind: 'match', id: 7, matchId: 7, path: '/matches/7/_', sortMs: null });
    const attempt = { code: 'match/title', message: 'x', maxAttempts: 1, runId: 1 };
    store.targets.markAttemptFailed({ kind: 'match', id: 7 }, attempt);

    const { stdout, code } = await runCommand(['status', ...inFolder]);
    expect(code).toBe(0);
    const status = Status.parse(JSON.parse(stdout));
    if (!status.exists) throw new Error('the database is there');
    expect(status.quarantine.map(({ rule }) => rule)).toEqual(['match/title', 'parse']);
    expect(status.quarantineByRule).toContainEqual({
      rule: 'match/title',
      field: null,
      count: 1,
      example: broken.message,
    });
    expect(status.failed).toMatchObject([{ id: 7, lastErrorKind: 'match/title' }]);
    expect(status.runs).toMatchObject([{ command: 'import', exitCode: 3, reason: 'done' }]);
    const unknown = status.findings.find(({ rule }) => rule === 'match/nothing-unknown');
    expect(unknown?.example).toMatch(new RegExp(`^match ${oddId}.*: expected a known map, saw Warden$`));
  });

  it('status prints the same of findings and quarantine to a person', async () => {
    const { stdout } = await runCommand(['status', '--data-dir', dataDir]);
    expect(stdout).toMatch(/^findings +\d+ values? to look at/m);
    expect(stdout).toContain('match/nothing-unknown, 1 time: match');
    expect(stdout).toMatch(/^ {2}parse startedAtMs, 1 page: match/m);
  });

  it('status prints that there is nothing yet', async () => {
    const { stdout } = await runCommand(['status', '--json', '--data-dir', join(folder, 'none')]);
    expect(Status.parse(JSON.parse(stdout))).toMatchObject({ exists: false });
  });

  it('--dry-run prints a plan, with and without the listing', async () => {
    for (const flags of [[], ['--match', '77']]) {
      const { stdout } = await runCommand(['--dry-run', ...flags, ...inFolder]);
      expect(PlanDocument.parse(JSON.parse(stdout)).pending.length).toBeGreaterThan(0);
    }
  });

  it('parse prints an array of pages, and the same pages a line without it', async () => {
    const paths = [folder, 'test/pages/fixtures'];
    const { stdout } = await runCommand(['parse', '--json', ...paths]);
    const pages = z.array(ParsedPage).parse(JSON.parse(stdout));
    expect(pages.filter(({ record }) => record !== null).length).toBeGreaterThan(40);
    expect(pages.find(({ file }) => file.endsWith('unreadable.html'))?.error).toMatchObject({ code: 'parse' });
    const lines = (await runCommand(['parse', folder])).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(pages.filter(({ file }) => file.startsWith(folder)));
  });

  it('doctor prints its checks', async () => {
    const site = ['--base-url', 'http://127.0.0.1:9', '--browser-path', join(folder, 'no-browser')];
    const { stdout, code } = await runCommand(['doctor', ...site, ...inFolder]);
    expect(code).toBe(3);
    expect(Diagnosis.parse(JSON.parse(stdout)).some(({ isOk }) => isOk)).toBe(true);
  });
});
