import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Command lines of running processes that name a folder: browsers that use a profile in it. Linux only. */
export function browsersOf(folder: string): string[] {
  return pidsOf(folder)
    .map((pid) => commandLine(String(pid)))
    .filter((line) => line.includes('browser-profile'));
}

/** Number of the browser that uses the profile in a data folder. Throws where none does. */
export function browserPid(dataDir: string): number {
  const lock = readlinkSync(join(dataDir, 'browser-profile', 'SingletonLock'));
  return Number(lock.split('-').at(-1));
}

/** Numbers of running processes whose command line names a file or folder, in rising order. Linux only. */
export function pidsOf(path: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && entry !== String(process.pid))
    .filter((pid) => commandLine(pid).includes(path))
    .map(Number)
    .sort((left, right) => left - right);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
