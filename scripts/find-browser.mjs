// Prints the browser that the program would start; exit 1 and the reasons when there is none.
import { findBrowser } from '../src/fetch/browser/find-browser.ts';

try {
  const found = findBrowser({
    path: process.env.HLTV_BROWSER_PATH || null,
    channel: process.env.HLTV_CHANNEL || null,
  });
  console.log(found.executablePath);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
