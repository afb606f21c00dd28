import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EnvironmentError } from '../errors.ts';

const REMEDIES: Record<string, { code: string; remedy: string }> = {
  ENOSPC: { code: 'disk-full', remedy: 'No space left: free some and start again.' },
  EDQUOT: { code: 'disk-full', remedy: 'The quota is used up: free some space and start again.' },
  EROFS: { code: 'read-only', remedy: 'The disk is read-only: name another --data-dir.' },
  EACCES: { code: 'read-only', remedy: 'Make the folder writable for this user, or name another --data-dir.' },
  EPERM: { code: 'read-only', remedy: 'Make the folder writable for this user, or name another --data-dir.' },
  ENOTDIR: { code: 'read-only', remedy: 'A file stands where a folder is needed: move it away.' },
  EEXIST: { code: 'read-only', remedy: 'A file stands where a folder is needed: move it away.' },
};

/** The work's outcome; what the disk or its owner forbids becomes an `EnvironmentError` that names the file. */
export async function onDisk<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = REMEDIES[(error as NodeJS.ErrnoException).code ?? ''];
    if (known === undefined) throw error;
    throw new EnvironmentError(known.code, `Could not write ${file}. ${known.remedy}`, error);
  }
}

/** Writes a file so that a reader sees the old or the new one, never half of it; makes its folder. */
export function writeAtomically(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  return onDisk(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    try {
      const handle = await open(temporary, 'w');
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
}
