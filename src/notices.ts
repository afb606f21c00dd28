import type { FetchEvent } from './fetch/events.ts';
import type { Estimate, IdleMatch } from './output/documents/estimate.ts';
import type { PageKind, StageName } from './page-kinds.ts';
import type { CoverageGap, Finding } from './page-records.ts';
import type { FileType } from './saved/file-type.ts';
import type { FileProblem } from './saved/find-files.ts';
import type { ForeignPage } from './saved/recognise.ts';
import type { Unreadable } from './saved/saved-page.ts';

export type { Estimate, IdleMatch };

/** Which page a notice speaks of. */
export type PageRef = { kind: PageKind; id: number; matchId: number | null };

/** Why a run ended. */
export type EndReason =
  | { type: 'done' }
  | { type: 'budget'; what: 'pages' | 'duration' | 'matches' }
  | { type: 'interrupted'; signal: NodeJS.Signals }
  | { type: 'halted'; code: string; message: string }
  | { type: 'error'; message: string };

/** Why a saved page that could be read does not replace the stored one, or why an unreadable one is not kept. */
export type NotTaken =
  | { type: 'older'; storedAtMs: number; seenAtMs: number }
  | { type: 'lesser-state'; stored: string; seen: string }
  | { type: 'less-data' }
  /** As old, as full, and different: one of the two is chosen by its digest. */
  | { type: 'same-age' }
  | { type: 'unreadable'; message: string };

/** Why a file was not imported. */
export type SkipReason =
  | NotTaken
  | FileProblem
  /** The file is of a type in which no pages are read. */
  | { type: 'foreign-file'; fileType: FileType }
  /** It is none of the five kinds of page. */
  | { type: 'foreign-page'; page: ForeignPage }
  /** An entry of a file, or what follows in the file, cannot be read. */
  | { type: 'damaged-entry'; damage: Unreadable }
  /** What a container recorded instead of a page. */
  | { type: 'status'; status: number }
  /** Bytes that do not fit the encoding of the page. */
  | { type: 'bad-bytes'; offset: number; encoding: string }
  /** The page says that it is another one than its address in the container. */
  | { type: 'other-page'; kind: PageKind; id: number; expected: { kind: PageKind; id: number } }
  | { type: 'other-host'; url: string }
  | { type: 'other-site'; site: string; stored: string }
  | { type: 'cut-off'; kind: PageKind }
  | { type: 'no-id'; kind: PageKind };

/** How far an import is: first every file is read to find the pages (in bytes), then the pages are stored. */
export type ImportProgress = {
  phase: 'finding' | 'storing';
  done: number;
  total: number;
  /** Pages found or stored so far. */
  pages: number;
  pagesPerMinute: number;
  msLeft: number | null;
  /** The file or page in hand. */
  current: string;
};

/** Everything the pipeline can announce: facts only, the words are made in `output/`. */
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
  | { type: 'batch-started'; stage: StageName; pending: number; pagesLeft: number; msPerPage: number }
  | { type: 'listing-read'; offset: number; entries: number; newMatches: number; total: number | null }
  /** The run ends at known matches; of the range it was asked for, no crawl has read what lies below them. */
  | { type: 'listing-below-unread'; known: number; endOffset: number }
  /** A page was asked for behind the last match of the listing. */
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
      /** What it says so far is stored, and has been announced. */
      isStored: boolean;
      nextAttemptAtMs: number;
    }
  | {
      type: 'page-failed';
      stage: StageName;
      page: PageRef;
      /** Of a quarantined page the rule that it broke. */
      code: string;
      /** The field that could not be parsed. */
      field: string | null;
      message: string;
      isExhausted: boolean;
      isQuarantined: boolean;
      file: string | null;
    }
  | { type: 'page-refused'; stage: StageName; page: PageRef; message: string }
  /** Too much failed in a row: a page that was good is asked for again. Null: it still comes, and the run goes on. */
  | { type: 'known-page-checked'; stage: StageName; page: PageRef; message: string | null }
  /** robots.txt keeps pages of this kind away; they are skipped. */
  | { type: 'kind-disallowed'; stage: StageName; kind: PageKind; rule: string }
  | { type: 'page-skipped'; file: string; reason: SkipReason }
  /** Files that were not taken for one and the same reason. */
  | { type: 'files-skipped'; files: string[]; reason: SkipReason }
  /** Pictures, scripts and pages of other sites in a container. */
  | { type: 'entries-passed-over'; file: string; count: number }
  | { type: 'import-progress'; progress: ImportProgress; isDue: boolean }
  | { type: 'findings'; stage: StageName; page: PageRef; findings: Finding[] }
  /** Chance is ruled out: an optional block is missing on page after page. */
  | { type: 'coverage-alarm'; alarm: CoverageGap }
  | { type: 'match-complete'; matchId: number; label: string; pages: number }
  | { type: 'batch-finished'; stage: StageName; stored: number; failed: number; pending: number }
  | { type: 'terms' }
  | { type: 'site'; event: FetchEvent }
  | { type: 'shutdown-requested'; signal: NodeJS.Signals; times: number }
  | { type: 'crash'; stack: string };

/** What is announced about one page. */
export type PageNotice = Extract<Notice, { page: PageRef }>;

/** Hears every notice of a run, at once and in order. */
export type Notify = (notice: Notice) => void;

/** What became of the pages of one stage in a run. */
export type StageTally = {
  fetched: number;
  stored: number;
  failed: number;
  noData: number;
  awaiting: number;
  refused: number;
  quarantined: number;
};
