import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../../src/fetch/browser/find-browser.ts';

/** A browser that outlives the program, so that not every life has to start one. */
export type GuestBrowser = AsyncDisposable & {
  cdpUrl: string;
  /** Closes the tabs that killed programs have left. */
  tidy(): Promise<void>;
};

export async function startGuestBrowser(): Promise<GuestBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'hltv-guest-'));
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
  ];
  const isRoot = process.getuid?.() === 0;
  const browser = spawn(executablePath, [...args, ...(isRoot ? ['--no-sandbox'] : []), 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    env: { ...process.env, TMPDIR: profile },
  });
  const gone = new Promise((resolve) => {
    browser.on('exit', resolve);
  });
  const port = await new Promise<string>((resolve, reject) => {
    let said = '';
    browser.stderr.on('data', (chunk) => {
      said += chunk;
      const found = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    browser.on('exit', () => reject(new Error(`The browser ended: ${said}`)));
  });
  const cdpUrl = `http://127.0.0.1:${port}`;
  return {
    cdpUrl,
    async tidy() {
      const tabs = (await (await fetch(`${cdpUrl}/json/list`)).json()) as { id: string; url: string; type: string }[];
      const left = tabs.filter((tab) => tab.type === 'page' && tab.url !== 'about:blank');
      for (const { id } of left) await fetch(`${cdpUrl}/json/close/${id}`);
    },
    async [Symbol.asyncDispose]() {
      if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
