import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../durable-files.ts';
import { onDisk } from './disk.ts';

/**
 * A file under a temporary name, until `publish` renames it. A killed process leaves no incomplete file under the final
 * name.
 */
export type StagedFile = Disposable & {
  write(chunk: string | Uint8Array): void;
  /** Writes everything to the disk. */
  close(): { bytes: number; sha256: string };
  /** Renames the closed file and replaces an earlier one. Disposing only closes it: the folder deletes temporary files. */
  publish(): void;
};

/** Folder of temporary files. It is in the folder of the export because files cannot be renamed across file systems. */
export const STAGING = '.unfinished';

const BUFFER_BYTES = 256 * 1024;

/** Opens a file for writing. `file`: path relative to the folder of the export. Errors name the final path. */
export function stageFile(folder: string, file: string): StagedFile {
  const path = join(folder, file);
  const staged = join(folder, STAGING, randomUUID());
  const hash = createHash('sha256');
  const handle = onDisk(path, () => {
    makeFolder(dirname(staged));
    return openSync(staged, 'wx');
  });
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let bytes = 0;
  let isOpen = true;

  function flush(): void {
    const block = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    onDisk(path, () => {
      for (let done = 0; done < block.length; ) done += writeSync(handle, block, done);
    });
  }

  function release(): void {
    if (isOpen) closeSync(handle);
    isOpen = false;
  }

  return {
    write(chunk) {
      const content =
        typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      hash.update(content);
      bytes += content.length;
      waiting.push(content);
      waitingBytes += content.length;
      if (waitingBytes >= BUFFER_BYTES) flush();
    },
    close() {
      flush();
      onDisk(path, () => fsyncSync(handle));
      release();
      return { bytes, sha256: hash.digest('hex') };
    },
    publish() {
      onDisk(path, () => {
        makeFolder(dirname(path));
        renameSync(staged, path);
      });
    },
    [Symbol.dispose]: release,
  };
}
