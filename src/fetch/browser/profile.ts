import { execFile } from 'node:child_process';
import { lstat, mkdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { asDiskError } from '../../disk-errors.ts';
import { EnvironmentError } from '../../errors.ts';

/** The folders of the browser, all below the data folder. */
export type Profile = { dir: string; homeDir: string; tempDir: string; artifactsDir: string };

/** File with the id of the process that started the browser. */
const OWNER = 'owner';

/** The maximum path length of a Unix socket, less the name that Chromium appends. */
const MAX_TEMP_PATH = 103 - '/org.chromium.Chromium.a1B2c3/SingletonSocket'.length;

/** The profile of a data folder; nothing is created yet. */
export function profileOf(dataDir: string): Profile {
  const dir = resolve(dataDir, 'browser-profile');
  return { dir, homeDir: join(dir, 'home'), tempDir: join(dir, 'tmp'), artifactsDir: join(dir, 'artifacts') };
}

/** The folder for the browser's temporary files; null for the system's own, where a socket path would be too long. */
export function tempDirFor(profile: Profile): string | null {
  return Buffer.byteLength(profile.tempDir) <= MAX_TEMP_PATH ? profile.tempDir : null;
}

async function linkTarget(file: string): Promise<string | null> {
  try {
    return (await lstat(file)).isSymbolicLink() ? await readlink(file) : null;
  } catch {
    return null;
  }
}

async function commandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'command=']);
    return stdout;
  } catch {
    return '';
  }
}

/** Kills a process and its process group (Playwright starts the browser as a group leader). */
export function killGroup(pid: number): void {
  for (const target of process.platform === 'win32' ? [pid] : [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // Already gone.
    }
  }
}

/** The id of the browser process that holds the profile according to its lock; null when it is none of this machine. */
export async function lockHolder(profile: Profile): Promise<number | null> {
  const lock = await linkTarget(join(profile.dir, 'SingletonLock'));
  const found = /^(.*)-(\d+)$/.exec(lock ?? '');
  return found?.[1] === hostname() ? Number(found[2]) : null;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A killed browser is noticed within a second. */
const WATCH_EVERY_MS = 250;

/**
 * Watches the process that holds the profile. When it ends, its child processes keep the connection open, so a waiting
 * request would never end: they are killed, and `onDeath` is called once. Call the returned function to stop watching.
 */
export function watchProcess(profile: Profile, onDeath: () => void): () => void {
  let holder: number | null = null;
  const timer = setInterval(async () => {
    holder ??= await lockHolder(profile);
    if (holder === null || isRunning(holder)) return;
    clearInterval(timer);
    killGroup(holder);
    onDeath();
  }, WATCH_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

async function removeSocketFolder(profile: Profile): Promise<void> {
  const socket = await linkTarget(join(profile.dir, 'SingletonSocket'));
  if (socket === null) return;
  const folder = dirname(socket);
  const isChromiums = /^\.?(?:org\.chromium|com\.google|com\.microsoft)\./.test(basename(folder));
  if (isChromiums && dirname(folder) === tmpdir()) await rm(folder, { recursive: true, force: true });
}

/** The other process whose browser uses the profile now; null when there is none. */
async function otherUser(profile: Profile): Promise<number | null> {
  const browser = await lockHolder(profile);
  if (browser === null || !(await commandLine(browser)).includes(profile.dir)) return null;
  const owner = Number(await readFile(join(profile.dir, OWNER), 'utf8').catch(() => ''));
  return owner > 0 && owner !== process.pid && isRunning(owner) ? owner : null;
}

/** Removes what an unclosed browser left: a process that still uses the profile, its lock, its temporary files. */
export async function clearLeftovers(profile: Profile): Promise<void> {
  const pid = await lockHolder(profile);
  if (pid !== null && (await commandLine(pid)).includes(profile.dir)) killGroup(pid);
  await removeSocketFolder(profile);
  const names = ['SingletonLock', 'SingletonCookie', 'SingletonSocket', OWNER];
  await Promise.all(names.map((name) => rm(join(profile.dir, name), { force: true })));
  await rm(profile.tempDir, { recursive: true, force: true });
  await rm(profile.artifactsDir, { recursive: true, force: true });
}

/** Preferences of a new profile: no speculative connections. */
const FIRST_PREFERENCES = JSON.stringify({ net: { network_prediction_options: 2 } });

/**
 * Takes the profile: leftovers of a browser that has ended are removed, the folders are created, a new profile gets its
 * preferences. Throws `EnvironmentError` when a running process uses it or the disk cannot be written.
 */
export async function takeProfile(profile: Profile): Promise<void> {
  const owner = await otherUser(profile);
  if (owner !== null) {
    throw new EnvironmentError(
      'profile-in-use',
      `The browser profile ${profile.dir} is in use by process ${owner}. Wait until it ends, or choose another --data-dir.`,
    );
  }
  try {
    await prepareProfile(profile);
  } catch (error) {
    throw asDiskError(error, profile.dir);
  }
}

async function prepareProfile(profile: Profile): Promise<void> {
  const folder = join(profile.dir, 'Default');
  await clearLeftovers(profile);
  await mkdir(profile.tempDir, { recursive: true });
  await mkdir(profile.artifactsDir, { recursive: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(profile.dir, OWNER), String(process.pid));
  const preferences = writeFile(join(folder, 'Preferences'), FIRST_PREFERENCES, { flag: 'wx' });
  await preferences.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
