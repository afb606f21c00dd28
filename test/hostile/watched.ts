import { type ChildProcess, spawn } from 'node:child_process';
import { type FSWatcher, mkdirSync, mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { profileOf, tempDirFor } from '../../src/fetch/browser/profile.ts';

const BIN = fileURLToPath(new URL('../../bin/hltv-scraper.js', import.meta.url));

/** The folders that programs write to without being asked, empty and watched, and a data folder beside them. */
export type Scene = Disposable & {
  dataDir: string;
  temporary: string;
  /** Starts the built program amid them. */
  start(args: string[]): { child: ChildProcess; ended: Promise<{ code: number | null; stderr: string }> };
  /** What has come or gone outside the data folder so far. */
  traces(): string[];
};

export function openScene(): Scene {
  const root = mkdtempSync(join(shortFolder(), 'w-'));
  const [home, temporary, cwd] = ['home', 'tmp', 'cwd'].map((name) => join(root, name)) as [string, string, string];
  const dataDir = join(root, 'data');
  const events: string[] = [];
  const watchers: FSWatcher[] = [];
  for (const folder of [home, temporary, cwd]) mkdirSync(folder);
  for (const folder of [root, home, temporary, cwd]) {
    watchers.push(watch(folder, (what, name) => name !== 'data' && events.push(`${what} ${folder}/${name}`)));
  }
  const places = { HOME: home, TMPDIR: temporary, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home };
  return {
    dataDir,
    temporary,
    start(args) {
      const env = { ...process.env, ...places };
      const child = spawn(process.execPath, [BIN, ...args, '--data-dir', dataDir], { cwd, env });
      let stderr = '';
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
      });
      child.stdout.resume();
      const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
        child.on('close', (code) => resolve({ code, stderr }));
      });
      return { child, ended };
    },
    traces: () => [...events, ...[home, temporary, cwd].flatMap((folder) => readdirSync(folder))],
    [Symbol.dispose]() {
      for (const watcher of watchers) watcher.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The temporary folder, if the browser writes its own temporary files to a data folder in it. */
function shortFolder(): string {
  const isShort = (folder: string): boolean => tempDirFor(profileOf(join(folder, 'w-123456', 'data'))) !== null;
  return isShort(tmpdir()) ? tmpdir() : '/tmp';
}
