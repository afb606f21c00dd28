import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { openStore } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';
import { runProgram } from '../helpers/program.ts';
import { canMount, mountTmpfs } from '../helpers/tmpfs.ts';

/** The built program writing to pipes whose readers are slow, busy or gone. */

const BIN = fileURLToPath(new URL('../../bin/hltv-scraper.js', import.meta.url));
/** Their document is longer than what a pipe holds. */
const PAGES = 9;
const PENDING = 3000;

const folder = mkdtempSync(join(tmpdir(), 'hltv-pipes-'));
const dataDir = join(folder, 'data');
const files = Array.from({ length: PAGES }, (_, index) => join(folder, `page-${index}.html`));
const parseAll = ['parse', ...files, '--json'];

beforeAll(() => {
  const world = createWorld({ seed: 21, matches: 4, variants: 'plain' });
  const match = world.matchAtPlace(0);
  const id = match?.maps[0]?.mapStatsId ?? 0;
  const html = renderPage(world, { kind: 'performance', id, size: 'bare' });
  for (const file of files) writeFileSync(file, html);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program in a shell, its stdout piped into `reader`; resolves with what that prints and the program's code. */
function pipeInto(reader: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  const script = `{ "$0" "$@"; echo "code $?" >&2; } | ${reader}`;
  const shell = spawn('sh', ['-c', script, process.execPath, BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let text = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk) => (text += chunk));
  return new Promise((resolve) => shell.on('close', () => resolve(text)));
}

function fillBacklog(): void {
  using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now });
  store.transaction(() => {
    for (let id = 1; id <= PENDING; id += 1) {
      const path = `/matches/${id}/first-team-vs-second-team-at-an-invented-event`;
      store.targets.upsert({ kind: 'match', id, matchId: id, path, sortMs: id });
      const message = `match ${id}: title: expected a title, saw nothing of the kind`;
      const entry = { kind: 'match', id, rule: 'parse', field: 'title', message, seen: '', runId: null } as const;
      store.quarantine.put({ ...entry, parserVersion: 1, file: null });
    }
  });
}

describe('a pipe gets the whole document', () => {
  /** Takes 4 kB at a time, much less than a pipe holds. */
  const busyReader = `"${process.execPath}" -e 'let n = 0; const { readSync } = require("node:fs"), b = Buffer.alloc(4096); for (let got; (got = readSync(0, b)) > 0; ) n += got; console.log("bytes", n)'`;

  it('of parse --json', async () => {
    const printed = await pipeInto(busyReader, parseAll);
    expect(printed).toContain('code 0');
    const { stdout } = await runCommand(parseAll);
    expect(JSON.parse(stdout)).toHaveLength(PAGES);
    expect(Buffer.byteLength(stdout)).toBeGreaterThan(100_000);
    expect(printed).toContain(`bytes ${Buffer.byteLength(stdout)}`);
  });

  it('of parse, a document a line', async () => {
    const { stdout } = await runCommand(['parse', ...files]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).file)).toEqual(files);
  });

  it('of --dry-run --json and status --json with a long backlog', async () => {
    await runCommand(['import', folder, '--data-dir', dataDir]);
    fillBacklog();
    const plan = JSON.parse((await runCommand(['--dry-run', '--json', '--data-dir', dataDir])).stdout);
    expect(plan.pending.length).toBeGreaterThanOrEqual(PENDING);
    const status = JSON.parse((await runCommand(['status', '--json', '--data-dir', dataDir])).stdout);
    expect(status.quarantine).toHaveLength(PENDING);
  });
});

describe('a file gets the whole document, or the program says that it does not', () => {
  it.runIf(existsSync('/dev/full')).each([['--version'], ['completion', 'bash'], parseAll])(
    'on a full disk: %s',
    async (...args) => {
      const script = '"$0" "$@" > /dev/full; echo "code $?"';
      const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, BIN, ...args], { encoding: 'utf8' });
      expect(stdout).toBe('code 1\n');
      expect(stderr).toMatch(/^hltv-scraper: The standard output cannot be written to, .*\(ENOSPC: .*\)\n$/);
    },
  );

  it.runIf(canMount)('on a disk that takes a part of the last chunk', () => {
    const disk = join(folder, 'disk');
    using _ = mountTmpfs(disk, 8 * 1024);
    const script = '"$0" "$@" > file; echo "code $?"';
    const args = ['-c', script, process.execPath, BIN, 'completion', 'bash'];
    const { stdout, stderr } = spawnSync('sh', args, { cwd: disk, encoding: 'utf8' });
    expect(statSync(join(disk, 'file')).size).toBe(8 * 1024);
    expect([stdout, stderr]).toEqual(['code 1\n', expect.stringContaining('what it has is incomplete')]);
  });
});

describe('a finished program ends', () => {
  it.each([
    ['takes one line', 'head -n 1 > /dev/null'],
    ['takes nothing', 'true'],
  ])('with its exit code and no error when the reader %s', async (_, reader) => {
    expect(await pipeInto(reader, parseAll)).toBe('code 0\n');
    expect(await pipeInto(reader, ['parse', ...files])).toBe('code 0\n');
  });

  it('although something keeps its event loop alive', async () => {
    const timer = 'data:text/javascript,setInterval(() => undefined, 1e6)';
    const { code, stdout } = await runProgram(parseAll, { NODE_OPTIONS: `--import="${timer}"` });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(PAGES);
  });
});
