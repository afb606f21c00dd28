import { Command, CommanderError } from 'commander';
import { EXIT_CODES, type SetExitCode } from '../exit-codes.ts';
import { printable } from '../output/format.ts';
import { wrapHelp } from '../output/wrap.ts';
import { checkContradictions } from './contradictions.ts';
import { completionCommand } from './definitions/completion.ts';
import { demoCommand } from './definitions/demo.ts';
import { doctorCommand } from './definitions/doctor.ts';
import { exportCommand } from './definitions/export.ts';
import { helpCommand } from './definitions/help.ts';
import { importCommand } from './definitions/import.ts';
import { parseCommand } from './definitions/parse.ts';
import { reparseCommand } from './definitions/reparse.ts';
import { reportCommand } from './definitions/report.ts';
import { scrapeCommand } from './definitions/scrape.ts';
import { statusCommand } from './definitions/status.ts';
import { verifyCommand } from './definitions/verify.ts';
import { asTyped } from './invocation.ts';
import { applyFile, applyLists, applyVariables, checkVariables, settingsFile } from './settings-sources.ts';
import { inLocale } from './terminal-features.ts';

const HELP_HINT = '(--help lists the options)';
/** Commander repeats the arguments in its messages, so control characters are escaped. */
const OUTPUT = {
  writeErr: (text: string) => process.stderr.write(printable(asTyped(text))),
  writeOut: (text: string) => process.stdout.write(wrapHelp(inLocale(asTyped(text)), process.stdout.columns || 80)),
};
/** Every command has options, so `[options]` is left out of the list of commands. */
const HELP = {
  subcommandTerm: (command: Command) => `${command.name()} ${command.usage()}`.replace(' [options]', '').trim(),
};
const SETTINGS_HELP = `
Each flag is also an environment variable, or a line of the settings file (--config): --min-delay 5 is HLTV_MIN_DELAY=5.
Flags have precedence over variables, and variables over the file.`;

/** The program with all its commands; the first is the default. A command passes its exit code to `setExitCode`. */
export function program(setExitCode: SetExitCode): Command {
  const commands = [
    scrapeCommand,
    importCommand,
    parseCommand,
    statusCommand,
    reparseCommand,
    verifyCommand,
    exportCommand,
    reportCommand,
    demoCommand,
    doctorCommand,
    completionCommand,
    helpCommand,
  ];
  const root = new Command('hltv-scraper')
    .description('Collects Counter-Strike match data from HLTV.org into one SQLite file.')
    .option('-V, --version', 'print the versions of the program, Node.js, SQLite and the database schema')
    .helpCommand(false)
    .addHelpText('after', exitCodeHelp())
    .exitOverride()
    .configureOutput(OUTPUT)
    .configureHelp(HELP)
    .showHelpAfterError(HELP_HINT)
    .hook('preSubcommand', printVersions)
    .hook('preAction', (_, command) => readSettings(command, process.env));
  for (const [place, make] of commands.entries()) {
    const command = make(setExitCode).exitOverride().configureOutput(OUTPUT).showHelpAfterError(HELP_HINT);
    if (hasSettings(command)) command.addHelpText('after', SETTINGS_HELP);
    root.addCommand(command, { isDefault: place === 0 });
  }
  return root;
}

/** The commands `help` and `completion` have no settings. */
function hasSettings(command: Command): boolean {
  return command.options.length > 0;
}

/** Prints the versions and ends the program, if `--version` is given. They are not read for any other command. */
async function printVersions(root: Command): Promise<void> {
  if (root.getOptionValue('version') !== true) return;
  const { versionText } = await import('./versions.ts');
  process.stdout.write(`${versionText()}\n`);
  throw new CommanderError(0, 'commander.version', 'The versions are printed.');
}

/** Adds the settings of the variables and the settings file to the flags of a command. Throws `UsageError`. */
async function readSettings(command: Command, environment: NodeJS.ProcessEnv): Promise<void> {
  if (!hasSettings(command)) return;
  checkVariables(environment);
  const file = settingsFile(command, environment);
  if (file !== null) applyFile(command, file);
  applyVariables(command, environment);
  await applyLists(command);
  checkContradictions(command);
}

function exitCodeHelp(): string {
  const lines = Object.entries(EXIT_CODES).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`);
  return `\nExit codes:\n${lines.join('\n')}\n\nhltv-scraper scrape --help lists the settings of the default command.`;
}
