import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asDiskError } from '../disk-errors.ts';

/** The result of the work; an error of the disk becomes an `EnvironmentError` that names the file. */
export async function onDisk<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asDiskError(error, file);
  }
}

/** Writes a file so that a reader sees the old or the new content, never a part of it; creates its folder. */
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
