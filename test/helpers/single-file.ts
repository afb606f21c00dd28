import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findBrowser } from '../../src/fetch/browser/find-browser.ts';

const PROGRAM = createRequire(import.meta.url).resolve('single-file-cli/single-file-node.js');
/** Under load the program loses a page now and then: "Execution context not found". */
const MAX_TRIES = 5;

type Task = { urls: readonly string[]; folder: string; width: number };

/**
 * Saves pages by the command line of SingleFile at its defaults, in a window of this width. The copies lie in `folder`
 * under the names that the program gives them, and are returned by their URLs.
 */
export async function saveWithSingleFile({ urls, folder, width }: Task): Promise<Map<string, string>> {
  const temporary = `${folder}.tmp`;
  for (const each of [folder, temporary]) mkdirSync(each, { recursive: true });
  let said = '';
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const saved = copiesIn(folder);
    const missing = urls.filter((url) => !saved.has(url));
    if (missing.length === 0) return saved;
    writeFileSync(join(temporary, 'urls'), missing.join('\n'));
    said = await run({ folder, temporary, width });
  }
  throw new Error(`SingleFile saved ${copiesIn(folder).size} of ${urls.length} pages: ${said}`);
}

async function run({ folder, temporary, width }: { folder: string; temporary: string; width: number }) {
  const { executablePath } = findBrowser({ path: process.env.HLTV_BROWSER_PATH ?? null, channel: null });
  const options = [
    ...['--browser-executable-path', executablePath],
    ...(process.getuid?.() === 0 ? ['--browser-arg=--no-sandbox'] : []),
    ...['--browser-width', `${width}`, '--urls-file', join(temporary, 'urls')],
  ];
  const child = spawn(process.execPath, [PROGRAM, ...options], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  await new Promise((resolve) => child.on('close', resolve));
  return said;
}

function copiesIn(folder: string): Map<string, string> {
  const copies = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return new Map(copies.map((html) => [/^ url: (\S+)/m.exec(html)?.[1] ?? '', html]));
}
