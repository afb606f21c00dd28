import { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { suggestion } from './suggestion.ts';

const EXAMPLES = `
Examples:
  hltv-scraper help scrape
  hltv-scraper scrape --help`;

/** `help [command]`; commander's own says nothing about a command that does not exist. */
export function helpCommand(): Command {
  const command = new Command('help')
    .description('explain a command')
    .argument('[command]', 'the command; without it, all of them')
    .addHelpText('after', EXAMPLES);
  return command.action((name: string | undefined) => {
    const root = command.parent ?? command;
    if (name === undefined) root.help();
    const found = root.commands.find((candidate) => candidate.name() === name);
    if (found === undefined) throw unknownCommand(name ?? '', root);
    found.help();
  });
}

/** What was typed is no command: the error, with what may have been meant. */
export function unknownCommand(typed: string, root: Command): UsageError {
  const names = root.commands.map((command) => command.name());
  if (names.includes(typed)) {
    return new UsageError(`Expected one command, got ${typed} as an argument of scrape. Try hltv-scraper ${typed}.`);
  }
  const isMatch = /^\d+$|\/matches\//.test(typed);
  const hint = isMatch ? ` A match is named with --match ${typed}.` : suggestion(typed, names);
  return new UsageError(`There is no command "${typed}".${hint} hltv-scraper --help lists them.`);
}
