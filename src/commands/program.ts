import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { EXIT_CODES } from '../exit-codes.ts';
import { printable } from '../output/format.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { importCommand } from './import.ts';
import { applyVariables } from './options.ts';
import { parseCommand } from './parse.ts';
import { type Exit, scrapeCommand } from './scrape.ts';
import { statusCommand } from './status.ts';

const HELP_HINT = '(--help shows what is accepted)';
/** What was typed is shown again, made harmless. */
const OUTPUT = { writeErr: (text: string) => process.stderr.write(printable(text)) };

/** The program: its commands, the first of them the default. `exit` is told the exit code. */
export function program(exit: Exit): Command {
  const commands = [scrapeCommand, importCommand, parseCommand, statusCommand, demoCommand, doctorCommand];
  const root = new Command('hltv-scraper')
    .description('Collects Counter-Strike match data from HLTV.org into one SQLite file.')
    .version(version(), '--version', 'print the version')
    .helpCommand(true)
    .addHelpText('after', exitCodeHelp())
    .exitOverride()
    .configureOutput(OUTPUT)
    .showHelpAfterError(HELP_HINT)
    .hook('preAction', (_, command) => applyVariables(command, process.env));
  for (const [place, make] of commands.entries()) {
    const command = make(exit).exitOverride().configureOutput(OUTPUT).showHelpAfterError(HELP_HINT);
    root.addCommand(command, { isDefault: place === 0 });
  }
  return root;
}

function exitCodeHelp(): string {
  const lines = Object.entries(EXIT_CODES).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`);
  return `\nExit codes:\n${lines.join('\n')}\n\nhltv-scraper scrape --help lists the settings of the default command.`;
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
