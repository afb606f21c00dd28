import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import serialize from '@xterm/addon-serialize';
import xterm from '@xterm/headless';
import { type Browser, chromium } from 'playwright';
import { findBrowser } from '../src/fetch/browser/find-browser.ts';
import { startReplica } from '../src/replica/replica.ts';

/**
 * node scripts/pictures.ts      writes the pictures of the README to docs/pictures: the terminal during and after a run of
 *                               the built program against the replica, and the report of that run. Needs `script` of
 *                               util-linux, which gives the program a terminal.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PICTURES = join(ROOT, 'docs/pictures');
/** Enough matches for plots. */
const MATCHES = 100;
/** The section of the report at the top of its picture. */
const REPORT_FROM = '#overtime';
const COLUMNS = 92;
const ROWS = 30;
const THEME = { background: '#16181d', foreground: '#d7dae0' };

const folder = mkdtempSync(join(tmpdir(), 'hltv-pictures-'));
const replica = await startReplica({ seed: 7, matches: MATCHES, variants: 'plain' });
try {
  mkdirSync(PICTURES, { recursive: true });
  const run = `--base-url ${replica.baseUrl} --end-offset 0 --min-delay 0 --max-delay 0`;
  const screen = await terminalOf(run);
  await terminalOf(`report --out ${join(folder, 'report.html')}`);
  const { executablePath } = findBrowser({ path: process.env.HLTV_BROWSER_PATH ?? null, channel: null });
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  await picture(browser, { html: page(screen), width: 830, from: 'body', file: 'terminal.png' });
  const url = pathToFileURL(join(folder, 'report.html')).href;
  await picture(browser, { url, width: 860, from: REPORT_FROM, file: 'report.png' });
  await browser.close();
} finally {
  await replica.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Runs the program in a terminal. Returns the last screen as HTML. */
async function terminalOf(args: string): Promise<string> {
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, theme: THEME, allowProposedApi: true });
  const serializer = new serialize.SerializeAddon();
  terminal.loadAddon(serializer);
  const command = `stty cols ${COLUMNS} rows ${ROWS} -echo; exec "${process.execPath}" bin/hltv-scraper.js ${args} --data-dir ${folder}`;
  const started = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
  });
  for await (const bytes of started.stdout) await new Promise<void>((resolve) => terminal.write(bytes, resolve));
  if (started.exitCode !== null && started.exitCode !== 0)
    throw new Error(`hltv-scraper ended with code ${started.exitCode}.`);
  return serializer.serializeAsHTML({ scrollback: 0, includeGlobalBackground: true });
}

function page(screen: string): string {
  const style = `body { margin: 0; padding: 16px; background: ${THEME.background} }
    pre { margin: 0; font: 13px/1.35 'DejaVu Sans Mono', monospace }`;
  return `<!doctype html><meta charset="utf-8"><style>${style}</style>${screen}`;
}

type Picture = { width: number; file: string; from: string } & ({ html: string } | { url: string });

/** Writes a picture of the page. It begins at an element and has a limited height. */
async function picture(browser: Browser, { width, file, from, ...source }: Picture): Promise<void> {
  const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: 'light' });
  if ('html' in source) await tab.setContent(source.html);
  else await tab.goto(source.url);
  const { y = 0 } = (await tab.locator(from).boundingBox()) ?? {};
  const { height = 0 } = (await tab.locator('body').boundingBox()) ?? {};
  const clip = { x: 0, y, width, height: Math.min(height - y, 1_100) };
  await tab.screenshot({ path: join(PICTURES, file), fullPage: true, clip });
}
