import type { Command, Option } from 'commander';

/**
 * The arguments with the name of the command first, where options stand before it: without a name in the first place
 * commander takes the default command, whatever follows.
 */
export function commandFirst(args: readonly string[], root: Command): string[] {
  const place = placeOfCommand(args, root);
  const name = args[place];
  return name === undefined ? [...args] : [name, ...args.slice(0, place), ...args.slice(place + 1)];
}

/** The place of the first argument that is no option and no value of one, if it names a command; else -1. */
function placeOfCommand(args: readonly string[], root: Command): number {
  const options = root.commands.flatMap((command) => command.options);
  let place = 0;
  for (let arg = args[place]; arg?.startsWith('-') && arg !== '-'; arg = args[place]) {
    // An option of the program itself, such as --version, ends it before any command.
    if (arg === '--' || findOption(root.options, arg) !== undefined) return -1;
    place += 1;
    const option = findOption(options, arg);
    if (option?.required === true) place += valuesAfter(option, args.slice(place));
  }
  return root.commands.some((command) => command.name() === args[place]) ? place : -1;
}

const findOption = (options: readonly Option[], arg: string): Option | undefined =>
  options.find(({ long, short }) => arg === long || arg === short);

/** How many arguments an option takes as its values. */
function valuesAfter({ variadic }: Option, args: readonly string[]): number {
  if (!variadic) return 1;
  const end = args.findIndex((arg, index) => index > 0 && arg.startsWith('-'));
  return end === -1 ? args.length : end;
}
