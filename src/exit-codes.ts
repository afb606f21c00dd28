import { ScraperError, unreachable } from './errors.ts';
import type { EndReason } from './notices.ts';

/** The one table of exit codes: printed in `--help`, used by every command. */
export const EXIT_CODES = {
  0: 'done (also: nothing to do, budget used)',
  1: 'unexpected error, or the machine lacks something (the message says what)',
  2: 'usage: a flag or variable is wrong',
  3: 'finished, but pages failed, were refused or quarantined, or a coverage alarm stands (doctor: found something)',
  4: 'halted: refused by the site, or too many failures in a row',
  5: 'another run holds this data folder',
  130: 'interrupted by SIGINT after a tidy stop',
  143: 'interrupted by SIGTERM or SIGHUP after a tidy stop',
} as const;
export type ExitCode = keyof typeof EXIT_CODES;

/** The exit code of a run that ended for this reason; `isIncomplete`: it leaves failed or refused pages behind. */
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

/** The exit code of a command that an error ended. */
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
