import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, lstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder, syncFolder, writeAndRename } from '../durable-files.ts';
import { UsageError } from '../errors.ts';
import { GENERATOR } from '../output/report/generator.ts';
import { onDisk } from './disk.ts';

/** The file of a report. An earlier report is replaced; any other file stays unchanged. */

/** A report is recognised within these first bytes. */
const HEAD_BYTES = 1024;

/**
 * Checks that a report may be written to a file, and resolves links. Throws `UsageError` if the path is a folder, or a file
 * that is not a report; with `force` any file may be overwritten.
 */
export function checkReportFile(given: string, { force }: { force: boolean }): { path: string; isReplaced: boolean } {
  if (!existsSync(given) && !isLink(given)) return { path: given, isReplaced: false };
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

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    // Writing reports the problem.
    return false;
  }
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

/** Writes the report to a temporary file in the same folder, syncs it, and renames it. Errors name the final path. */
export function writeReport(path: string, html: string): { bytes: number } {
  const content = Buffer.from(html);
  const temporary = join(dirname(path), `.hltv-report-${randomUUID()}`);
  onDisk(path, () => {
    makeFolder(dirname(path));
    writeAndRename({ path, temporary, bytes: content });
    syncFolder(dirname(path));
  });
  return { bytes: content.length };
}
