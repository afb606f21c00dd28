import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_KINDS, type PageKind } from '../page-kinds.ts';

/**
 * Names of files, relative to the archive folder:
 *
 * - `<kind>/<id div 1000>/<id>.html.gz` the page
 * - `<kind>/<id div 1000>/<id>.rejected.html.gz` a later one that could not be read or contradicts itself
 * - `results/<day>/<offset>-<hhmmss>-<digest>.html.gz` a listing page: each different one is kept
 * - `results/<offset>.rejected.html.gz` a listing page that could not be read
 * - `.pending/<kind>-<id>.html.gz` a page that was received and is not processed yet
 */

export type ArchivedFile = {
  kind: PageKind;
  /** Match id, map stats id, or offset of a listing page. */
  id: number;
  /** `YYYY-MM-DD` of a listing page, else null. */
  day: string | null;
  /** Relative to the archive folder. */
  file: string;
  isRejected: boolean;
};

/** Time and content of a listing page; they are part of its name. */
export type Capture = { fetchedAtMs: number; sha256: string };

const SUFFIX = '.html.gz';
const REJECTED_SUFFIX = '.rejected.html.gz';
/** Older listing pages are named by their offset only. */
const LISTING_NAME = /^(\d+)(?:-\d{6}-[0-9a-f]{8})?\.html\.gz$/;
/** The folder of documents that are not settled yet. */
export const PENDING_FOLDER = '.pending';

// Names consist of known kinds and ids, so no path can point outside the archive.
function assertNameable(kind: PageKind, id: number): void {
  if (!PAGE_KINDS.includes(kind) || !Number.isSafeInteger(id) || id < 0) {
    throw new TypeError(`Expected a page kind and a whole, non-negative id, got "${kind}" and ${id}.`);
  }
}

function groupOf(id: number): number {
  return Math.floor(id / 1000);
}

/** The file of a page other than a listing page. */
export function pageFile(kind: PageKind, id: number): string {
  assertNameable(kind, id);
  return `${kind}/${groupOf(id)}/${id}${SUFFIX}`;
}

/** The file of a listing page. The time orders them; the digest distinguishes two of the same second. */
export function listingFile(offset: number, { fetchedAtMs, sha256 }: Capture): string {
  assertNameable('results', offset);
  const [day = '', time = ''] = new Date(fetchedAtMs).toISOString().split('T');
  return `results/${day}/${offset}-${time.slice(0, 8).replaceAll(':', '')}-${sha256.slice(0, 8)}${SUFFIX}`;
}

/** The file of the last page that could not be read or contradicts itself. */
export function rejectedFile(kind: PageKind, id: number): string {
  assertNameable(kind, id);
  return kind === 'results' ? `results/${id}${REJECTED_SUFFIX}` : `${kind}/${groupOf(id)}/${id}${REJECTED_SUFFIX}`;
}

/** The file of a page while it is processed. */
export function pendingFile(kind: PageKind, id: number): string {
  assertNameable(kind, id);
  return `${PENDING_FOLDER}/${kind}-${id}${SUFFIX}`;
}

function listFolder(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Pages that were being processed when a run was killed; none when the folder is a symbolic link. */
export function listPending(folder: string): { kind: PageKind; id: number }[] {
  const pending = join(folder, PENDING_FOLDER);
  if (lstatSync(pending, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(pending).flatMap((name) => {
    const [, kindName, digits] = /^([a-z-]+)-(\d+)\.html\.gz$/.exec(name) ?? [];
    const kind = PAGE_KINDS.find((known) => known === kindName);
    return kind === undefined || digits === undefined ? [] : [{ kind, id: Number(digits) }];
  });
}

function listDays(folder: string): string[] {
  return listFolder(join(folder, 'results'))
    .filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name))
    .sort();
}

type Named = { id: number; name: string };

/** Names in a folder that match a pattern, by id, then by name. */
function listNames(folder: string, pattern: RegExp): Named[] {
  return listFolder(folder)
    .flatMap((name) => {
      const [, digits] = pattern.exec(name) ?? [];
      return digits === undefined ? [] : [{ id: Number(digits), name }];
    })
    .sort((one, other) => one.id - other.id || (one.name < other.name ? -1 : 1));
}

function* listListings(folder: string): Generator<ArchivedFile> {
  for (const day of listDays(folder)) {
    for (const { id, name } of listNames(join(folder, 'results', day), LISTING_NAME)) {
      yield { kind: 'results', id, day, file: `results/${day}/${name}`, isRejected: false };
    }
  }
  for (const { id, name } of listNames(join(folder, 'results'), /^(\d+)\.rejected\.html\.gz$/)) {
    yield { kind: 'results', id, day: null, file: `results/${name}`, isRejected: true };
  }
}

function* listKind(folder: string, kind: PageKind): Generator<ArchivedFile> {
  const groups = listFolder(join(folder, kind)).filter((name) => /^\d+$/.test(name));
  for (const group of groups.sort((one, other) => Number(one) - Number(other))) {
    for (const { id, name } of listNames(join(folder, kind, group), /^(\d+)(?:\.rejected)?\.html\.gz$/)) {
      yield { kind, id, day: null, file: `${kind}/${group}/${name}`, isRejected: name.endsWith(REJECTED_SUFFIX) };
    }
  }
}

/** All pages below `folder` by kind, day and id, each before the rejected one of its id. Other files are ignored. */
export function* listFiles(folder: string): Generator<ArchivedFile> {
  for (const kind of PAGE_KINDS) yield* kind === 'results' ? listListings(folder) : listKind(folder, kind);
}

/** The newest listing page of an offset, or null. */
export function newestListing(folder: string, offset: number): string | null {
  for (const day of listDays(folder).reverse()) {
    const newest = listNames(join(folder, 'results', day), LISTING_NAME).findLast(({ id }) => id === offset);
    if (newest !== undefined) return `results/${day}/${newest.name}`;
  }
  return null;
}
