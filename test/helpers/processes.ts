import { readdirSync, readFileSync } from 'node:fs';

/** Command lines of running processes that name a folder: browsers that use a profile in it. Linux only. */
export function browsersOf(folder: string): string[] {
  return pidsOf(folder)
    .map((pid) => commandLine(String(pid)))
    .filter((line) => line.includes('browser-profile'));
}

/** Numbers of running processes whose command line names a file or folder. Linux only. */
export function pidsOf(path: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && entry !== String(process.pid))
    .filter((pid) => commandLine(pid).includes(path))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
