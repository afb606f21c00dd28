import { unreachable } from '../../errors.ts';
import {
  type CommandTree,
  type CompletedFlag,
  type CompletedValue,
  flagsWithValue,
  functionName,
  quoted,
} from './command-tree.ts';

/** The script for zsh: a file `_hltv-scraper` in a folder of `$fpath`, or read with `source`. */
export function zshCompletion(tree: CommandTree): string {
  const name = functionName(tree);
  const [standard] = tree.commands;
  const all = standard === undefined ? tree.flags : [...tree.flags, ...standard.flags];
  const ofProgram = all.filter((flag, index) => all.findIndex(({ names }) => isSame(names, flag.names)) === index);
  const commands = tree.commands.map((command) => quoted(`${escaped(command.name)}:${command.description}`));
  return `#compdef ${tree.program}
${name}_commands() {
  local -a commands=(
    ${commands.join('\n    ')}
  )
  _describe -t commands command commands
}

${name}() {
  local command= index
  for ((index = 2; index < CURRENT; index++)); do
    case $words[index] in
      ${flagsWithValue(tree).join('|')}) ((index++)) ;;
      ${tree.commands.map((command) => command.name).join('|')}) command=$words[index]; break ;;
    esac
  done
  if [[ -n $command ]]; then
    # The flags of a command may stand before its name.
    words[index]=()
    ((CURRENT--))
  fi
  case $command in
    '') _arguments -s -S ${[...ofProgram.flatMap(specifications), `1:command:${name}_commands`].map(argument).join(' ')} ;;
${tree.commands.map((command) => `    ${command.name}) ${callFor(command)} ;;`).join('\n')}
  esac
}

if [[ $funcstack[1] = ${name} ]]; then ${name} "$@"; else compdef ${name} ${tree.program}; fi
`;
}

function isSame(names: readonly string[], others: readonly string[]): boolean {
  return names.join() === others.join();
}

function callFor({ flags, argument: value }: CommandTree['commands'][number]): string {
  const rest = value === null ? [] : [`*${completed('argument', value)}`];
  return `_arguments -s -S ${[...flags.flatMap(specifications), ...rest].map(argument).join(' ')}`;
}

function argument(specification: string): string {
  return `\\\n      ${quoted(specification)}`;
}

/** One specification for each name of a flag, which excludes the others unless it may be repeated. */
function specifications({ names, description, value, isRepeatable }: CompletedFlag): string[] {
  const excluded = isRepeatable ? '*' : `(${names.join(' ')})`;
  return names.map((name) => {
    const takes = value === null ? '' : `${name.startsWith('--') ? '=' : '+'}`;
    return `${excluded}${name}${takes}[${escaped(description)}]${value === null ? '' : completed('value', value)}`;
  });
}

/** `:message:action` */
function completed(message: string, value: CompletedValue): string {
  switch (value.type) {
    case 'choices':
      return value.isList
        ? `:${message}:_sequence compadd - ${value.values.join(' ')}`
        : `:${message}:(${value.values.join(' ')})`;
    case 'file':
      return `:${message}:_files`;
    case 'folder':
      return `:${message}:_files -/`;
    case 'text':
      return `:${message}: `;
    default:
      return unreachable(value);
  }
}

/** A text without the characters that have a meaning in a specification. */
function escaped(text: string): string {
  return text.replaceAll(/[[\]:\\]/g, (character) => `\\${character}`);
}
