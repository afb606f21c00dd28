import { closeSync, constants, createReadStream, fstatSync, openSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { EnvironmentError } from '../errors.ts';
import type { ByteSource, SavedFile } from './saved-page.ts';

/** A file with its path, which can be bytes that are not text, and its name for messages. */
export type DiskFile = { path: string | Buffer; name: string };

type Listener = (bytesRead: number) => void;

/**
 * A file on disk that is read while it is iterated. Only regular files are opened: pipes and devices may never end. Throws
 * an `EnvironmentError` with the file name, now or while reading.
 */
export function openFile({ path, name }: DiskFile, onBytes: Listener = () => undefined): SavedFile {
  try {
    if (!statSync(path).isFile()) throw new Error(NOT_A_FILE);
    const beside = (other: string): ByteSource | null => openBeside({ path, name }, other);
    return { name, bytes: bytesOf(name, openRegular(path), onBytes), beside };
  } catch (error) {
    throw unreadable(name, error);
  }
}

/**
 * A readable file in the same folder as another; null without one. Accepts only a bare name, because a saved file from
 * another person could contain any path.
 */
function openBeside({ path, name }: DiskFile, other: string): ByteSource | null {
  if (/[/\\\0]/.test(other)) return null;
  const whole = Buffer.from(path);
  const folder = whole.subarray(0, Math.max(whole.lastIndexOf('/'), whole.lastIndexOf(sep)) + 1);
  try {
    return openFile({ path: Buffer.concat([folder, Buffer.from(other)]), name: join(dirname(name), other) }).bytes;
  } catch (error) {
    if (error instanceof EnvironmentError) return null;
    throw error;
  }
}

const NOT_A_FILE = 'not a regular file: write its content to a file first';

/** O_NONBLOCK: opening would block if a pipe has replaced the file since the check. */
function openRegular(path: DiskFile['path']): number {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw new Error(NOT_A_FILE);
}

async function* bytesOf(name: string, fd: number, onBytes: Listener): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream('', { fd }) as AsyncIterable<Buffer>) {
      onBytes(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw unreadable(name, error);
  }
}

function unreadable(name: string, error: unknown): EnvironmentError {
  const reason = error instanceof Error ? error.message : String(error);
  return new EnvironmentError('unreadable', `Cannot read ${name}: ${reason}`, error);
}
