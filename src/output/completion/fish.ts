import { unreachable } from '../../errors.ts';
import {
  type CommandTree,
  type CompletedFlag,
  type CompletedValue,
  flagsWithValue,
  functionName,
} from './command-tree.ts';

/** The script for fish: a file in `~/.config/fish/completions`, or read with `source`. */
export function fishCompletion(tree: CommandTree): string {
  const [standard] = tree.commands;
  const name = `_${functionName(tree)}`;
  const complete = `complete -c ${tree.program}`;
  const before = `${complete} -n '${name}_in none'`;
  const lines = [
    ...tree.commands.map((command) => `${before} -a ${command.name} -d ${quoted(command.description)}`),
    ...tree.flags.map((flag) => `${before} ${flagOptions(flag)}`),
    ...tree.commands.flatMap((command) => {
      const inside = `${complete} -n '${name}_in ${command.name}${command === standard ? ' none' : ''}'`;
      const argument = command.argument === null ? [] : [`${inside} ${valueOptions(command.argument)}`];
      return [...command.flags.map((flag) => `${inside} ${flagOptions(flag)}`), ...argument];
    }),
  ];
  return `${functions(tree, name)}\n${complete} -f\n${lines.join('\n')}\n`;
}

/** `…_command` prints the command before the cursor, or `none`; `…_in` is true if it is one of the arguments. */
function functions(tree: CommandTree, name: string): string {
  return `# fish completion for ${tree.program}
function ${name}_command
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case ${flagsWithValue(tree).join(' ')}
                set -e words[1]
            case ${tree.commands.map((command) => command.name).join(' ')}
                echo $words[1]
                return
        end
        set -q words[1]; and set -e words[1]
    end
    echo none
end

function ${name}_in
    contains -- (${name}_command) $argv
end
`;
}

function flagOptions({ names, description, value }: CompletedFlag): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [...flags, ...(value === null ? [] : [valueOptions(value)]), `-d ${quoted(description)}`].join(' ');
}

function valueOptions(value: CompletedValue): string {
  switch (value.type) {
    case 'choices': {
      const words = value.values.join(' ');
      return value.isList
        ? `-x -a '(__fish_complete_list , "string split \\" \\" \\"${words}\\"")'`
        : `-x -a '${words}'`;
    }
    case 'file':
      return '-r -F';
    case 'folder':
      return `-x -a '(__fish_complete_directories)'`;
    case 'text':
      return '-x';
    default:
      return unreachable(value);
  }
}

/** A text in single quotes, where fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`;
}
