import { CommanderError } from 'commander';
import { commandFirst } from './commands/command-first.ts';
import { program } from './commands/program.ts';
import { drained } from './commands/terminal.ts';
import { rootOf, ScraperError, stackOf } from './errors.ts';
import { type ExitCode, exitCodeOfError } from './exit-codes.ts';
import { printable } from './output/format.ts';

const OUTPUTS = [process.stdout, process.stderr];

// The reader may close its end (`| head`) or the session may end: the work in progress is finished all the same.
for (const stream of OUTPUTS) stream.on('error', () => undefined);
process.on('uncaughtException', (error) => {
  // A run has its own listener, which also logs the error.
  if (process.listenerCount('uncaughtException') === 1) void end(report(error));
});
await end(await main(process.argv.slice(2)));

/** Ends the process once all output is written, however slow its reader; nothing else may keep it alive. */
async function end(exitCode: ExitCode): Promise<void> {
  process.exitCode = exitCode;
  await Promise.all(OUTPUTS.map(drained));
  process.exit();
}

/** Runs one command; an error becomes a message and an exit code. */
async function main(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  try {
    const root = program((code, when) => {
      if (when === 'now') process.exit(code);
      exitCode = code;
    });
    await root.parseAsync(commandFirst(args, root), { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error);
  }
}

function report(thrown: unknown): ExitCode {
  const error = rootOf(thrown);
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  // Outside of a run there is no log to keep the stack trace.
  const text = error instanceof ScraperError ? error.message : stackOf(error);
  process.stderr.write(`hltv-scraper: ${printable(text)}\n`);
  return exitCodeOfError(error);
}
