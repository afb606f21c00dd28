import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, posix, win32 } from 'node:path';
import playwright from 'playwright/package.json' with { type: 'json' };
import { EnvironmentError } from '../../errors.ts';
import { chromium } from './playwright.ts';

export type FoundBrowser = {
  executablePath: string;
  /** For people: `Chrome`, `Chromium`, `Edge`, `--browser-path`. */
  name: string;
};

/** What the search depends on; tests pass their own. */
export type Machine = {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  isExecutable: (file: string) => boolean;
  /** Path of Playwright's own browser; null where it offers none. */
  playwrightPath: () => string | null;
};

type Product = 'chrome' | 'chromium' | 'msedge';

const NAMES: Record<Product, string> = { chrome: 'Chrome', chromium: 'Chromium', msedge: 'Edge' };

const ON_LINUX: Record<Product, { commands: string[]; files: string[] }> = {
  chrome: { commands: ['google-chrome-stable', 'google-chrome'], files: ['/opt/google/chrome/chrome'] },
  chromium: {
    commands: ['chromium', 'chromium-browser'],
    files: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/lib/chromium/chromium', '/snap/bin/chromium'],
  },
  msedge: { commands: ['microsoft-edge-stable', 'microsoft-edge'], files: ['/opt/microsoft/msedge/msedge'] },
};

const ON_MACOS: Record<Product, string> = {
  chrome: 'Google Chrome.app/Contents/MacOS/Google Chrome',
  chromium: 'Chromium.app/Contents/MacOS/Chromium',
  msedge: 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
};

const ON_WINDOWS: Record<Product, string> = {
  chrome: 'Google\\Chrome\\Application\\chrome.exe',
  chromium: 'Chromium\\Application\\chrome.exe',
  msedge: 'Microsoft\\Edge\\Application\\msedge.exe',
};

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function playwrightPath(): string | null {
  try {
    return chromium.executablePath() || null;
  } catch {
    // Playwright has no browser for this platform.
    return null;
  }
}

const THIS_MACHINE: Machine = { platform: process.platform, env: process.env, isExecutable, playwrightPath };

function pathsOf(product: Product, machine: Machine): string[] {
  const { platform, env } = machine;
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA];
    return roots.filter((root) => root !== undefined).map((root) => win32.join(root, ON_WINDOWS[product]));
  }
  if (platform === 'darwin') {
    const roots = ['/Applications', ...(env.HOME === undefined ? [] : [posix.join(env.HOME, 'Applications')])];
    return roots.map((root) => posix.join(root, ON_MACOS[product]));
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const { commands, files } = ON_LINUX[product];
  return [...commands.flatMap((command) => folders.map((folder) => join(folder, command))), ...files];
}

/** The same for messages, in which the folders of the PATH are not listed. */
function shownPathsOf(product: Product, machine: Machine): string[] {
  if (machine.platform === 'win32' || machine.platform === 'darwin') return pathsOf(product, machine);
  const { commands, files } = ON_LINUX[product];
  return [...commands.map((command) => `${command} on the PATH`), ...files];
}

function isProduct(channel: string): channel is Product {
  return Object.hasOwn(NAMES, channel);
}

function missing(tried: string[]): EnvironmentError {
  return new EnvironmentError(
    'no-browser',
    [
      'Found no browser. Tried:',
      ...tried.map((line) => `  ${line}`),
      `Install one with \`npx playwright@${playwright.version} install chromium\` (add \`--with-deps\` on a bare Linux), or`,
      'install Chrome, Chromium or Edge, or give its path with --browser-path <file>.',
    ].join('\n'),
  );
}

type Step = { name: string; files: string[]; shownPaths: string[] };

function searchPlan(channel: string | null, machine: Machine): Step[] {
  if (channel !== null && channel !== 'playwright' && !isProduct(channel)) {
    throw new EnvironmentError(
      'no-browser',
      `Expected --channel to be playwright, chrome, chromium or msedge, got "${channel}". Try --browser-path <file>.`,
    );
  }
  const path = machine.playwrightPath();
  const own = path === null ? [] : [path];
  const steps = [
    { key: 'playwright', name: "Playwright's Chromium", files: own, shownPaths: own },
    ...(['chrome', 'chromium', 'msedge'] as const).map((product) => ({
      key: product as string,
      name: NAMES[product],
      files: [...new Set(pathsOf(product, machine))],
      shownPaths: shownPathsOf(product, machine),
    })),
  ];
  return steps.filter((step) => channel === null || step.key === channel);
}

/**
 * The browser to use: the given one, else Playwright's own, else an installed Chrome, Chromium or Edge. Throws
 * `EnvironmentError` that lists what was tried and what to run.
 */
export function findBrowser(
  choice: { path: string | null; channel: string | null } = { path: null, channel: null },
  machine: Machine = THIS_MACHINE,
): FoundBrowser {
  if (choice.path !== null) {
    if (machine.isExecutable(choice.path)) return { executablePath: choice.path, name: '--browser-path' };
    throw missing([`--browser-path ${choice.path}: not an executable file`]);
  }
  const tried: string[] = [];
  for (const { name, files, shownPaths } of searchPlan(choice.channel, machine)) {
    const executablePath = files.find((file) => machine.isExecutable(file));
    if (executablePath !== undefined) return { executablePath, name };
    tried.push(`${name}: ${shownPaths.length === 0 ? 'none for this platform' : shownPaths.join(', ')}`);
  }
  throw missing(tried);
}
