import type { RunOptions } from './commands/run-options.ts';
import type { RunSummary } from './output/documents/run-summary.ts';
import * as pageRecords from './page-records.ts';
import * as records from './records.ts';

/** The programmatic interface: the entry point `hltv-scraper` of the package. docs/api.md describes it. */

export type { RunOptions } from './commands/run-options.ts';
export {
  EnvironmentError,
  LockedError,
  NoDataError,
  ParseError,
  ScraperError,
  UnrecognisedPageError,
  UsageError,
} from './errors.ts';
export type { Notice } from './notices.ts';
export type { RunSummary } from './output/documents/run-summary.ts';
export { type Finding, type PageKind, type PageRecords, type ParsedPage, parsePage } from './parse-page.ts';
export type { PublicRows, PublicTable } from './records.ts';
export { type DatabaseReader, openDatabase, type QueryRow } from './store/reader.ts';

export { pageRecords, records };

/**
 * Runs the pipeline against the site, as the command `scrape` does, without output. Resolves to the summary of the run
 * however it ended: `exitCode` and `reason` say how. Rejects with `UsageError` for a wrong option, `LockedError` when
 * another run has locked the data folder, `EnvironmentError` when the machine lacks something, and any other error for
 * a bug.
 */
export async function runPipeline(options: RunOptions = {}): Promise<RunSummary> {
  // Loaded here, because reading pages or a database needs none of it.
  const { runScrape } = await import('./commands/run-scrape.ts');
  return runScrape(options);
}
