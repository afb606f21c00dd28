import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from '../../src/store/lock.ts';
import { openStore } from '../../src/store/store.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { runCommand } from '../helpers/command.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hltv-doctor-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));

type Line = { name: string; isOk: boolean; text: string };

async function doctor(
  flags: string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; lines: Line[]; stderr: string; all: string }> {
  const ended = await runCommand(['doctor', '--json', '--data-dir', dataDir, ...flags], env);
  const { code, stdout, stderr } = ended;
  return { code, lines: JSON.parse(stdout), stderr, all: stdout + stderr };
}

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const lineOf = (lines: Line[], name: string): Line | undefined => lines.find((line) => line.name === name);
const CLOSED = ['--base-url', 'http://127.0.0.1:9', '--min-delay', '0'];

describe('doctor', () => {
  it.runIf(process.platform !== 'win32')('starts the browser: a program that is none is found', async () => {
    const { code, lines } = await doctor([...CLOSED, '--browser-path', '/bin/ls']);
    expect(code).toBe(3);
    expect(lineOf(lines, 'browser')).toMatchObject({
      isOk: false,
      text: expect.stringMatching(/^Could not start .bin.ls: it ended at once/),
    });
    expect(lineOf(lines, 'site')).toMatchObject({ isOk: false, text: 'not checked: fix the browser first' });
  });

  it.runIf(hasBrowser)('says what takes long, and requests no page where nothing can be reached', async () => {
    const { lines, stderr } = await doctor([
      '--base-url',
      `http://127.0.0.1:${await closedPort()}`,
      '--min-delay',
      '0',
    ]);
    expect(stderr).toMatch(/^starting the browser …\nrequesting robots\.txt and a page from http:.*\n$/);
    expect(lineOf(lines, 'site')?.text).toMatch(
      /^http:\S+ cannot be reached: .*net::ERR_CONNECTION_REFUSED.*Is this machine online\?/,
    );
  });

  it('shows no token of a running browser', async () => {
    const { code, all } = await doctor([...CLOSED, '--cdp-url', 'http://me:geheim@127.0.0.1:9/?token=geheim']);
    expect(code).toBe(3);
    expect(all).toContain('http://127.0.0.1:9/***');
    expect(all).not.toContain('geheim');
  });

  it.runIf(hasBrowser)('finds nothing beside a run, which it names, and asks no site then', async () => {
    using _ = lockDataFolder(dataDir);
    mkdirSync(join(dataDir, 'browser-profile'));
    writeFileSync(join(dataDir, 'browser-profile', 'owner'), String(process.pid));
    const { code, lines } = await doctor(CLOSED);
    expect(lines.filter(({ isOk }) => !isOk)).toEqual([]);
    expect(code).toBe(0);
    expect(lineOf(lines, 'data folder')?.text).toContain(`locked by a run (process ${process.pid} on `);
    expect(lineOf(lines, 'browser')?.text).toMatch(/ starts, version \d+\./);
    expect(lineOf(lines, 'site')?.text).toMatch(/^not checked, because a run is using it/);
    expect(existsSync(join(dataDir, 'doctor'))).toBe(false);
  });

  it('says whose data the folder holds, and finds it wrong only for another site that is named', async () => {
    const store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now });
    store.targets.upsert({ kind: 'match', id: 12, matchId: 12, path: '/matches/12/_', sortMs: null });
    store.sourceSite.save('mirror.example');
    store.close();
    const noBrowser = ['--browser-path', '/nonexistent'];
    const own = lineOf((await doctor(noBrowser)).lines, 'database');
    expect(own).toMatchObject({ isOk: true, text: expect.stringContaining('intact, data of mirror.example') });
    const other = lineOf((await doctor([...noBrowser, ...CLOSED])).lines, 'database');
    expect(other).toMatchObject({ isOk: false, text: expect.stringContaining('not data of 127.0.0.1:9') });
  });

  it('works for a user without a home folder', async () => {
    const withoutHome = `import os from 'node:os';
      import { syncBuiltinESMExports } from 'node:module';
      const { homedir } = os;
      os.homedir = () => {
        if (!process.env.HOME) throw new Error('uv_os_homedir returned ENOENT');
        return homedir();
      };
      syncBuiltinESMExports();`;
    const module = `data:text/javascript,${encodeURIComponent(withoutHome)}`;
    const { all, lines } = await doctor([...CLOSED, '--browser-path', '/nonexistent'], {
      HOME: '',
      NODE_OPTIONS: `--import ${module}`,
    });
    expect(all).not.toContain('uv_os_homedir');
    expect(lineOf(lines, 'browser')?.text).toContain('--browser-path /nonexistent: not an executable file');
  });
});
