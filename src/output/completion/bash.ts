import { unreachable } from '../../errors.ts';
import { type CommandTree, type CompletedValue, flagsWithValue, functionName, quoted } from './command-tree.ts';

/**
 * The script for bash, from version 3.2 on. Bash splits words at `=`, so the value of `--flag=value` is a word of its
 * own; what the user typed is only ever expanded inside of quotes.
 */
export function bashCompletion(tree: CommandTree): string {
  const name = functionName(tree);
  const [standard] = tree.commands;
  const names = tree.commands.map((command) => command.name);
  return `# bash completion for ${tree.program}
${name}_words() {
  local candidate prefix=$2
  for candidate in $1; do
    case $prefix$candidate in "$word"*) COMPREPLY+=("$prefix$candidate") ;; esac
  done
}

${name}_list() {
  local prefix=
  case $word in *,*) prefix=\${word%,*}, ;; esac
  ${name}_words "$1" "$prefix"
  compopt -o nospace 2>/dev/null
}

${name}_paths() {
  local path
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$word")
  compopt -o filenames 2>/dev/null
}

${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command= index IFS=$' \\t\\n'
  COMPREPLY=()
  if [ "$word" = = ]; then word=
  elif [ "$before" = = ]; then before=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      ${flagsWithValue(tree).join('|')})
        if [ "\${COMP_WORDS[index+1]}" = = ]; then index=$((index + 2)); else index=$((index + 1)); fi ;;
      ${names.join('|')}) command=\${COMP_WORDS[index]}; break ;;
    esac
  done
  case "\${command:-${standard?.name ?? ''}} $before" in
${valueCases(tree).join('\n')}
  esac
  case $word in
    -*)
      case $command in
${flagCases(tree).join('\n')}
      esac ;;
    *)
      case $command in
        '') ${name}_words ${quoted(names.join(' '))} ;;
${argumentCases(tree).join('\n')}
      esac ;;
  esac
}
complete -F ${name} ${tree.program}
`;
}

/** The value of the flag before the cursor. */
function valueCases(tree: CommandTree): string[] {
  return tree.commands.flatMap(({ name, flags }) =>
    flags.flatMap(({ names, value }) => {
      if (value === null) return [];
      const patterns = names.map((flag) => quoted(`${name} ${flag}`)).join('|');
      return [`    ${patterns}) ${[...completed(tree, value), 'return'].join('; ')} ;;`];
    }),
  );
}

function flagCases(tree: CommandTree): string[] {
  const [standard] = tree.commands;
  const line = (pattern: string, flags: readonly string[]): string =>
    `        ${pattern}) ${functionName(tree)}_words ${quoted(flags.join(' '))} ;;`;
  const namesOf = (flags: CommandTree['flags']): string[] => flags.flatMap(({ names }) => names);
  return [
    line(`''`, [...new Set([...namesOf(tree.flags), ...namesOf(standard?.flags ?? [])])]),
    ...tree.commands.map(({ name, flags }) => line(name, namesOf(flags))),
  ];
}

function argumentCases(tree: CommandTree): string[] {
  return tree.commands.flatMap(({ name, argument }) =>
    argument === null ? [] : [`        ${name}) ${completed(tree, argument).join('; ')} ;;`],
  );
}

function completed(tree: CommandTree, value: CompletedValue): string[] {
  const name = functionName(tree);
  switch (value.type) {
    case 'choices':
      return [`${name}_${value.isList ? 'list' : 'words'} ${quoted(value.values.join(' '))}`];
    case 'file':
      return [`${name}_paths -f`];
    case 'folder':
      return [`${name}_paths -d`];
    case 'text':
      return [];
    default:
      return unreachable(value);
  }
}
