/** What a shell can complete: the commands of the program with their flags, and the values of these. */

/** What comes after a flag, or as an argument of a command. Null in place of it: nothing is expected. */
export type CompletedValue =
  | { type: 'choices'; values: readonly string[]; isList: boolean }
  | { type: 'file' }
  | { type: 'folder' }
  /** Any text. */
  | { type: 'text' };

export type CompletedFlag = {
  /** `--quiet` and, if there is one, `-q`. */
  names: readonly string[];
  description: string;
  value: CompletedValue | null;
  /** It may be given several times. */
  isRepeatable: boolean;
};

export type CompletedCommand = {
  name: string;
  description: string;
  flags: readonly CompletedFlag[];
  argument: CompletedValue | null;
};

/** `commands` begins with the default command. `flags`: those of the program itself. */
export type CommandTree = { program: string; commands: readonly CompletedCommand[]; flags: readonly CompletedFlag[] };

/** Flags that are followed by a value, by their names, of all commands. */
export function flagsWithValue({ commands }: CommandTree): string[] {
  const flags = commands.flatMap((command) => command.flags).filter(({ value }) => value !== null);
  return [...new Set(flags.flatMap(({ names }) => names))];
}

/** The name of a shell function: letters, digits and underscores. */
export function functionName({ program }: CommandTree): string {
  return `_${program.replaceAll(/[^a-z0-9]/gi, '_')}`;
}

/** A text in single quotes, for a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
