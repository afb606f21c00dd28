import { createReadStream, openSync, statSync } from 'node:fs';
import { EnvironmentError } from '../errors.ts';
import type { SavedFile } from './saved-page.ts';

type Listener = (bytesRead: number) => void;

/**
 * A file of the disk, read while it is iterated. Asks before it opens: a pipe never ends, nor does a device. Throws
 * `EnvironmentError` naming the file, here or while it is read.
 */
export function openFile(path: string, onBytes: Listener = () => undefined): SavedFile {
  try {
    if (!statSync(path).isFile()) throw new Error('not a regular file');
    return { name: path, bytes: bytesOf(path, openSync(path, 'r'), onBytes) };
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function* bytesOf(path: string, fd: number, onBytes: Listener): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { fd }) as AsyncIterable<Buffer>) {
      onBytes(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): EnvironmentError {
  const reason = error instanceof Error ? error.message : String(error);
  return new EnvironmentError('unreadable', `Cannot read ${path}: ${reason}`, error);
}
