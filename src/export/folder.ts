import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder, syncFolder } from '../durable-files.ts';
import { UsageError } from '../errors.ts';
import { type ExportedFile, ExportManifest } from '../output/documents/export-manifest.ts';
import { onDisk } from './disk.ts';
import { STAGING, type StagedFile, stageFile } from './staged-file.ts';

/** The folder of an export. It is recognised by its manifest. A folder with other files and no manifest is not written to. */

const MANIFEST = 'manifest.json';

/** An open folder. Disposing deletes what was not published. */
export type ExportFolder = Disposable & {
  path: string;
  /** The manifest of the export in the folder; null: the folder is new or empty. */
  previous: ExportManifest | null;
  /** Opens a file under a temporary name. */
  stage(file: string): StagedFile;
  /** Whether a file of the earlier export still has the size and digest of its manifest. */
  isIntact(file: ExportedFile): boolean;
  /** Renames all files to their final names, deletes files of the earlier export, and writes the manifest last. */
  publish(files: readonly StagedFile[], manifest: ExportManifest): void;
};

/** Creates the folder if necessary. Throws `UsageError` if it is not empty and has no export. */
export function openExportFolder(path: string): ExportFolder {
  const isNew = !existsSync(path);
  const previous = isNew ? null : readManifest(path);
  onDisk(path, () => makeFolder(path));
  const staging = join(path, STAGING);
  // Left behind by an export that was killed.
  onDisk(staging, () => rmSync(staging, { recursive: true, force: true }));
  let isPublished = false;
  return {
    path,
    previous,
    stage: (file) => stageFile(path, file),
    isIntact: (file) => isIntact(path, file),
    publish(files, manifest) {
      // From here until the last step the folder holds files of two exports.
      isPublished = true;
      writeManifest(path, { ...manifest, isComplete: false });
      for (const file of files) file.publish();
      removeOthers(path, previous, manifest);
      writeManifest(path, manifest);
      syncFolder(path);
    },
    [Symbol.dispose]() {
      rmSync(staging, { recursive: true, force: true });
      if (isNew && !isPublished) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** The manifest of an export; null for an empty folder. Throws `UsageError` for anything else. */
export function readManifest(path: string): ExportManifest | null {
  if (!statSync(path).isDirectory()) throw new UsageError(`Expected --out to be a folder, got the file "${path}".`);
  const entries = onDisk(path, () => readdirSync(path)).filter((name) => name !== STAGING);
  if (entries.length === 0) return null;
  const file = join(path, MANIFEST);
  const manifest = existsSync(file) ? parseManifest(readFileSync(file, 'utf8')) : null;
  if (manifest !== null) return manifest;
  throw new UsageError(
    `The folder "${path}" is not empty and holds no export of this program (no ${MANIFEST} of one), so nothing in it is ` +
      'overwritten. Name another folder with --out.',
  );
}

function parseManifest(text: string): ExportManifest | null {
  try {
    return ExportManifest.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function writeManifest(path: string, manifest: ExportManifest): void {
  using file = stageFile(path, MANIFEST);
  file.write(`${JSON.stringify(manifest, null, 2)}\n`);
  file.close();
  file.publish();
}

/** Deletes files of the earlier export that the new one does not have, and folders that are then empty. */
function removeOthers(path: string, previous: ExportManifest | null, manifest: ExportManifest): void {
  const kept = new Set(filesOf(manifest));
  for (const file of previous === null ? [] : filesOf(previous)) {
    if (kept.has(file)) continue;
    onDisk(join(path, file), () => rmSync(join(path, file), { force: true }));
    for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) removeEmpty(join(path, folder));
  }
}

function filesOf({ files, datasette }: ExportManifest): string[] {
  return [...files.map(({ file }) => file), ...(datasette === null ? [] : [datasette])];
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty, or removed already.
  }
}

const BLOCK_BYTES = 1024 * 1024;

function isIntact(folder: string, { file, bytes, sha256 }: ExportedFile): boolean {
  const path = join(folder, file);
  if (statSync(path, { throwIfNoEntry: false })?.size !== bytes) return false;
  return onDisk(path, () => digestOf(path)) === sha256;
}

function digestOf(path: string): string {
  const hash = createHash('sha256');
  const block = Buffer.alloc(BLOCK_BYTES);
  const handle = openSync(path, 'r');
  try {
    for (let read = readSync(handle, block); read > 0; read = readSync(handle, block))
      hash.update(block.subarray(0, read));
  } finally {
    closeSync(handle);
  }
  return hash.digest('hex');
}
