import { createHash } from 'node:crypto';
import { CS2_ERA_MS, HLTV_URL } from '../config.ts';
import { EnvironmentError } from '../errors.ts';
import { type ExitCode, exitCodeOfError } from '../exit-codes.ts';
import { isHltv } from '../fetch/options.ts';
import type { EndReason, SkipReason } from '../notices.ts';
import { KINDS, kindsOfStage, type PageKind, STAGE_NAMES } from '../page-kinds.ts';
import { PAGES } from '../pages/pages.ts';
import { captureTimeOf } from '../saved/age.ts';
import { decodePage } from '../saved/decode.ts';
import type { DiskFile } from '../saved/files.ts';
import type { FoundFiles } from '../saved/find-files.ts';
import { readSaved } from '../saved/read-saved.ts';
import type { SavedEntry, SavedPage } from '../saved/saved-page.ts';
import { savedListingHandler } from '../stages/discovery.ts';
import { targetHandlers } from '../stages/handlers.ts';
import type { PageHandler } from '../stages/page-handler.ts';
import { processSaved } from '../stages/process-page.ts';
import type { BasicRun } from '../stages/run.ts';
import type { Store } from '../store/store.ts';
import { type ImportMeter, importMeter } from './import-meter.ts';
import { turnOfEventLoop } from './maintenance.ts';
import { type Recognition, recogniseEntry } from './recognise.ts';
import { openSaved, sizeOf, timeSavedMs } from './saved-pages.ts';
import { divideBySite } from './source-site.ts';

type Precedence = 'newest' | 'always';
type Import = { dataDir: string; found: FoundFiles; precedence: Precedence };

/** A page that was found in a file. Its text is read again when it is stored. */
type Found = {
  file: DiskFile;
  name: string;
  kind: PageKind;
  id: number;
  site: string | null;
  savedAtMs: number;
  /** Digest of its bytes, because the file may be changed before it is read again. */
  digest: string;
};

/**
 * Kinds in the order in which they are stored, so that each page is checked against the pages it belongs to. Files are
 * read once to find their pages, and once for each of these groups that they contain. So memory has only the list of
 * pages and one page at a time.
 */
const ORDER = STAGE_NAMES.map(kindsOfStage);

/** Imports files until all are done or a signal arrives. Calls `summarise` in every case; stored pages stay stored. */
export async function importFiles(
  run: BasicRun,
  { dataDir, found, precedence }: Import,
  summarise: (reason: EndReason, exitCode?: ExitCode) => void,
): Promise<void> {
  let reason: EndReason = { type: 'done' };
  let exitCode: ExitCode | undefined;
  try {
    announceSkipped(run, found.others);
    const pages = ofOneSite(run, { dataDir, pages: await findPages(run, found.files) });
    const meter = importMeter(run, 'storing', pages.length);
    const storing = { handlers: handlersOf(run.store), precedence, stored: new Set<string>(), meter };
    for (const kinds of ORDER) {
      await storePages(run, { ...storing, pages: pages.filter(({ kind }) => kinds.includes(kind)) });
    }
    const signal = run.shutdown.requested;
    if (signal !== null) reason = { type: 'interrupted', signal };
  } catch (error) {
    reason = { type: 'error', message: error instanceof Error ? error.message : String(error) };
    exitCode = exitCodeOfError(error);
    throw error;
  } finally {
    summarise(reason, exitCode);
  }
}

type SkippedFile = { file: string; reason: SkipReason };

/** From this number on, files skipped for the same reason are announced together: a folder may contain thousands. */
const MANY = 4;

function announceSkipped(run: BasicRun, skipped: readonly SkippedFile[]): void {
  for (const [, same] of Map.groupBy(skipped, ({ reason }) => JSON.stringify(reason))) {
    const [first] = same;
    if (first === undefined || same.length < MANY) for (const { file, reason } of same) skip(run, file, reason);
    else run.notify({ type: 'files-skipped', files: same.map(({ file }) => file), reason: first.reason });
  }
}

function handlersOf(store: Store): Record<PageKind, PageHandler> {
  return { results: savedListingHandler(store, CS2_ERA_MS), ...targetHandlers(store) };
}

/** The entries of a file, until a signal arrives. A file that cannot be read is skipped. */
async function* entriesOf(
  run: BasicRun,
  file: DiskFile,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<SavedEntry> {
  try {
    for await (const entry of readSaved(openSaved(file, onBytes))) {
      await turnOfEventLoop();
      if (run.shutdown.requested !== null) return;
      yield entry;
    }
  } catch (error) {
    if (!(error instanceof EnvironmentError) || error.code !== 'unreadable') throw error;
    skip(run, file.name, { type: 'no-access', message: error.message });
  }
}

function skip(run: BasicRun, file: string, reason: SkipReason): void {
  run.notify({ type: 'page-skipped', file, reason });
}

async function findPages(run: BasicRun, files: readonly DiskFile[]): Promise<Found[]> {
  const found: Found[] = [];
  const skipped: SkippedFile[] = [];
  const meter = importMeter(
    run,
    'finding',
    files.reduce((sum, file) => sum + sizeOf(file), 0),
  );
  for (const file of files) {
    if (run.shutdown.requested !== null) break;
    await findPagesIn(run, file, { found, skipped, meter });
  }
  announceSkipped(run, skipped);
  return found.sort((one, other) => one.savedAtMs - other.savedAtMs);
}

type Search = { found: Found[]; skipped: SkippedFile[]; meter: ImportMeter };

/** Adds the pages of a file to `found`, and what is not taken to `skipped`. */
async function findPagesIn(run: BasicRun, file: DiskFile, { found, skipped, meter }: Search): Promise<void> {
  let others = 0;
  let unread = sizeOf(file);
  const listedBefore = found.length + skipped.length;
  const fileTimeMs = timeSavedMs(file, run.clock.now());
  const entries = entriesOf(run, file, (bytes) => {
    unread -= bytes;
    meter.advance(bytes, file.name);
  });
  for await (const saved of entries) {
    const entry = recogniseEntry(saved);
    if (entry.type === 'other') others += 1;
    else if (entry.type === 'skipped') skipped.push({ file: entry.name, reason: entry.reason });
    else found.push(foundIn(file, entry, { nowMs: run.clock.now(), fileTimeMs }));
    meter.setPages(found.length);
  }
  meter.advance(Math.max(0, unread), file.name);
  if (others === 0 || run.shutdown.requested !== null) return;
  const isWithoutPage = found.length + skipped.length === listedBefore;
  if (isWithoutPage) skipped.push({ file: file.name, reason: { type: 'no-page', entries: others } });
  else run.notify({ type: 'entries-passed-over', file: file.name, count: others });
}

type RecognisedEntry = Extract<Recognition, { type: 'recognised' }>;

function foundIn(
  file: DiskFile,
  { page, recognised }: RecognisedEntry,
  { nowMs, fileTimeMs }: { nowMs: number; fileTimeMs: number },
): Found {
  const { html, ...identity } = recognised;
  const savedAtMs = captureTimeOf({ ...page, html }, nowMs) ?? fileTimeMs;
  return { file, name: page.name, ...identity, savedAtMs, digest: digestOf(page) };
}

function digestOf({ bytes }: SavedPage): string {
  return createHash('sha256').update(bytes).digest('base64');
}

/** The pages of the site of the data folder; the others are skipped. */
function ofOneSite(run: BasicRun, saved: { dataDir: string; pages: Found[] }): Found[] {
  const { fitting, others } = divideBySite(run.store, saved);
  for (const { page, reason } of others) skip(run, page.name, reason);
  return fitting;
}

type Storing = {
  handlers: Record<PageKind, PageHandler>;
  precedence: Precedence;
  /** Kind and id of the pages that this run has stored. Of several saves of one page, `always` applies to the first. */
  stored: Set<string>;
  meter: ImportMeter;
  pages: readonly Found[];
};

/** Reads the files again, in the order of their oldest page, and stores their pages in the order of the file. */
async function storePages(run: BasicRun, { pages, ...storing }: Storing): Promise<void> {
  for (const [file, ofFile] of Map.groupBy(pages, (page) => page.file)) {
    if (run.shutdown.requested !== null) return;
    const missing = new Map(ofFile.map((page) => [page.name, page]));
    await storeFrom(run, file, { ...storing, missing });
    if (run.shutdown.requested !== null) return;
    for (const name of missing.keys()) skip(run, name, { type: 'no-access', message: 'it no longer exists' });
  }
}

type StoringFile = Omit<Storing, 'pages'> & { missing: Map<string, Found> };

async function storeFrom(run: BasicRun, file: DiskFile, { missing, ...storing }: StoringFile): Promise<void> {
  for await (const entry of entriesOf(run, file)) {
    if (entry.type !== 'page') continue;
    const found = missing.get(entry.page.name);
    if (found === undefined) continue;
    missing.delete(found.name);
    storePage(run, storing, { found, page: entry.page });
    if (missing.size === 0) return;
  }
}

/** The base URL of the site of a saved page; all spellings of hltv.org become the same one. */
function baseUrlOf(site: string | null): string {
  return site === null || isHltv(site) ? HLTV_URL : site;
}

function storePage(
  run: BasicRun,
  { handlers, precedence, stored, meter }: Omit<Storing, 'pages'>,
  { found, page }: { found: Found; page: SavedPage },
): void {
  const { kind, id, site, savedAtMs } = found;
  meter.advance(1, `${kind} ${id}`);
  const decoded = decodePage(page.bytes, page.contentType);
  if (found.digest !== digestOf(page) || !('text' in decoded)) {
    skip(run, found.name, { type: 'no-access', message: 'the file was changed while it was imported' });
    return;
  }
  const path = PAGES[kind].path({ id });
  const matchId = kind === 'match' ? id : null;
  if (kind !== 'results' && run.store.targets.find(kind, id) === null) {
    run.store.targets.upsert({ kind, id, matchId, path, sortMs: null });
  }
  const url = `${baseUrlOf(site)}${path}`;
  const origin = { url, httpStatus: page.status, transport: 'import', transportReason: null } as const;
  const { bytes: document, contentType } = page;
  const received = { ...origin, html: decoded.text, document, contentType, fetchedAtMs: savedAtMs };
  const task = { stage: KINDS[kind].stage, handler: handlers[kind], page: { kind, id, matchId } };
  const key = `${kind} ${id}`;
  const result = processSaved(run, task, { received, precedence: stored.has(key) ? 'newest' : precedence });
  if (result.outcome === 'not-taken') skip(run, found.name, result.reason);
  else if (result.outcome !== 'quarantined') stored.add(key);
}
