import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import {
  COMMON_SETTINGS,
  CS2_ERA_MS,
  HLTV_URL,
  IMPORT_SETTINGS,
  SCRAPE_SETTINGS,
  type ScrapeSettings,
  STAGE_NAMES,
  STAGE_OF,
} from '../config.ts';
import { EnvironmentError } from '../errors.ts';
import { isHltv } from '../fetch/options.ts';
import type { Fetcher } from '../fetcher.ts';
import type { EndReason, SkipReason } from '../notices.ts';
import { identifyPage } from '../pages/identify.ts';
import { siteNamedBy } from '../pages/page-site.ts';
import { PAGES } from '../pages/pages.ts';
import { PAGE_KINDS, type PageKind } from '../records.ts';
import { savedListingHandler } from '../stages/discovery.ts';
import { mapStatsHandler } from '../stages/map-stats.ts';
import { overviewHandler } from '../stages/overview.ts';
import type { PageHandler } from '../stages/page-handler.ts';
import { economyHandler, performanceHandler } from '../stages/performance-economy.ts';
import { processSaved } from '../stages/process-page.ts';
import type { Run } from '../stages/run.ts';
import type { Store } from '../store/store.ts';
import { addSettings, commonSettings } from './options.ts';
import { inRun } from './run-command.ts';
import { findSavedPages, readPage, timeSavedMs } from './saved-pages.ts';
import type { Exit } from './scrape.ts';
import { divideBySite } from './source-site.ts';
import { openWorkspace } from './workspace.ts';

const EXAMPLES = `
Examples:
  hltv-scraper import ~/saved-pages                 a folder, with all folders below it
  hltv-scraper import page.html --data-dir ~/cs     one page into another data folder

Kind and id come from the page itself. Files that are no page of the site are listed and skipped, and so is a page that
is older than the stored one or shows less of the match: --allow-older takes it all the same.`;

export function importCommand(exit: Exit): Command {
  const command = new Command('import')
    .description('take saved HLTV pages (.html, .html.gz; raw or saved by a browser) without network')
    .argument('<files or folders...>', 'saved pages')
    .addHelpText('after', EXAMPLES);
  addSettings(command, { ...IMPORT_SETTINGS, noArchive: SCRAPE_SETTINGS.noArchive, ...COMMON_SETTINGS });
  return command.action(async (paths: string[], options) => {
    const common = commonSettings(options);
    const files = findSavedPages(paths);
    const precedence = options.allowOlder === true ? 'always' : 'newest';
    const clock = systemClock;
    using workspace = await openWorkspace(common, { clock, keepsPages: options.archive !== false, site: null });
    const context = { command: 'import', common, settings: importSettings(), clock, workspace, exit };
    exit(
      await inRun(
        context,
        async () => ({ fetcher: NO_NETWORK, site: null, msPerPage: 0, stats: () => NO_REQUESTS }),
        async (run, summarise) => importFiles(run, { dataDir: common.dataDir, files, precedence }, summarise),
      ),
    );
  });
}

const NO_REQUESTS = { requests: 0, retries: 0, refusals: 0, bytes: 0, politePauseMs: 0 };

/** Import asks nobody for pages. */
const NO_NETWORK: Fetcher = {
  fetch: (request) => Promise.reject(new Error(`import asked the network for ${request.path}`)),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

function importSettings(): ScrapeSettings {
  return {
    startOffset: 0,
    endOffset: 0,
    full: false,
    forceRescrape: false,
    sinceMs: CS2_ERA_MS,
    untilMs: null,
    events: [],
    teams: [],
    minStars: null,
    matchIds: null,
    stages: [...STAGE_NAMES],
    limit: null,
    maxPages: null,
    maxDurationMs: null,
    maxAttempts: Number.POSITIVE_INFINITY,
    maxConsecutiveFailures: Number.POSITIVE_INFINITY,
    retryFailed: false,
    dryRun: false,
    archive: true,
  };
}

type Files = ReturnType<typeof findSavedPages>;
type Recognised = { file: string; kind: PageKind; id: number; site: string | null; savedAtMs: number };

type Import = { dataDir: string; files: Files; precedence: 'newest' | 'always' };

async function importFiles(
  run: Run,
  { dataDir, files, precedence }: Import,
  summarise: (reason: EndReason) => void,
): Promise<void> {
  let reason: EndReason = { type: 'done' };
  try {
    const handlers = handlersOf(run.store);
    if (files.others.length > 0) run.notify({ type: 'files-ignored', files: files.others });
    for (const recognised of ofOneSite(run, { dataDir, pages: await recognise(run, files.pages) })) {
      if (run.shutdown.requested !== null) break;
      importPage(run, { handler: handlers[recognised.kind], precedence }, recognised);
      await hearSignals();
    }
    const signal = run.shutdown.requested;
    if (signal !== null) reason = { type: 'interrupted', signal };
  } catch (error) {
    reason = { type: 'error', message: error instanceof Error ? error.message : String(error) };
    throw error;
  } finally {
    summarise(reason);
  }
}

/** Signals come between two pages only if the event loop turns. */
const hearSignals = (): Promise<void> => new Promise(setImmediate);

function handlersOf(store: Store): Record<PageKind, PageHandler> {
  return {
    results: savedListingHandler(store, CS2_ERA_MS),
    match: overviewHandler(store),
    'map-stats': mapStatsHandler(store),
    performance: performanceHandler(store),
    economy: economyHandler(store),
  };
}

/**
 * The pages among the files: matches before their maps, so that each is checked against what it belongs to, and older
 * saves of a page before newer ones.
 */
async function recognise(run: Run, files: string[]): Promise<Recognised[]> {
  const pages: Recognised[] = [];
  for (const file of files) {
    if (run.shutdown.requested !== null) break;
    await hearSignals();
    const found = recogniseFile(file);
    if ('reason' in found) run.notify({ type: 'page-skipped', file, reason: found.reason });
    else pages.push({ ...found, file, savedAtMs: timeSavedMs(file, run.clock.now()) });
  }
  const rank = ({ kind }: Recognised): number => PAGE_KINDS.indexOf(kind);
  return pages.sort((one, other) => rank(one) - rank(other) || one.savedAtMs - other.savedAtMs);
}

/** The pages of the data folder's site; the others are skipped. */
function ofOneSite(run: Run, saved: { dataDir: string; pages: Recognised[] }): Recognised[] {
  const { fitting, others } = divideBySite(run.store, saved);
  for (const { page, reason } of others) run.notify({ type: 'page-skipped', file: page.file, reason });
  return fitting;
}

type Skipped = { reason: SkipReason };

/** The page, or why it is none. */
function recogniseFile(file: string): Pick<Recognised, 'kind' | 'id' | 'site'> | Skipped {
  const html = readPageOrReason(file);
  if (typeof html !== 'string') return html;
  const { kind, id, isGenuine, isComplete } = identifyPage(html);
  if (!isGenuine) return { reason: { type: 'not-of-the-site' } };
  if (kind === null) return { reason: { type: 'other-kind' } };
  if (!isComplete) return { reason: { type: 'cut-off', kind } };
  const site = siteNamedBy(html);
  if (kind === 'results') return { kind, id: id ?? 0, site };
  return id === null ? { reason: { type: 'no-id', kind } } : { kind, id, site };
}

function readPageOrReason(file: string): string | Skipped {
  try {
    return readPage(file);
  } catch (error) {
    if (error instanceof EnvironmentError) return { reason: { type: 'no-access', message: error.message } };
    throw error;
  }
}

/** Where a saved page was served from: what it names, in the one spelling that hltv.org has. */
const baseUrlOf = (site: string | null): string => (site === null || isHltv(site) ? HLTV_URL : site);

type HowToKeep = { handler: PageHandler; precedence: 'newest' | 'always' };

/** Read a second time: no more than one page is held in memory, and the file may be gone meanwhile. */
function importPage(run: Run, { handler, precedence }: HowToKeep, { file, ...page }: Recognised): void {
  const { kind, id, site, savedAtMs } = page;
  const html = readPageOrReason(file);
  if (typeof html !== 'string') {
    run.notify({ type: 'page-skipped', file, reason: html.reason });
    return;
  }
  const path = PAGES[kind].path({ id });
  const matchId = kind === 'match' ? id : null;
  if (kind !== 'results' && run.store.targets.find(kind, id) === null) {
    run.store.targets.upsert({ kind, id, matchId, path, sortMs: null });
  }
  const url = `${baseUrlOf(site)}${path}`;
  const way = { url, httpStatus: null, transport: 'import', transportReason: null } as const;
  const received = { ...way, html, fetchedAtMs: savedAtMs };
  const task = { stage: STAGE_OF[kind], handler, page: { kind, id, matchId } };
  const kept = processSaved(run, task, { received, precedence });
  if (kept.outcome === 'not-taken') run.notify({ type: 'page-skipped', file, reason: kept.reason });
}
