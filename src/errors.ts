import type { PageKind } from './page-kinds.ts';

/**
 * The class of an error determines its policy; `stages/failure-policy.ts` has the consequences of each policy.
 *
 * - `retry`            a transient error: the fetcher retries; when its retries fail, one attempt of the target is used
 * - `absent`           the site has no such page, or the page has no data: final, not a failure
 * - `disallowed`       robots.txt disallows the page: it is skipped
 * - `quarantine`       the page was served and failed validation: one attempt is used, the page stays in the archive
 * - `refused`          a refusal: counts against the run, never against the target
 * - `network-refused`  the network is refused and no retry helps: the run halts and a cool-down starts
 * - `halt`             the run may not start or continue; its cool-down is already stored
 * - `usage`, `locked`, `environment`, `interrupted`, `crash`   the command ends now
 */
export type Policy =
  | 'retry'
  | 'absent'
  | 'disallowed'
  | 'quarantine'
  | 'refused'
  | 'network-refused'
  | 'halt'
  | 'usage'
  | 'locked'
  | 'environment'
  | 'interrupted'
  | 'crash';

/** An error whose message is meant for the user. */
export class ScraperError extends Error {
  readonly policy: Policy;
  /** Stable code for the database and `--json`. */
  readonly code: string;

  constructor(message: string, detail: { policy: Policy; code: string; cause?: unknown }) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = new.target.name;
    this.policy = detail.policy;
    this.code = detail.code;
  }
}

/**
 * A transient error: connection, timeout, 5xx, a response that is truncated, unreadable, too large, or another page.
 */
export class TransientError extends ScraperError {
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { policy: 'retry', code, cause });
  }
}

/** The site has no such page (404). */
export class NotFoundError extends ScraperError {
  constructor(message: string) {
    super(message, { policy: 'absent', code: 'not-found' });
  }
}

/** The page is genuine and has no data. */
export class NoDataError extends ScraperError {
  constructor(message: string) {
    super(message, { policy: 'absent', code: 'no-data' });
  }
}

/** The site refuses a request: challenge, access denied, 403, 429. */
export class RefusedError extends ScraperError {
  /** The sign of the refusal: a marker in the page, a header or the status. */
  readonly marker: string;
  /** The pause that the site asked for, in ms; null: none. */
  readonly retryAfterMs: number | null;

  constructor(code: string, message: string, detail: { marker: string; retryAfterMs?: number | null }) {
    super(message, { policy: 'refused', code });
    this.marker = detail.marker;
    this.retryAfterMs = detail.retryAfterMs ?? null;
  }
}

/** The site refuses the whole network, such as addresses of a data centre. */
export class NetworkRefusedError extends ScraperError {
  readonly marker: string;

  constructor(message: string, marker: string) {
    super(message, { policy: 'network-refused', code: 'network-refused' });
    this.marker = marker;
  }
}

/** A cool-down is in force: the run may not start. Exit code 4. */
export class HaltError extends ScraperError {
  constructor(code: string, message: string) {
    super(message, { policy: 'halt', code });
  }
}

/** robots.txt disallows the path. */
export class RobotsError extends ScraperError {
  /** The line of robots.txt, as written. */
  readonly rule: string;

  constructor(path: string, rule: string) {
    super(`robots.txt disallows ${path} (${rule}). --ignore-robots fetches it anyway.`, {
      policy: 'disallowed',
      code: 'robots',
    });
    this.rule = rule;
  }
}

/** Where a field is read from: the selector, the source file, and the classes that the page has there. */
type FieldLocation = { selector: string; file: string; classes: string[] };
type ParseDetail = {
  kind: PageKind;
  id: number | null;
  field: string;
  expected: string;
  seen: string;
  source?: FieldLocation | null;
};

/**
 * A required field is missing or malformed. The message has page, id, field, expected and actual text, and location.
 */
export class ParseError extends ScraperError {
  readonly kind: PageKind;
  readonly id: number | null;
  readonly field: string;
  readonly seen: string;
  readonly source: FieldLocation | null;

  constructor({ kind, id, field, expected, seen, source = null }: ParseDetail) {
    const place = source === null ? '' : ` (${placeText(source)})`;
    const message = `${kind} ${id ?? '?'}: ${field}: expected ${expected}, saw ${seen}${place}`;
    super(message, { policy: 'quarantine', code: 'parse' });
    this.kind = kind;
    this.id = id;
    this.field = field;
    this.seen = seen;
    this.source = source;
  }
}

function placeText({ selector, file, classes }: FieldLocation): string {
  const there = classes.length === 0 ? '' : `; classes there: ${classes.join(' ')}`;
  return `selector ${selector} in ${file}${there}`;
}

/** A document that is not one of the five kinds of page of the site. */
export class UnrecognisedPageError extends ScraperError {
  /** `unexamined`: why the document was not examined completely; null when it was. */
  constructor(length: number, unexamined: string | null) {
    const seen = `saw ${length} characters of another document${unexamined === null ? '' : ` (${unexamined})`}`;
    const expected = 'expected a results, match, map stats, performance or economy page of the site';
    super(`document: ${expected}, ${seen}.`, { policy: 'quarantine', code: 'unrecognised' });
  }
}

/** The input of the user is wrong. Exit code 2. */
export class UsageError extends ScraperError {
  constructor(message: string) {
    super(message, { policy: 'usage', code: 'usage' });
  }
}

/** Another run has locked the data folder. Exit code 5. */
export class LockedError extends ScraperError {
  constructor(message: string) {
    super(message, { policy: 'locked', code: 'locked' });
  }
}

/** What the machine lacks, or which file cannot be used. A code that is not in the list does not compile. */
export type EnvironmentCode =
  | 'archive-damaged'
  | 'browser-attach'
  | 'browser-start'
  | 'data-folder'
  | 'database-busy'
  | 'database-cannot-open'
  | 'database-damaged'
  | 'disk-error'
  | 'disk-full'
  | 'foreign-database'
  | 'lock-unusable'
  | 'newer-schema'
  | 'no-browser'
  | 'no-database'
  | 'no-working-folder'
  | 'older-schema'
  | 'output'
  | 'profile-in-use'
  | 'read-only'
  | 'record-damaged'
  | 'unreadable'
  | 'value-too-large';

/** The machine lacks something, or a file cannot be used: no browser, full disk, damaged database. Names the remedy. */
export class EnvironmentError extends ScraperError {
  declare readonly code: EnvironmentCode;

  constructor(code: EnvironmentCode, message: string, cause?: unknown) {
    super(message, { policy: 'environment', code, cause });
  }
}

/** The browser could not be started; a second attempt may succeed. */
export class BrowserStartError extends EnvironmentError {
  constructor(message: string) {
    super('browser-start', message);
  }
}

/** The work was ended by the shutdown handler. */
export class InterruptedError extends ScraperError {
  constructor(message = 'Interrupted.') {
    super(message, { policy: 'interrupted', code: 'interrupted' });
  }
}

/** The pause before a request would end after the time that the run has. */
export class DeadlineError extends ScraperError {
  constructor() {
    super('No time is left for the pause before the next request.', { policy: 'interrupted', code: 'deadline' });
  }
}

/** An unexpected error, which is a bug. The message names the log file with the stack trace. */
export class CrashError extends ScraperError {
  constructor(error: unknown, logFile: string) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const message = `Unexpected error, a bug of this program: ${text}. The stack trace is in ${logFile}.`;
    super(message, { policy: 'crash', code: 'crash', cause: error });
  }
}

/** The original error, if disposing of a resource failed after it. */
export function rootOf(error: unknown): unknown {
  const isOfDisposal = error instanceof Error && error.name === 'SuppressedError' && 'suppressed' in error;
  return isOfDisposal ? rootOf(error.suppressed) : error;
}

const MAX_CAUSES = 5;

/** The stack trace of an error and of its causes. */
export function stackOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  if (error.cause === undefined || depth === MAX_CAUSES) return stack;
  return `${stack}\nCaused by: ${stackOf(error.cause, depth + 1)}`;
}

/** For the default case of a `switch` over a union: the code does not compile until every member is handled. */
export function unreachable(value: never): never {
  throw new Error(`Expected every case to be handled, got ${JSON.stringify(value)}`);
}

/** The code of a system error, such as `ENOENT`; the text of any other error. */
export function systemCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
