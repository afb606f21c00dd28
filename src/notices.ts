import type { FetchEvent } from './fetch/events.ts';
import type { Estimate, IdleMatch } from './output/documents/estimate.ts';
import type { PageKind, StageName } from './page-kinds.ts';
import type { CoverageGap, Finding } from './page-records.ts';
import type { FileType } from './saved/file-type.ts';
import type { FileProblem } from './saved/find-files.ts';
import type { ForeignPage } from './saved/recognise.ts';
import type { Unreadable } from './saved/saved-page.ts';

export type { Estimate, IdleMatch };

/** The page that a notice is about. */
export type PageRef = { kind: PageKind; id: number; matchId: number | null };

/** Why a run ended. */
export type EndReason =
  | { type: 'done' }
  | { type: 'budget'; what: 'pages' | 'duration' | 'matches' }
  | { type: 'interrupted'; signal: NodeJS.Signals }
  | { type: 'halted'; code: string; message: string }
  | { type: 'error'; message: string };

/** Why a readable saved page does not replace the stored one, or why an unreadable one is not kept. */
export type NotTaken =
  | { type: 'older'; storedAtMs: number; seenAtMs: number }
  | { type: 'lesser-state'; stored: string; seen: string }
  | { type: 'less-data' }
  /** Different pages with the same time and as much data: one of them is chosen by its digest. */
  | { type: 'same-age' }
  | { type: 'unreadable'; message: string };

/** Why a file was not imported. */
export type SkipReason =
  | NotTaken
  | FileProblem
  /** The file is of a type without readable pages. */
  | { type: 'foreign-file'; fileType: FileType }
  /** The document is not one of the five kinds of page. */
  | { type: 'foreign-page'; page: ForeignPage }
  /** An entry of a file, or the rest of the file, cannot be read. */
  | { type: 'damaged-entry'; damage: Unreadable }
  /** No entry of a recording is from the site. */
  | { type: 'no-page'; entries: number }
  /** A container has a response with this status instead of a page. */
  | { type: 'status'; status: number }
  /** Bytes that are invalid in the encoding of the page. */
  | { type: 'bad-bytes'; offset: number; encoding: string }
  /** The page is another one than its address in the container says. */
  | { type: 'other-page'; kind: PageKind; id: number; expected: { kind: PageKind; id: number } }
  | { type: 'other-host'; url: string }
  | { type: 'other-site'; site: string; stored: string }
  | { type: 'cut-off'; kind: PageKind }
  | { type: 'no-id'; kind: PageKind };

/** Progress of an import: first all files are read to find pages (counted in bytes), then pages are stored. */
export type ImportProgress = {
  phase: 'finding' | 'storing' | 'verifying' | 'comparing' | 'parsing';
  done: number;
  total: number;
  /** Pages found or stored so far. */
  pages: number;
  pagesPerMinute: number;
  msLeft: number | null;
  /** The current file or page. */
  current: string;
};

/** Everything that a run announces, as facts. `output/` turns notices into text. */
export type Notice =
  | {
      type: 'run-started';
      command: string;
      runId: number;
      dataDir: string;
      site: string | null;
      logFile: string | null;
    }
  | { type: 'estimate'; estimate: Estimate }
  | { type: 'matches-idle'; matches: IdleMatch[] }
  | { type: 'stage-started'; stage: StageName }
  | { type: 'batch-started'; stage: StageName; pending: number; remainingPages: number; msPerPage: number }
  | { type: 'listing-read'; offset: number; entries: number; newMatches: number; total: number | null }
  /** The run ends at known matches, and no crawl has read the rest of its range below them. */
  | { type: 'listing-below-unread'; known: number; endOffset: number }
  /** A listing page after the last match was requested. */
  | { type: 'listing-beyond-end'; offset: number; total: number | null }
  | { type: 'listing-place-remembered'; offset: number; endOffset: number }
  | { type: 'page-started'; stage: StageName; page: PageRef }
  | { type: 'page-stored'; stage: StageName; page: PageRef; bytes: number; newTargets: number }
  | { type: 'page-without-data'; stage: StageName; page: PageRef; message: string }
  | {
      type: 'page-awaiting';
      stage: StageName;
      page: PageRef;
      reason: string;
      /** Its current data is stored, and that has been announced. */
      isStored: boolean;
      nextAttemptAtMs: number;
    }
  | {
      type: 'page-failed';
      stage: StageName;
      page: PageRef;
      /** Code of the error; for a quarantined page the rule. */
      code: string;
      /** The field that could not be parsed, or null. */
      field: string | null;
      message: string;
      isExhausted: boolean;
      isQuarantined: boolean;
      file: string | null;
    }
  | { type: 'page-refused'; stage: StageName; page: PageRef; message: string }
  /** After too many failures in a row a stored page was requested again. `message`: how it failed; null: it did not. */
  | { type: 'known-page-checked'; stage: StageName; page: PageRef; message: string | null }
  /** robots.txt disallows pages of this kind; they are skipped. */
  | { type: 'kind-disallowed'; stage: StageName; kind: PageKind; rule: string }
  | { type: 'page-skipped'; file: string; reason: SkipReason }
  /** Files that were not imported for the same reason. */
  | { type: 'files-skipped'; files: string[]; reason: SkipReason }
  /** Pictures, scripts and pages of other sites in a container. */
  | { type: 'entries-passed-over'; file: string; count: number }
  | { type: 'import-progress'; progress: ImportProgress; isDue: boolean }
  | { type: 'findings'; stage: StageName; page: PageRef; findings: Finding[] }
  /** An optional block is missing on too many pages in a row to be chance. */
  | { type: 'coverage-alarm'; alarm: CoverageGap }
  | { type: 'match-complete'; matchId: number; label: string; pages: number }
  | { type: 'batch-finished'; stage: StageName; stored: number; failed: number; pending: number }
  | { type: 'terms' }
  | { type: 'site'; event: FetchEvent }
  | { type: 'shutdown-requested'; signal: NodeJS.Signals; times: number }
  | { type: 'crash'; stack: string };

/** The notices about one page. */
export type PageNotice = Extract<Notice, { page: PageRef }>;

/** Receives every notice of a run, immediately and in order. */
export type Notify = (notice: Notice) => void;

/** The outcomes of the pages of one stage in a run. */
export type StageTally = {
  fetched: number;
  stored: number;
  failed: number;
  noData: number;
  awaiting: number;
  refused: number;
  quarantined: number;
};
