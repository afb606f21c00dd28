import { CrashError, rootOf, ScraperError, stackOf } from '../errors.ts';
import type { Notify } from '../notices.ts';
import type { RunContext } from './run-command.ts';
import type { Terminal } from './terminal.ts';

type CrashHandling = { notify: Notify; terminal: Terminal; logFile: string; setExitCode: RunContext['setExitCode'] };

/** Until it is disposed of, an uncaught error is logged with its stack trace and ends the program. */
export type CrashWatch = Disposable & {
  /** The error to throw instead: an unexpected error is logged and becomes a `CrashError` that names the log file. */
  logged(error: unknown): unknown;
};

/** Starts to watch for uncaught errors. */
export function watchCrashes({ notify, terminal, logFile, setExitCode }: CrashHandling): CrashWatch {
  function log(error: unknown): CrashError {
    notify({ type: 'crash', stack: stackOf(error) });
    return new CrashError(error, logFile);
  }

  /** Called for uncaught errors, including unhandled rejections. */
  function onUncaught(error: unknown): void {
    terminal.log({ level: 'error', text: `hltv-scraper: ${log(error).message}` });
    setExitCode(1, 'now');
  }

  process.on('uncaughtException', onUncaught);
  return {
    logged: (error) => (rootOf(error) instanceof ScraperError ? error : log(rootOf(error))),
    [Symbol.dispose]: () => process.off('uncaughtException', onUncaught),
  };
}
