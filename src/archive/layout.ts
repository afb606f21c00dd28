import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_KINDS, type PageKind } from '../records.ts';

/** Where pages lie: `<kind>/<id div 1000>/<id>.html.gz`, listings `results/<day>/<offset>.html.gz`. */

export type ArchivedFile = {
  kind: PageKind;
  /** Match id, map stats id, or offset of a listing page. */
  id: number;
  /** `YYYY-MM-DD` of a listing page, else null. */
  day: string | null;
  /** Relative to the archive folder. */
  file: string;
};

const SUFFIX = '.html.gz';

/** The UTC day of a moment. */
export const dayOf = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);

/** The file of a page. Kinds and ids alone make names, so nothing can lead out of the archive. */
export const relativeFile = (kind: PageKind, id: number, day: string) => {
  if (!PAGE_KINDS.includes(kind) || !Number.isSafeInteger(id) || id < 0) {
    throw new TypeError(`Expected a page kind and a whole, non-negative id, got "${kind}" and ${id}.`);
  }
  const folder = kind === 'results' ? day : String(Math.floor(id / 1000));
  return `${kind}/${folder}/${id}${SUFFIX}`;
};

const listFolder = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

const listIds = (folder: string) =>
  listFolder(folder)
    .filter((name) => /^\d+\.html\.gz$/.test(name))
    .map((name) => Number(name.slice(0, -SUFFIX.length)))
    .sort((one, other) => one - other);

const byNumber = (one: string, other: string) => Number(one) - Number(other);

const listListings = function* (folder: string): Generator<ArchivedFile> {
  for (const day of listDays(folder)) {
    for (const id of listIds(join(folder, 'results', day))) {
      yield { kind: 'results', id, day, file: relativeFile('results', id, day) };
    }
  }
};

const listDays = (folder: string) =>
  listFolder(join(folder, 'results'))
    .filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name))
    .sort();

const listKind = function* (folder: string, kind: PageKind): Generator<ArchivedFile> {
  const groups = listFolder(join(folder, kind)).filter((name) => /^\d+$/.test(name));
  for (const group of groups.sort(byNumber)) {
    for (const id of listIds(join(folder, kind, group))) {
      yield { kind, id, day: null, file: relativeFile(kind, id, '') };
    }
  }
};

/** Every page below `folder`, by kind, day and id. Other files are passed over. */
export const listFiles = function* (folder: string): Generator<ArchivedFile> {
  for (const kind of PAGE_KINDS) yield* kind === 'results' ? listListings(folder) : listKind(folder, kind);
};

/** The newest listing page of an offset, or null. */
export const newestListing = (folder: string, offset: number) => {
  const files = listDays(folder).map((day) => relativeFile('results', offset, day));
  return files.findLast((file) => existsSync(join(folder, file))) ?? null;
};
