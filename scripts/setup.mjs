// Sets up a fresh clone: packages, build, browser. Prints what it does, skips what is done, runs on Node 18 and newer.
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

/** Tests also run without a browser: those that need one are skipped. */
const isOptional = process.argv.includes('--browser-optional');

const log = (text) => console.error(`setup: ${text}`);

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** Whether a step was completed for these inputs. */
const isDone = (stamp, value) => existsSync(stamp) && readFileSync(stamp, 'utf8') === value;

function npm(...args) {
  const cli = process.env.npm_execpath;
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  // A newer set of packages removes the Node of this process, which `npm run` takes from node_modules.
  const node = existsSync(process.execPath) ? process.execPath : 'node';
  const { status } = cli ? run(node, [cli, ...args, ...quiet]) : run('npm', [...args, ...quiet]);
  if (status !== 0) throw new Error(`npm ${args[0]} failed (see above). Fix that and run the same command again.`);
}

function installPackages() {
  const wanted = digest(['package.json', 'package-lock.json']);
  if (isDone(packagesStamp, wanted) && existsSync(projectNode)) return;
  log('installing npm packages …');
  // The lock file has the packages of every platform and is not changed here.
  npm('ci', '--ignore-scripts');
  // Of all install scripts only this one is needed: it brings the Node that the project runs on. better-sqlite3 ships
  // its binaries; its script would only compile them again.
  npm('rebuild', 'node');
  writeFileSync(packagesStamp, wanted);
}

function buildProgram() {
  const sources = readdirSync(join(root, 'src'), { recursive: true })
    .map((file) => join('src', String(file)))
    .filter((file) => statSync(join(root, file)).isFile())
    .sort();
  const wanted = digest([
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/build.mjs',
    'scripts/bundle.mjs',
    ...sources,
  ]);
  if (isDone(buildStamp, wanted)) return;
  log('building …');
  build();
  writeFileSync(buildStamp, wanted);
}

/** @returns {string | null} the path of the browser that the program would start; null: there is none */
function foundBrowser() {
  const probe = spawnSync(projectNode, [join(root, 'scripts/find-browser.mjs')], { cwd: root, encoding: 'utf8' });
  return probe.status === 0 ? probe.stdout.trim() : null;
}

function installers() {
  const isRoot = process.getuid?.() === 0;
  const asRoot = isRoot ? [] : ['sudo', '-n'];
  const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  const mayInstall = isRoot || has('sudo');
  const playwright = [projectNode, join(root, 'node_modules/playwright/cli.js'), 'install', 'chromium'];
  return [
    { name: "Playwright's installer", isAtHand: true, commands: [playwright] },
    {
      name: 'apt-get install chromium',
      isAtHand: mayInstall && has('apt-get'),
      commands: [
        [...asRoot, 'apt-get', 'update', '-qq'],
        [...asRoot, 'apt-get', 'install', '-y', '-qq', 'chromium'],
      ],
    },
    {
      name: 'dnf install chromium',
      isAtHand: mayInstall && has('dnf'),
      commands: [[...asRoot, 'dnf', 'install', '-y', 'chromium']],
    },
    { name: 'apk add chromium', isAtHand: mayInstall && has('apk'), commands: [[...asRoot, 'apk', 'add', 'chromium']] },
    {
      name: 'brew install --cask chromium',
      isAtHand: has('brew'),
      commands: [['brew', 'install', '--cask', 'chromium']],
    },
  ].filter((installer) => installer.isAtHand);
}

/** Runs commands until one fails. Returns the last error line of the failed command, or null. */
function runUntilFailure(commands) {
  for (const [command, ...args] of commands) {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
      cwd: root,
      encoding: 'utf8',
      timeout: 600_000,
      maxBuffer: 1e8,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status !== 0) {
      const errors = `${stdout ?? ''}\n${stderr ?? ''}`
        .split('\n')
        .filter((line) => /error|fail|denied|E:/i.test(line));
      return error?.message ?? errors.at(-1)?.trim() ?? `exit code ${status}`;
    }
  }
  return null;
}

function provideBrowser() {
  if (foundBrowser()) return;
  for (const { name, commands } of installers()) {
    log(`no browser found; trying ${name} …`);
    const failure = runUntilFailure(commands);
    if (failure !== null) log(`that did not work: ${failure}`);
    const found = foundBrowser();
    if (found) return log(`using ${found}`);
  }
  log(
    'no browser could be found or installed. Install Chrome or Chromium, or name one: HLTV_BROWSER_PATH=/path/to/chromium',
  );
  process.exitCode = isOptional ? 0 : 1;
}

try {
  installPackages();
  buildProgram();
  provideBrowser();
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
