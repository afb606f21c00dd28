import { ScraperError, unreachable } from './errors.ts';
import type { EndReason } from './notices.ts';

/** The exit codes of all commands, as printed by `--help`. */
export const EXIT_CODES = {
  0: 'done (also: nothing to do, budget used up)',
  1: 'unexpected error, or the machine lacks something (the message says what)',
  2: 'usage error: a flag or variable is wrong',
  3: 'finished, but pages failed, were refused or quarantined, or there is a coverage alarm (doctor, verify: a check failed; status --check: no recent complete run)',
  4: 'halted: refused by the site, or too many failures in a row',
  5: 'another run has locked this data folder',
  130: 'stopped by SIGINT',
  143: 'stopped by SIGTERM or SIGHUP',
} as const;
export type ExitCode = keyof typeof EXIT_CODES;

/** Sets the exit code of the program; `now` ends it immediately. */
export type SetExitCode = (code: ExitCode, when?: 'now') => void;

/** The exit code of a run that ended for this reason; `isIncomplete`: pages failed or were refused. */
export function exitCodeOf(reason: EndReason, isIncomplete: boolean): ExitCode {
  switch (reason.type) {
    case 'interrupted':
      return reason.signal === 'SIGINT' ? 130 : 143;
    case 'halted':
      return 4;
    case 'error':
      return 1;
    case 'done':
    case 'budget':
      return isIncomplete ? 3 : 0;
    default:
      return unreachable(reason);
  }
}

/** The exit code of a command that ended with an error. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (!(error instanceof ScraperError)) return 1;
  switch (error.policy) {
    case 'usage':
      return 2;
    case 'locked':
      return 5;
    case 'halt':
    case 'refused':
    case 'network-refused':
      return 4;
    case 'retry':
    case 'absent':
    case 'disallowed':
    case 'quarantine':
    case 'environment':
    case 'interrupted':
    case 'crash':
      return 1;
    default:
      return unreachable(error.policy);
  }
}
