import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder, syncFolder } from '../durable-files.ts';
import { UsageError } from '../errors.ts';
import { GENERATOR } from '../output/report/generator.ts';
import { onDisk } from './disk.ts';

/** The file of a report. An earlier report is replaced as a whole; any other file is left as it is. */

/** The mark of a report is within its first lines. */
const HEAD_BYTES = 1024;

/**
 * The file that a report is written to: that behind a link. Throws `UsageError` where something else than a report is in
 * the way; `force` overwrites any file.
 */
export function checkReportFile(given: string, { force }: { force: boolean }): { path: string; isReplaced: boolean } {
  if (!existsSync(given)) return { path: given, isReplaced: false };
  const path = onDisk(given, () => realpathSync(given));
  const stat = onDisk(given, () => statSync(path));
  if (stat.isDirectory()) throw new UsageError(`Expected --out to be a file, got the folder "${given}".`);
  if (!stat.isFile()) throw new UsageError(`Expected --out to be a file, got "${given}". For stdout give --out -.`);
  if (!force && stat.size > 0 && !isReport(path)) {
    throw new UsageError(
      `The file "${given}" is not a report of this program, so it is not overwritten. ` +
        'Name another file with --out, or overwrite it with --force.',
    );
  }
  return { path, isReplaced: true };
}

function isReport(path: string): boolean {
  const head = Buffer.alloc(HEAD_BYTES);
  const handle = onDisk(path, () => openSync(path, 'r'));
  try {
    const length = onDisk(path, () => readSync(handle, head));
    return head.subarray(0, length).toString('utf8').includes(`<meta name="generator" content="${GENERATOR} `);
  } finally {
    closeSync(handle);
  }
}

/** Writes the report beside its place, and renames it when it is on the disk. Errors name the file. */
export function writeReport(path: string, html: string): { bytes: number } {
  const content = Buffer.from(html);
  const staged = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  onDisk(path, () => {
    makeFolder(dirname(path));
    try {
      writeAndSync(staged, content);
      renameSync(staged, path);
    } catch (error) {
      rmSync(staged, { force: true });
      throw error;
    }
    syncFolder(dirname(path));
  });
  return { bytes: content.length };
}

function writeAndSync(path: string, content: Uint8Array): void {
  const handle = openSync(path, 'wx');
  try {
    for (let done = 0; done < content.length; ) done += writeSync(handle, content, done);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
