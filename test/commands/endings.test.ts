import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { runCommand } from '../helpers/command.ts';
import { type Ended, runProgram } from '../helpers/program.ts';

/** How a run of the built program ends: what cron mails with --quiet, and what an unexpected error leaves behind. */

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-endings-'));
  mkdirSync(join(folder, 'pages'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const dataDir = (): string => join(folder, 'data');
const world = createWorld({ seed: 21, matches: 4, variants: 'plain' });
const [id = 0] = world.matchIds();

function save(name: string, change: (html: string) => string = (html) => html): string {
  const file = join(folder, 'pages', name);
  writeFileSync(file, change(renderPage(world, { kind: 'match', id })));
  return file;
}

const argsOf = (flags: string[]): string[] => ['import', join(folder, 'pages'), '--data-dir', dataDir(), ...flags];
const importPages = (flags: string[]): Promise<Ended> => runCommand(argsOf(flags));

describe('--quiet', () => {
  const withoutTimes = (html: string): string => html.replaceAll(/data-unix="\d+"/g, 'data-unix="soon"');

  it.each([[['--quiet']], [['--log-level', 'error']], [['--quiet', '--json']]])(
    'says in one line why the exit code is 3: %j',
    async (flags) => {
      save('bad.html', withoutTimes);
      const { code, stderr } = await importPages(flags);
      expect(code).toBe(3);
      expect(stderr).toMatch(/^hltv-scraper: .*exit code 3.*1 of them quarantined: parse startedAtMs \(1\)/);
      expect(stderr).toContain(`match ${id}: startedAtMs`);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    },
  );

  it('prints nothing for a run with exit code 0', async () => {
    save('good.html');
    expect(await importPages(['--quiet'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });
});

describe('an unexpected error', () => {
  /** Once a run has its database, reading a page does what `trip` says. */
  function preload(trip: string): Record<string, string> {
    const script = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      for (const name of ['readFileSync', 'statSync']) {
        const original = fs[name];
        fs[name] = (file, ...rest) => {
          if (String(file).endsWith('trap.html') && fs.existsSync(${JSON.stringify(join(dataDir(), 'hltv.db'))})) {
            ${trip}
          }
          return original(file, ...rest);
        };
      }
      syncBuiltinESMExports();`;
    return { NODE_OPTIONS: `--import="data:text/javascript,${encodeURIComponent(script)}"` };
  }

  function logged(): { level: number; type?: string; stack?: string }[] {
    const logs = join(dataDir(), 'logs');
    return readdirSync(logs).flatMap((file) =>
      readFileSync(join(logs, file), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
  }

  it('that nothing awaits has its stack trace in the log, its message and the log file on stderr', async () => {
    save('trap.html');
    const trip = 'Promise.reject(new TypeError("sprung", { cause: new RangeError("the spring") }));';
    const { code, stderr } = await runProgram(argsOf(['--quiet']), preload(trip));
    expect(code).toBe(1);
    const crashes = logged().filter(({ type }) => type === 'crash');
    expect(crashes[0]?.level).toBe(50);
    expect(crashes[0]?.stack).toMatch(/TypeError: sprung\n +at [\s\S]*Caused by: RangeError: the spring\n +at /);
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('TypeError: sprung. The stack trace is in ');
    const [, file = ''] = /The stack trace is in (.*)\.$/.exec(lines[0] ?? '') ?? [];
    expect(readFileSync(file, 'utf8')).toContain('sprung');
  });
});
