import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { importCommand } from './commands/import.ts';
import { applyVariables, checkVariables } from './commands/options.ts';
import { parseCommand } from './commands/parse.ts';
import { scrapeCommand } from './commands/scrape.ts';
import { statusCommand } from './commands/status.ts';
import { HaltError, LockedError, ScraperError, UsageError } from './errors.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { printable } from './output/format.ts';

process.exit(await main(process.argv));

/** Runs one command; an error becomes a message and an exit code. */
async function main(argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  try {
    checkVariables(process.env);
    await program((code) => {
      exitCode = code;
    }).parseAsync(argv);
    return exitCode;
  } catch (error) {
    return report(error);
  }
}

function program(exit: (code: ExitCode) => void): Command {
  const commands = [scrapeCommand, importCommand, parseCommand, statusCommand, demoCommand, doctorCommand];
  const root = new Command('hltv-scraper')
    .description('Collects Counter-Strike match data from HLTV.org into one SQLite file.')
    .version(version(), '--version', 'print the version')
    .helpCommand(true)
    .addHelpText('after', exitCodeHelp())
    .exitOverride()
    .showHelpAfterError('(--help shows what is accepted)')
    .hook('preAction', (_, command) => applyVariables(command, process.env));
  for (const [place, make] of commands.entries()) {
    root.addCommand(make(exit).copyInheritedSettings(root), { isDefault: place === 0 });
  }
  return root;
}

function exitCodeHelp(): string {
  const lines = Object.entries(EXIT_CODES).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`);
  return `\nExit codes:\n${lines.join('\n')}\n\nhltv-scraper scrape --help lists the settings of the default command.`;
}

function version(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const isForPeople = error instanceof ScraperError;
  const text = error instanceof Error ? (isForPeople ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`hltv-scraper: ${printable(text)}\n`);
  if (error instanceof UsageError) return 2;
  if (error instanceof HaltError) return 4;
  return error instanceof LockedError ? 5 : 1;
}
