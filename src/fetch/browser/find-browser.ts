import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, posix, win32 } from 'node:path';
import { EnvironmentError } from '../../errors.ts';
import { chromium } from './playwright.ts';

export type FoundBrowser = {
  executablePath: string;
  /** For people: `Chrome`, `Chromium`, `Edge`, `--browser-path`. */
  name: string;
};

/** What the search looks at; handed in by tests. */
export type Machine = {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  isExecutable: (file: string) => boolean;
  /** Where Playwright's own browser would be; null where it offers none. */
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

function placesOf(product: Product, machine: Machine): string[] {
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

/** The same for people: the folders of a PATH are many, and theirs to know. */
function namedPlacesOf(product: Product, machine: Machine): string[] {
  if (machine.platform === 'win32' || machine.platform === 'darwin') return placesOf(product, machine);
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
      'Install one with `npx playwright install chromium` (add `--with-deps` on a bare Linux), or install Chrome,',
      'Chromium or Edge, or name yours with --browser-path <file>.',
    ].join('\n'),
  );
}

type Step = { name: string; files: string[]; places: string[] };

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
    { key: 'playwright', name: "Playwright's Chromium", files: own, places: own },
    ...(['chrome', 'chromium', 'msedge'] as const).map((product) => ({
      key: product as string,
      name: NAMES[product],
      files: [...new Set(placesOf(product, machine))],
      places: namedPlacesOf(product, machine),
    })),
  ];
  return steps.filter((step) => channel === null || step.key === channel);
}

/**
 * The browser to use: the one named, else Playwright's own, else an installed Chrome, Chromium or Edge. Throws
 * `EnvironmentError` that lists what was tried and what to run.
 */
export function findBrowser(
  wish: { path: string | null; channel: string | null } = { path: null, channel: null },
  machine: Machine = THIS_MACHINE,
): FoundBrowser {
  if (wish.path !== null) {
    if (machine.isExecutable(wish.path)) return { executablePath: wish.path, name: '--browser-path' };
    throw missing([`--browser-path ${wish.path}: not an executable file`]);
  }
  const tried: string[] = [];
  for (const { name, files, places } of searchPlan(wish.channel, machine)) {
    const executablePath = files.find((file) => machine.isExecutable(file));
    if (executablePath !== undefined) return { executablePath, name };
    tried.push(`${name}: ${places.length === 0 ? 'none for this platform' : places.join(', ')}`);
  }
  throw missing(tried);
}
