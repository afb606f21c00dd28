import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Small real disks for tests, where the system lets us make some: Linux, as root. */

const run = (program: string, ...args: string[]) => {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
};

const mount = (folder: string, options: string) => run('mount', '-t', 'tmpfs', '-o', options, 'tmpfs', folder);

const unmount = (folder: string) => run('umount', '-l', folder);

const probe = () => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'hltv-probe-'));
  try {
    mount(folder, 'size=65536');
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Whether `mountTmpfs` works here; says so once where it does not. */
export const canMount = probe();
if (!canMount) process.stderr.write('Tests of full and read-only disks are left out: they need Linux and root.\n');

/** A disk of its own at `folder`, until it is disposed of. `remount('ro')` or `remount('size=…')` changes it. */
export const mountTmpfs = (folder: string, bytes: number): Disposable & { remount(options: string): void } => {
  mkdirSync(folder, { recursive: true });
  mount(folder, `size=${bytes}`);
  return {
    remount: (options) => run('mount', '-o', `remount,${options}`, folder),
    [Symbol.dispose]: () => unmount(folder),
  };
};

/** Runs `work` with a disk of its own at `folder`. */
export const onTmpfs = (folder: string, bytes: number, work: (remount: (options: string) => void) => void) => {
  using disk = mountTmpfs(folder, bytes);
  work(disk.remount);
};
