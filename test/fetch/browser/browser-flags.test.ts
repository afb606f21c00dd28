import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrowserStartError } from '../../../src/errors.ts';
import { openTestFetcher } from '../../helpers/site-fetcher.ts';
import { matchRequest } from '../../helpers/tiny-site.ts';

const LIST = '--disable-features=';

describe.skipIf(process.platform === 'win32')('the disabled features of the browser', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hltv-flags-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The lists that the browser is started with, in order, seen by a browser that does nothing else. */
  async function givenLists(): Promise<string[][]> {
    const [path, file] = [join(folder, 'browser'), join(folder, 'arguments')];
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" > '${file}'\n`, { mode: 0o755 });
    await using opened = await openTestFetcher('http://127.0.0.1:9', { browser: { path } });
    const pending = opened.fetcher.fetch(matchRequest(1), new AbortController().signal);
    await expect(pending).rejects.toThrow(BrowserStartError);
    const given = readFileSync(file, 'utf8').split('\n');
    return given.filter((each) => each.startsWith(LIST)).map((each) => each.slice(LIST.length).split(','));
  }

  // Chromium reads only the last list.
  it('include those that Playwright disables, and the suggestions of the address bar', async () => {
    const lists = await givenLists();
    expect(lists.length).toBeGreaterThan(1);
    const [last = [], ...others] = lists.toReversed();
    expect(others.flat().filter((feature) => !last.includes(feature))).toEqual([]);
    expect(last).toEqual(expect.arrayContaining(['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']));
  });
});
