import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** The packed package, installed as `npm install <tarball>` and `npm install --global <tarball>` do it. */
export type Installed = {
  /** The folder of the project. */
  folder: string;
  /** The folder of the package in the project. */
  package: string;
  /** What `npm pack` reports. */
  tarball: { size: number; unpackedSize: number };
  /** The link to the command in the project, and the folder of a global installation for the PATH. */
  local: string;
  globalFolder: string;
};

/**
 * Packs the package and installs it into an empty folder, without a registry: its dependencies are those of the lock
 * file without what only developers need, linked from this clone.
 */
export async function installPackage(folder: string): Promise<Installed> {
  const npm = process.env.npm_execpath;
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const packed = await (npm ? run(process.execPath, [npm, ...pack], { cwd: root }) : run('npm', pack, { cwd: root }));
  const [tarball] = JSON.parse(packed.stdout);
  const installed = join(folder, 'node_modules', 'hltv-scraper');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', join(folder, tarball.filename), '-C', installed, '--strip-components=1']);
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  for (const [path, { dev }] of Object.entries<{ dev?: boolean }>(packages)) {
    if (path !== '' && dev !== true && existsSync(join(root, path))) linkFiles(join(root, path), join(folder, path));
  }
  const bin = join(installed, 'bin', 'hltv-scraper.js');
  chmodSync(bin, 0o755);
  const [local, globalFolder] = [join(folder, 'node_modules', '.bin'), join(folder, 'prefix', 'bin')];
  for (const place of [local, globalFolder]) {
    mkdirSync(place, { recursive: true });
    symlinkSync(bin, join(place, 'hltv-scraper'));
  }
  return { folder, package: installed, tarball, local: join(local, 'hltv-scraper'), globalFolder };
}

/**
 * The environment of a user who has this Node and perhaps a global installation, and nothing of a clone but the folder in
 * which Node keeps compiled modules.
 */
export function environment(...folders: string[]): NodeJS.ProcessEnv {
  const { HOME, TMPDIR, HLTV_BROWSER_PATH, HLTV_CHANNEL, NODE_COMPILE_CACHE } = process.env;
  const browser = { ...(HLTV_BROWSER_PATH && { HLTV_BROWSER_PATH }), ...(HLTV_CHANNEL && { HLTV_CHANNEL }) };
  const path = [...folders, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
  const cache = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
  return { ...(HOME && { HOME }), ...(TMPDIR && { TMPDIR }), ...cache, ...browser, PATH: path, NO_COLOR: '1' };
}

/** Links the files of a package; copies them where links are impossible. Packages inside of it are packages of their own. */
function linkFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') linkFiles(source, target);
    } else {
      try {
        linkSync(source, target);
      } catch {
        copyFileSync(source, target);
      }
    }
  }
}
