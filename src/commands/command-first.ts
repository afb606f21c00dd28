import type { Command, Option } from 'commander';

/**
 * Moves the name of the command before its options. Commander runs the default command when the first argument is an
 * option.
 */
export function commandFirst(args: readonly string[], root: Command): string[] {
  const index = indexOfCommand(args, root);
  const name = args[index];
  return name === undefined ? [...args] : [name, ...args.slice(0, index), ...args.slice(index + 1)];
}

/** The index of the first argument that is neither an option nor a value of one, if it names a command; else -1. */
function indexOfCommand(args: readonly string[], root: Command): number {
  const options = root.commands.flatMap((command) => command.options);
  let index = 0;
  for (let arg = args[index]; arg?.startsWith('-') && arg !== '-'; arg = args[index]) {
    // An option of the program itself, such as --version, ends it before any command.
    if (arg === '--' || findOption(root.options, arg) !== undefined) return -1;
    index += 1;
    const option = findOption(options, arg);
    if (option?.required === true) index += valuesAfter(option, args.slice(index));
  }
  return root.commands.some((command) => command.name() === args[index]) ? index : -1;
}

function findOption(options: readonly Option[], arg: string): Option | undefined {
  return options.find(({ long, short }) => arg === long || arg === short);
}

/** How many arguments an option takes as its values. */
function valuesAfter({ variadic }: Option, args: readonly string[]): number {
  if (!variadic) return 1;
  const end = args.findIndex((arg, position) => position > 0 && arg.startsWith('-'));
  return end === -1 ? args.length : end;
}
