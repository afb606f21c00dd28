import { type EnvironmentCode, EnvironmentError } from './errors.ts';

type Failure = { code: EnvironmentCode; remedy: string };

const UNWRITABLE: Failure = {
  code: 'read-only',
  remedy: 'Make the folder writable for this user, or choose another --data-dir.',
};
const FILE_IN_THE_WAY: Failure = {
  code: 'read-only',
  remedy: 'There is a file where a folder is needed. Move it away.',
};
const FOLDER_IN_THE_WAY: Failure = {
  code: 'read-only',
  remedy: 'There is a folder where a file is needed. Move it away.',
};

const REMEDIES: Record<string, Failure> = {
  ENOSPC: {
    code: 'disk-full',
    remedy: 'No space left. Free some space or scrape with --no-archive, then start again.',
  },
  EDQUOT: { code: 'disk-full', remedy: 'The quota is used up. Free some space or scrape with --no-archive.' },
  EROFS: { code: 'read-only', remedy: 'The disk is read-only. Choose another --data-dir.' },
  EACCES: UNWRITABLE,
  EPERM: UNWRITABLE,
  ENOTDIR: FILE_IN_THE_WAY,
  EEXIST: FILE_IN_THE_WAY,
  EISDIR: FOLDER_IN_THE_WAY,
  ENOTEMPTY: FOLDER_IN_THE_WAY,
  EXDEV: {
    code: 'read-only',
    remedy: 'A link leads to another disk. Link the whole folder, not a part of it.',
  },
  ELOOP: { code: 'read-only', remedy: 'A link leads to itself. Remove the link.' },
  ENAMETOOLONG: { code: 'read-only', remedy: 'The name is too long for this disk. Choose a shorter one.' },
  ENOENT: { code: 'read-only', remedy: 'It does not exist, and nothing can be created there. Choose another path.' },
  EIO: { code: 'disk-error', remedy: 'The disk failed. Check it (cable, mount), then run doctor.' },
};

/** For all other errors of the file system. */
const UNKNOWN: Failure = {
  code: 'disk-error',
  remedy: 'The file system reports an error. Choose another path, or run doctor.',
};

/**
 * Converts an error of the disk to an `EnvironmentError` that names file and remedy; returns any other error unchanged.
 */
export function asDiskError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  const { code, remedy } = REMEDIES[String(error.code)] ?? UNKNOWN;
  return new EnvironmentError(code, `${path}: ${remedy} (${error.message})`, error);
}
