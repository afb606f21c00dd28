import { findBrowser } from '../../src/fetch/browser/find-browser.ts';

/** Whether this machine has a browser; tests that need one say so when they are skipped. */
export const hasBrowser = ((): boolean => {
  try {
    findBrowser({ path: process.env.HLTV_BROWSER_PATH ?? null, channel: process.env.HLTV_CHANNEL ?? null });
    return true;
  } catch {
    process.stdout.write('No browser on this machine: the tests that need a real one are skipped.\n');
    return false;
  }
})();
