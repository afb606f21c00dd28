import { readdirSync, readFileSync } from 'node:fs';

/** Command lines of running processes that name a folder: browsers that use a profile in it. Linux only. */
export function browsersOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => commandLine(pid))
    .filter((line) => line.includes(folder) && line.includes('browser-profile'));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
