import { fstatSync, writeSync } from 'node:fs';
import { EnvironmentError, systemCodeOf } from '../errors.ts';

/** Codes of a reader that has closed its end, as `| head` does. */
const READER_IS_GONE = new Set(['EPIPE', 'ECONNRESET']);

/**
 * Watches the standard output. Returns a function that returns the first error of the disk, as an `EnvironmentError`, or
 * null. A reader that is gone and a terminal that was closed are no errors: the work in progress is still finished.
 */
export function watchStandardOutput(): () => EnvironmentError | null {
  const { stdout } = process;
  let failure: EnvironmentError | null = null;
  function onError(error: Error): void {
    if (stdout.isTTY || READER_IS_GONE.has(systemCodeOf(error))) return;
    failure ??= new EnvironmentError('output', `${INCOMPLETE} (${error.message})`, error);
  }
  stdout.on('error', onError);
  if (isFileOrDevice(stdout.fd)) {
    stdout._write = (chunk, _, done) => {
      const error = writeWhole(stdout.fd, chunk);
      // The stream reports it only later.
      if (error !== null) onError(error);
      done(error);
    };
  }
  return () => failure;
}

const INCOMPLETE =
  'The standard output cannot be written to, and what it has is incomplete. Free some space, or redirect it to another disk.';

function isFileOrDevice(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFile() || (stat.isCharacterDevice() && !process.stdout.isTTY);
  } catch {
    return false;
  }
}

/** A disk that is nearly full takes a part of a chunk without an error, which Node ignores. */
function writeWhole(fd: number, chunk: Uint8Array): Error | null {
  try {
    for (let done = 0; done < chunk.length; ) done += writeSync(fd, chunk, done);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
