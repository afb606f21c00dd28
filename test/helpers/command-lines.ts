import type { Command } from 'commander';
import { program } from '../../src/commands/program.ts';

const root = program(() => undefined);
const commands = root.commands as Command[];
const [scrape] = commands;

/** The command that a line of a shell calls; `scrape` if it names none. */
function commandOf(words: readonly string[]): Command | undefined {
  return commands.find((command) => words.includes(command.name())) ?? scrape;
}

/** The flags in the calls of hltv-scraper in a text that the called command does not have. */
export function unknownFlags(text: string): string[] {
  const calls = text.match(/(?<![\w-]|\blib\/)hltv-scraper(?:\.js)?(?: [^|;&#\n)`]*)?/g) ?? [];
  return calls.flatMap((call) => {
    const words = call.split(/\s+/);
    const known = [...(commandOf(words)?.options ?? []), ...root.options].flatMap(({ long, short }) => [long, short]);
    const flags = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*/, ''));
    return flags
      .filter((flag) => flag !== '--help' && !known.includes(flag))
      .map((flag) => `${flag} in "${call.trim()}"`);
  });
}
