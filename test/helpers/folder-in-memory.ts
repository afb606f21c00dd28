import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

/** A file system in memory, on Linux. */
const MEMORY = '/dev/shm';
/** A run of all tests has about a tenth of it in files at most. */
const MIN_FREE_BYTES = 4e9;

/**
 * Lets all tests write their files to memory: most of them create databases and browser profiles, which are synced to the
 * disk again and again. A machine without such a file system, or with too little of it, uses its temporary folder. What
 * killed test runs have left there is removed.
 */
export default function setup(): () => void {
  const folder = folderInMemory();
  if (folder === null) return () => undefined;
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function folderInMemory(): string | null {
  if (process.env.TMPDIR !== undefined || process.platform !== 'linux') return null;
  try {
    removeAbandoned(MEMORY);
    const { bavail, bsize } = statfsSync(MEMORY);
    if (Math.min(bavail * bsize, freemem()) < MIN_FREE_BYTES) return null;
    // A short path: below it, the socket of a browser must not exceed the limit of the system.
    const folder = join(MEMORY, `h-${process.pid}`);
    mkdirSync(folder, { mode: 0o700 });
    if (canExecute(folder)) return folder;
    rmSync(folder, { recursive: true });
    return null;
  } catch {
    return null;
  }
}

/** Removes the folders of this user whose test run has ended. One with the id of this process is that of an earlier process. */
export function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid] = /^h-(\d+)$/.exec(name) ?? [];
    if (pid === undefined || (Number(pid) !== process.pid && isRunning(Number(pid)))) continue;
    if (lstatSync(join(parent, name)).uid === process.getuid?.()) rmSync(join(parent, name), { recursive: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user may not be signalled.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Some systems do not execute programs there. Tests write scripts that stand in for a browser. */
function canExecute(folder: string): boolean {
  const script = join(folder, 'script');
  writeFileSync(script, '#!/bin/sh\n', { mode: 0o755 });
  return spawnSync(script).status === 0;
}
