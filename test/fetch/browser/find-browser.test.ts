import { describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../../src/errors.ts';
import { findBrowser, type Machine } from '../../../src/fetch/browser/find-browser.ts';

function machine(change: Partial<Machine> & { files?: string[] }): Machine {
  const { files = [], ...rest } = change;
  return {
    platform: 'linux',
    env: { PATH: '/usr/local/bin:/usr/bin:bin', HOME: '/home/me' },
    isExecutable: (file) => files.includes(file),
    playwrightPath: () => '/cache/playwright/chrome',
    ...rest,
  };
}

const any = { path: null, channel: null };

describe('the browser that is used', () => {
  it('is the one named', () => {
    const found = findBrowser({ ...any, path: '/opt/mine' }, machine({ files: ['/opt/mine', '/usr/bin/chromium'] }));
    expect(found).toEqual({ executablePath: '/opt/mine', name: '--browser-path' });
  });

  it("is Playwright's own before an installed one", () => {
    const found = findBrowser(any, machine({ files: ['/cache/playwright/chrome', '/usr/bin/google-chrome'] }));
    expect(found.executablePath).toBe('/cache/playwright/chrome');
  });

  it.each<[string, Partial<Machine>, string, string]>([
    ['Chrome before Chromium', { platform: 'linux' }, '/usr/bin/google-chrome', '/usr/bin/chromium'],
    ['Chromium before Edge', { platform: 'linux' }, '/usr/local/bin/chromium', '/usr/bin/microsoft-edge'],
    ['Chromium outside the PATH', { platform: 'linux', env: {} }, '/snap/bin/chromium', '/nowhere'],
    ['Chrome of a Mac', { platform: 'darwin' }, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/x'],
    [
      'Edge of a Mac user',
      { platform: 'darwin' },
      '/home/me/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      '/x',
    ],
    [
      'Chrome of a Windows user',
      { platform: 'win32', env: { PROGRAMFILES: 'C:\\Program Files', LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local' } },
      'C:\\Users\\me\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
    ],
  ])('is an installed one: %s', (...[, change, first, second]) => {
    const found = findBrowser(any, machine({ ...change, files: [second, first] }));
    expect(found.executablePath).toBe(first);
  });

  it('is of the channel asked for', () => {
    const files = ['/cache/playwright/chrome', '/usr/bin/google-chrome', '/usr/bin/microsoft-edge'];
    const path = (channel: string) => findBrowser({ ...any, channel }, machine({ files })).executablePath;
    expect(['playwright', 'chrome', 'msedge'].map(path)).toEqual(files);
  });

  it('is never looked for in a relative folder of the PATH', () => {
    expect(() => findBrowser(any, machine({ files: ['bin/chromium'] }))).toThrow(EnvironmentError);
  });
});

describe('a machine without a browser', () => {
  const failure = (wish: Parameters<typeof findBrowser>[0], change: Parameters<typeof machine>[0] = {}): string => {
    try {
      return findBrowser(wish, machine(change)).executablePath;
    } catch (error) {
      expect(error).toBeInstanceOf(EnvironmentError);
      return (error as Error).message;
    }
  };

  it('lists what was tried and what to run', () => {
    const message = failure(any);
    const places = ['/cache/playwright/chrome', 'google-chrome on the PATH', '/snap/bin/chromium', 'Edge:'];
    for (const part of places) expect(message).toContain(part);
    expect(message).not.toContain('/usr/bin/google-chrome');
    // Another version of Playwright would install a browser that this one does not look for.
    expect(message).toMatch(/npx playwright@\d+\.\d+\.\d+ install chromium/);
    expect(message).toContain('--browser-path');
  });

  it('reports that Playwright has none for the platform', () => {
    expect(failure(any, { playwrightPath: () => null })).toContain('none for this platform');
  });

  it('reports that the given file is not a browser', () => {
    expect(failure({ ...any, path: '/opt/mine' }, { files: ['/usr/bin/chromium'] })).toContain(
      '--browser-path /opt/mine: not an executable file',
    );
  });

  it('lists the channels', () => {
    expect(failure({ ...any, channel: 'netscape' })).toMatch(/playwright, chrome, chromium or msedge, got "netscape"/);
  });
});
