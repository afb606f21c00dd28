import { EnvironmentError } from './errors.ts';

const UNWRITABLE = {
  code: 'read-only',
  remedy: 'Make the folder writable for this user, or choose another --data-dir.',
};
const FILE_IN_THE_WAY = { code: 'read-only', remedy: 'A file stands where a folder is needed. Move it away.' };
const FOLDER_IN_THE_WAY = { code: 'read-only', remedy: 'A folder stands where a file is needed. Move it away.' };

const REMEDIES: Record<string, { code: string; remedy: string }> = {
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
  EIO: { code: 'disk-error', remedy: 'The disk failed. Check it (cable, mount), then run doctor.' },
};

/**
 * Converts an error of the disk to an `EnvironmentError` that names file and remedy; returns any other error unchanged.
 */
export function asDiskError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const known = REMEDIES[String(error.code)];
  if (known === undefined) return error;
  return new EnvironmentError(known.code, `${path}: ${known.remedy} (${error.message})`, error);
}
