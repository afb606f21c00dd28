import { asDiskError } from '../disk-errors.ts';
import { type EnvironmentCode, EnvironmentError, systemCodeOf } from '../errors.ts';

/** Disk errors of an export, with the file and what to do about them. */

const REMEDIES: Record<string, { code: EnvironmentCode; remedy: string }> = {
  ENOSPC: { code: 'disk-full', remedy: 'No space left. Free some space, or name a folder on another disk with --out.' },
  EDQUOT: { code: 'disk-full', remedy: 'The quota is used up. Name a folder on another disk with --out.' },
  EROFS: { code: 'read-only', remedy: 'The disk is read-only. Name another folder with --out.' },
  EACCES: { code: 'read-only', remedy: 'Make the folder writable for this user, or name another one with --out.' },
  EPERM: { code: 'read-only', remedy: 'Make the folder writable for this user, or name another one with --out.' },
};

/** An `EnvironmentError` with the file and the remedy; any other error as it is. */
function asExportError(error: unknown, path: string): unknown {
  if (error instanceof EnvironmentError) return error;
  const known = REMEDIES[systemCodeOf(error)];
  if (known === undefined) return asDiskError(error, path);
  const text = error instanceof Error ? error.message : String(error);
  return new EnvironmentError(known.code, `${path}: ${known.remedy} (${text})`, error);
}

/** Runs `work`. Throws disk errors as `EnvironmentError` with the path and what to do. */
export function onDisk<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asExportError(error, path);
  }
}
