import type { Argument, Command, Option } from 'commander';
import { TABLE_NAMES } from '../export/tables.ts';
import { EXPORT_SETTINGS } from '../export-settings.ts';
import { bashCompletion } from '../output/completion/bash.ts';
import type {
  CommandTree,
  CompletedCommand,
  CompletedFlag,
  CompletedValue,
} from '../output/completion/command-tree.ts';
import { fishCompletion } from '../output/completion/fish.ts';
import { zshCompletion } from '../output/completion/zsh.ts';
import { infoOf } from '../setting.ts';
import { choicesOf } from '../setting-values.ts';
import { settingOf } from './options.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
/** A shell that can complete commands. */
export type Shell = keyof typeof SCRIPTS;

/** The script that completes the commands of this program in a shell. */
export function completionScript(shell: Shell, root: Command): string {
  return SCRIPTS[shell](commandTree(root));
}

function commandTree(root: Command): CommandTree {
  return {
    program: root.name(),
    commands: root.commands.map((command) => completedCommand(command, root)),
    flags: [...root.options.map(completedFlag), HELP],
  };
}

const HELP: CompletedFlag = {
  names: ['-h', '--help'],
  description: 'explain the command',
  value: null,
  isRepeatable: false,
};

function completedCommand(command: Command, root: Command): CompletedCommand {
  const [argument] = command.registeredArguments;
  return {
    name: command.name(),
    description: command.description(),
    flags: [...command.options.map(completedFlag), HELP],
    argument: argument === undefined ? null : argumentValue(argument, root),
  };
}

function completedFlag(option: Option): CompletedFlag {
  const { short, long, description } = option;
  const setting = settingOf(option);
  return {
    names: [short, long].filter((name) => typeof name === 'string'),
    description,
    value: option.required ? flagValue(option) : null,
    isRepeatable: setting !== undefined && infoOf(setting).list !== undefined,
  };
}

function flagValue(option: Option): CompletedValue {
  const setting = settingOf(option);
  if (setting === EXPORT_SETTINGS.tables) return { type: 'choices', values: TABLE_NAMES, isList: true };
  const choices = setting === undefined ? null : choicesOf(setting);
  if (choices !== null) return { type: 'choices', ...choices };
  return pathIn(option.flags) ?? { type: 'text' };
}

/** The argument of `help` is a command, and that of `completion` one of its choices; others are paths. */
function argumentValue(argument: Argument, root: Command): CompletedValue {
  if (argument.argChoices !== undefined) return { type: 'choices', values: argument.argChoices, isList: false };
  const commands = root.commands.map((command) => command.name());
  return pathIn(`<${argument.name()}>`) ?? { type: 'choices', values: commands, isList: false };
}

/** The kind of path that a placeholder names: `<file>`, `<folder>`, `<files or folders>`. Null: no path. */
function pathIn(placeholder: string): CompletedValue | null {
  if (/[<[]files?\b/.test(placeholder)) return { type: 'file' };
  return /[<[](?:dir|folder)\b/.test(placeholder) ? { type: 'folder' } : null;
}
