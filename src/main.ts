import { CommanderError } from 'commander';
import { commandFirst } from './commands/command-first.ts';
import { asTyped } from './commands/invocation.ts';
import { program } from './commands/program.ts';
import { EnvironmentError, rootOf, ScraperError, stackOf } from './errors.ts';
import { type ExitCode, exitCodeOfError } from './exit-codes.ts';
import { printable } from './output/format.ts';

/** Runs one command and returns its exit code. Errors are printed. `exitNow` ends the process during a run. */
export async function main(args: readonly string[], exitNow: (code: ExitCode) => void): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  try {
    const root = program((code, when) => {
      if (when === 'now') exitNow(code);
      exitCode = code;
    });
    await root.parseAsync(commandFirst(args, root), { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error);
  }
}

/** Prints an error to stderr and returns its exit code. */
export function report(thrown: unknown): ExitCode {
  const error = withoutFolder(rootOf(thrown));
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  // Outside of a run there is no log for the stack trace.
  const text = error instanceof ScraperError ? asTyped(error.message) : stackOf(error);
  process.stderr.write(`hltv-scraper: ${printable(text)}\n`);
  return exitCodeOfError(error);
}

/** The error of Node.js for a relative path in a working folder that was deleted, as one for the user. */
function withoutFolder(error: unknown): unknown {
  const isDeleted = error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd';
  if (!isDeleted) return error;
  const message = 'The working folder has been deleted. Change to another folder, then start again.';
  return new EnvironmentError('no-working-folder', message, error);
}
