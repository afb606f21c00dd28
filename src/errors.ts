import type { PageKind } from './page-kinds.ts';

/**
 * The class of an error carries its policy; `stages/failure-policy.ts` says what follows from each.
 *
 * - `retry`            transient trouble: again at once by the fetcher; when that is used up, an attempt of the target
 * - `absent`           the site has no such page, or it says nothing of what was asked: final, no failure
 * - `disallowed`       robots.txt forbids the page: it is skipped
 * - `quarantine`       the page came and failed validation: an attempt of the target, the page stays in the archive
 * - `refused`          a refusal: counts against the run, never against the target
 * - `network-refused`  no retry helps: the run halts, and that is remembered
 * - `halt`             the run may not start or go on; what led to it is remembered already
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

/** An error whose message is meant for the person at the terminal. */
export class ScraperError extends Error {
  readonly policy: Policy;
  /** Stable word for the ledger and `--json`. */
  readonly code: string;

  constructor(message: string, detail: { policy: Policy; code: string; cause?: unknown }) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = new.target.name;
    this.policy = detail.policy;
    this.code = detail.code;
  }
}

/** Trouble on the way: connection, time-out, 5xx, truncated, garbage, too large, or another page under our URL. */
export class TransientError extends ScraperError {
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { policy: 'retry', code, cause });
  }
}

/** The site answers that there is no such page (404). */
export class NotFoundError extends ScraperError {
  constructor(message: string) {
    super(message, { policy: 'absent', code: 'not-found' });
  }
}

/** The page is genuine and says nothing of what was asked. */
export class NoDataError extends ScraperError {
  constructor(message: string) {
    super(message, { policy: 'absent', code: 'no-data' });
  }
}

/** The site refuses us: challenge, access denied, 403, 429. */
export class RefusedError extends ScraperError {
  /** What showed it: a marker of the page, a header or the status. */
  readonly marker: string;
  /** What the site asked us to wait, in ms. */
  readonly retryAfterMs: number | null;

  constructor(code: string, message: string, detail: { marker: string; retryAfterMs?: number | null }) {
    super(message, { policy: 'refused', code });
    this.marker = detail.marker;
    this.retryAfterMs = detail.retryAfterMs ?? null;
  }
}

/** The site refuses the network as a whole: a data-centre address. */
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

/** robots.txt forbids the path. */
export class RobotsError extends ScraperError {
  /** The line of robots.txt, as written. */
  readonly rule: string;

  constructor(path: string, rule: string) {
    super(`robots.txt forbids ${path} (${rule}). --ignore-robots fetches it all the same.`, {
      policy: 'disallowed',
      code: 'robots',
    });
    this.rule = rule;
  }
}

/** Where a field was looked for: the selector, the file that reads it, and the classes that the page has there now. */
type FieldPlace = { selector: string; file: string; classes: string[] };
type ParseDetail = {
  kind: PageKind;
  id: number | null;
  field: string;
  expected: string;
  seen: string;
  source?: FieldPlace | null;
};

/** A field that the page must have is missing or ill-formed. The message names page, id, field, what was seen and where. */
export class ParseError extends ScraperError {
  readonly kind: PageKind;
  readonly id: number | null;
  readonly field: string;
  readonly seen: string;
  readonly source: FieldPlace | null;

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

function placeText({ selector, file, classes }: FieldPlace): string {
  const there = classes.length === 0 ? '' : `; classes there: ${classes.join(' ')}`;
  return `selector ${selector} in ${file}${there}`;
}

/** What the person typed is wrong. Exit code 2. */
export class UsageError extends ScraperError {
  constructor(message: string) {
    super(message, { policy: 'usage', code: 'usage' });
  }
}

/** Another run holds the data folder. Exit code 5. */
export class LockedError extends ScraperError {
  constructor(message: string) {
    super(message, { policy: 'locked', code: 'locked' });
  }
}

/** The machine lacks something or a file is unusable: no browser, full disk, damaged database. Names the remedy. */
export class EnvironmentError extends ScraperError {
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { policy: 'environment', code, cause });
  }
}

/** No browser could be started; a second try may succeed. */
export class BrowserStartError extends EnvironmentError {
  constructor(message: string) {
    super('browser-start', message);
  }
}

/** The shutdown handler ended what was running. */
export class InterruptedError extends ScraperError {
  constructor(message = 'Interrupted.') {
    super(message, { policy: 'interrupted', code: 'interrupted' });
  }
}

/** An error that nothing expected: a bug. The message names the log file that has the stack trace. */
export class CrashError extends ScraperError {
  constructor(error: unknown, logFile: string) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const message = `Unexpected error, a bug of this program: ${text}. The stack trace is in ${logFile}.`;
    super(message, { policy: 'crash', code: 'crash', cause: error });
  }
}

/** The error that ended the work, not the one of closing something after it. */
export function rootOf(error: unknown): unknown {
  const isOfDisposal = error instanceof Error && error.name === 'SuppressedError' && 'suppressed' in error;
  return isOfDisposal ? rootOf(error.suppressed) : error;
}

const MAX_CAUSES = 5;

/** The stack trace of an error and of what caused it. */
export function stackOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  if (error.cause === undefined || depth === MAX_CAUSES) return stack;
  return `${stack}\nCaused by: ${stackOf(error.cause, depth + 1)}`;
}

/** The default of a `switch` over a union: a new member of the union does not compile until the `switch` handles it. */
export function unreachable(value: never): never {
  throw new Error(`Expected every case to be handled, got ${JSON.stringify(value)}`);
}

/** The code of a system error, such as `ENOENT`; of any other, its text. */
export function systemCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
