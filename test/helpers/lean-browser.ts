import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../../src/fetch/browser/find-browser.ts';

/**
 * Parts of the browser's own window. Chromium renders them as pages of their own at each start, also when it is headless,
 * which takes more CPU time than the rest of the start.
 */
const WINDOW_PARTS = 'WebUIOmniboxPopup,WebUIOmniboxAimPopup';

/** Of several lists of disabled features only one counts: the parts are added to the list that is given. */
function scriptOf(executablePath: string): string {
  return `#!/bin/sh
given=no
for argument do
  shift
  case $argument in --disable-features=*) given=yes argument=$argument,${WINDOW_PARTS} ;; esac
  set -- "$@" "$argument"
done
[ $given = yes ] || set -- --disable-features=${WINDOW_PARTS} "$@"
exec '${executablePath}' "$@"
`;
}

/**
 * Lets all tests start the browser of this machine without its window, also those that start one by other means than the
 * program. A machine without a browser stays as it is.
 */
export default function setup(): () => void {
  if (process.platform === 'win32') return () => undefined;
  const { HLTV_BROWSER_PATH: path = null, HLTV_CHANNEL: channel = null } = process.env;
  const folder = mkdtempSync(join(tmpdir(), 'hltv-browser-'));
  try {
    const script = join(folder, 'browser');
    writeFileSync(script, scriptOf(findBrowser({ path, channel }).executablePath), { mode: 0o755 });
    process.env.HLTV_BROWSER_PATH = script;
    delete process.env.HLTV_CHANNEL;
  } catch {
    // The tests that need a browser say that there is none.
  }
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
