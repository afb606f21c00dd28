import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../durable-files.ts';
import { onDisk } from './disk.ts';

/**
 * A file under a temporary name. `publish` gives it its final one: until then nothing is to be seen under that, whatever
 * ends the program.
 */
export type StagedFile = Disposable & {
  write(chunk: string | Uint8Array): void;
  /** Everything is on the disk after it. */
  close(): { bytes: number; sha256: string };
  /** Renames the closed file, over an earlier one. Disposing closes it, and leaves the rest to the folder. */
  publish(): void;
};

/** In the folder of an export, so that a rename is enough; hidden from readers that take every file of a folder. */
export const STAGING = '.unfinished';

const BUFFER_BYTES = 256 * 1024;

/** `file` is relative to the folder of the export. Errors name the final path. */
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
