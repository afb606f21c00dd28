import { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { suggestion } from '../suggestion.ts';

const EXAMPLES = `
Examples:
  hltv-scraper help scrape
  hltv-scraper scrape --help`;

/** The command `help [command]`. Commander's own version accepts commands that do not exist. */
export function helpCommand(): Command {
  const command = new Command('help')
    .description('explain a command')
    .argument('[command]', 'the command; default: all of them')
    .addHelpText('after', EXAMPLES);
  return command.action((name: string | undefined) => {
    const root = command.parent ?? command;
    if (name === undefined) root.help();
    const found = root.commands.find((candidate) => candidate.name() === name);
    if (found === undefined) throw unknownCommand(name ?? '', root);
    found.help();
  });
}

/** The error for an argument that is not a command, with a suggestion. */
export function unknownCommand(typed: string, root: Command): UsageError {
  const names = root.commands.map((command) => command.name());
  if (names.includes(typed)) {
    return new UsageError(`Expected one command, got ${typed} as an argument of scrape. Try hltv-scraper ${typed}.`);
  }
  const isMatch = /^\d+$|\/matches\//.test(typed);
  const hint = isMatch ? ` For a match use --match ${typed}.` : suggestion(typed, names);
  return new UsageError(`There is no command "${typed}".${hint} hltv-scraper --help lists them.`);
}
