import { CrashError, rootOf, ScraperError, stackOf } from '../errors.ts';
import type { Notify } from '../notices.ts';
import type { RunContext } from './run-command.ts';
import type { Terminal } from './terminal.ts';

type Surroundings = { notify: Notify; terminal: Terminal; logFile: string; exit: RunContext['exit'] };

/** While it is open, an error that nothing in the run catches ends the program, with its stack trace in the log. */
export type CrashWatch = Disposable & {
  /** What to throw instead of this error: an unexpected one is logged, and its message then names the log file. */
  logged(error: unknown): unknown;
};

export function watchCrashes({ notify, terminal, logFile, exit }: Surroundings): CrashWatch {
  function log(error: unknown): CrashError {
    notify({ type: 'crash', stack: stackOf(error) });
    return new CrashError(error, logFile);
  }

  /** Also what a rejected promise amounts to that nobody awaits. */
  function onUncaught(error: unknown): void {
    terminal.say({ level: 'error', text: `hltv-scraper: ${log(error).message}` });
    exit(1, 'now');
  }

  process.on('uncaughtException', onUncaught);
  return {
    logged: (error) => (rootOf(error) instanceof ScraperError ? error : log(rootOf(error))),
    [Symbol.dispose]: () => process.off('uncaughtException', onUncaught),
  };
}
