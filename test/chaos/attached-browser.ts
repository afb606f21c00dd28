import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../../src/fetch/browser/find-browser.ts';

/** A browser that runs apart from the program, so that not every process has to start one. */
export type AttachedBrowser = AsyncDisposable & {
  cdpUrl: string;
  /** Closes the tabs that killed processes left open. */
  closeLeftTabs(): Promise<void>;
};

export async function startAttachedBrowser(): Promise<AttachedBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'hltv-attached-'));
  const { executablePath } = findBrowser({
    path: process.env.HLTV_BROWSER_PATH ?? null,
    channel: process.env.HLTV_CHANNEL ?? null,
  });
  const args = [
    '--headless',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--disable-quic',
    '--no-startup-window',
  ];
  const isRoot = process.getuid?.() === 0;
  const browser = spawn(executablePath, [...args, ...(isRoot ? ['--no-sandbox'] : [])], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    env: { ...process.env, TMPDIR: profile },
  });
  const exited = new Promise((resolve) => {
    browser.on('exit', resolve);
  });
  const port = await new Promise<string>((resolve, reject) => {
    let output = '';
    browser.stderr.on('data', (chunk) => {
      output += chunk;
      const found = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    browser.on('exit', () => reject(new Error(`The browser ended: ${output}`)));
  });
  const cdpUrl = `http://127.0.0.1:${port}`;
  return {
    cdpUrl,
    async closeLeftTabs() {
      const tabs = (await (await fetch(`${cdpUrl}/json/list`)).json()) as { id: string; url: string; type: string }[];
      const left = tabs.filter((tab) => tab.type === 'page');
      for (const { id } of left) await fetch(`${cdpUrl}/json/close/${id}`);
    },
    async [Symbol.asyncDispose]() {
      if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
      await exited;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
