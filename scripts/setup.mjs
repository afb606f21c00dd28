// Makes a fresh clone ready: packages, build, browser. Says what it does, does nothing twice, runs on any Node from 18.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const packagesStamp = join(root, 'node_modules/.setup-stamp');
const buildStamp = join(root, 'dist/.setup-stamp');
const projectNode = join(root, 'node_modules/.bin/node');

const say = (text) => console.error(`setup: ${text}`);

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

const stampSays = (stamp, value) => existsSync(stamp) && readFileSync(stamp, 'utf8') === value;

function installPackages() {
  const wanted = digest(['package.json', 'package-lock.json']);
  if (stampSays(packagesStamp, wanted) && existsSync(projectNode)) return;
  say('installing npm packages …');
  const npm = process.env.npm_execpath;
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  const install = npm ? run(process.execPath, [npm, ...args]) : run('npm', args);
  if (install.status !== 0) throw new Error('npm install failed (above). Mend that and run the same command again.');
  // npm may have written the lock file anew: the stamp is for what stands there now.
  writeFileSync(packagesStamp, digest(['package.json', 'package-lock.json']));
}

function buildProgram() {
  const sources = readdirSync(join(root, 'src'), { recursive: true })
    .map((file) => join('src', String(file)))
    .filter((file) => statSync(join(root, file)).isFile())
    .sort();
  const wanted = digest(['tsconfig.json', 'tsconfig.build.json', ...sources]);
  if (stampSays(buildStamp, wanted)) return;
  say('building …');
  build();
  writeFileSync(buildStamp, wanted);
}

/** @returns {string | null} what the program itself would start */
function foundBrowser() {
  const probe = spawnSync(projectNode, [join(root, 'scripts/find-browser.mjs')], { cwd: root, encoding: 'utf8' });
  return probe.status === 0 ? probe.stdout.trim() : null;
}

function installers() {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const system = (...command) => () => run(...first([...asRoot, ...command])).status === 0;
  const first = ([command, ...args]) => [command, args];
  const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  const usable = asRoot.length === 0 || has('sudo');
  return [
    {
      name: "Playwright's installer",
      when: true,
      install: () => run(projectNode, [join(root, 'node_modules/playwright/cli.js'), 'install', 'chromium'], { timeout: 300_000 }).status === 0,
    },
    {
      name: 'apt-get install chromium',
      when: usable && has('apt-get'),
      install: () => system('apt-get', 'update', '-qq')() && system('apt-get', 'install', '-y', '-qq', 'chromium')(),
    },
    { name: 'dnf install chromium', when: usable && has('dnf'), install: system('dnf', 'install', '-y', 'chromium') },
    { name: 'apk add chromium', when: usable && has('apk'), install: system('apk', 'add', 'chromium') },
    { name: 'brew install --cask chromium', when: has('brew'), install: () => run('brew', ['install', '--cask', 'chromium']).status === 0 },
  ].filter((installer) => installer.when);
}

function provideBrowser() {
  if (foundBrowser()) return;
  for (const installer of installers()) {
    say(`no browser found; trying ${installer.name} …`);
    installer.install();
    const found = foundBrowser();
    if (found) return say(`using ${found}`);
  }
  say('no browser could be found or installed. Install Chrome or Chromium, or name one: HLTV_BROWSER_PATH=/path/to/chromium');
  process.exitCode = 1;
}

try {
  installPackages();
  buildProgram();
  provideBrowser();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
