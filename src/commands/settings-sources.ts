import { existsSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Command, Option } from 'commander';
import {
  COMMON_SETTINGS,
  CONFIG_FILE,
  IMPORT_SETTINGS,
  PARSE_SETTINGS,
  SCRAPE_SETTINGS,
  type Setting,
  SITE_SETTINGS,
} from '../config.ts';
import { UsageError } from '../errors.ts';
import { expandFiles, type ListItem, linesOf, listItems, namesFile, readFile } from './list-values.ts';
import { suggestion } from './suggestion.ts';

/** Where settings come from beside flags: defaults < settings file < `HLTV_…` variables < flags. */

const ALL_SETTINGS: Setting[] = Object.values({
  ...COMMON_SETTINGS,
  ...SITE_SETTINGS,
  ...SCRAPE_SETTINGS,
  ...IMPORT_SETTINGS,
  ...PARSE_SETTINGS,
});
/** Variables with our prefix that are no settings: where the tests find real pages, and the launcher's mark. */
const OTHER_VARIABLES = ['HLTV_CORPUS', 'HLTV_NODE_REEXEC'];
/** What Kubernetes and Docker set for a service that is called hltv, or hltv-something. */
const OF_THE_PLATFORM = /^HLTV_(?:[A-Z0-9_]+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\w+)?)$/;

export const isSwitch = (setting: Setting): boolean => !/[<[]/.test(setting.flags);
export const flagOf = (setting: Setting): string => /--[a-z-]+/.exec(setting.flags)?.[0] ?? '';
const variableOf = (setting: Setting): string => `HLTV_${flagOf(setting).slice(2).replaceAll('-', '_').toUpperCase()}`;
/** `--no-color` is the attribute `color`, as commander has it. */
const attributeOf = (setting: Setting): string => new Option(setting.flags).attributeName();

/** Refuses variables that look like ours and are not: a misspelt one must not be silently without effect. */
export function checkVariables(environment: NodeJS.ProcessEnv): void {
  const known = ALL_SETTINGS.map(variableOf);
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('HLTV_') || value === '' || OF_THE_PLATFORM.test(name)) continue;
    if (!known.includes(name) && !OTHER_VARIABLES.includes(name)) throw unknownSetting(name, 'environment variable');
  }
}

function unknownSetting(name: string, where: string): UsageError {
  const known = ALL_SETTINGS.map(variableOf).sort();
  // The prefix, which all have, makes no two names alike.
  const [typed, ...words] = [name, ...known].map((each) => each.replace(/^HLTV_/, ''));
  const closest = suggestion(typed ?? '', words).replace('Did you mean ', 'Did you mean HLTV_');
  const hint = closest || ` Known: ${known.join(', ')}.`;
  return new UsageError(`There is no setting for the ${where} ${name}.${hint}`);
}

/** One line of a settings file. */
type Line = { setting: Setting; text: string; name: string };

/** The settings file of a command: the one named by flag or variable, else that of the working folder; null: none. */
export function settingsFile(command: Command, environment: NodeJS.ProcessEnv): string | null {
  const flag = command.getOptionValue('config') as string | undefined;
  const named = flag ?? (environment.HLTV_CONFIG || undefined);
  return named ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : null);
}

/** Reads a settings file and checks every line of it, whatever the command. Throws `UsageError` naming file and line. */
export function readSettingsFile(file: string): Line[] {
  const lines: Line[] = [];
  for (const [index, content] of linesOf(readFile(file, '--config')).entries()) {
    const line = readLine(content, `line ${index + 1} of ${file}`);
    if (line === null) continue;
    const earlier = lines.find(({ setting }) => setting === line.setting);
    if (earlier !== undefined) throw new UsageError(`Expected a setting once, got ${earlier.name} and ${line.name}.`);
    lines.push(line);
  }
  return lines.filter(({ text }) => text !== '');
}

function readLine(content: string, where: string): Line | null {
  if (/^\s*(#.*)?$/.test(content)) return null;
  const [[variable, text] = [], ...more] = Object.entries(parseEnv(content));
  // The line itself is not shown: it may hold a password.
  if (variable === undefined || text === undefined || more.length > 0) {
    throw new UsageError(`Expected ${where} to be a setting such as HLTV_MIN_DELAY=5, or a comment after #.`);
  }
  const setting = ALL_SETTINGS.find((candidate) => variableOf(candidate) === variable);
  if (setting === undefined) throw unknownSetting(variable, `${where},`);
  if (setting === COMMON_SETTINGS.config)
    throw new UsageError(`Expected no HLTV_CONFIG in ${where}: one file is read.`);
  const line = { setting, text, name: `${variable} (${where})` };
  if (text !== '') for (const item of listItems(setting, line)) checkItem(setting, item);
  return line;
}

function checkItem(setting: Setting, { text, name }: ListItem): void {
  const isFile = setting.many?.files === true && namesFile(text);
  if (!isFile) setting.parse(text, name);
}

/** Takes the values of a settings file for which no flag was given. */
export function applyFile(command: Command, file: string): void {
  for (const { setting, text, name } of readSettingsFile(file))
    applyText(command, setting, { text, name, from: 'config' });
}

/** Takes the value of each variable for which no flag was given. One that is empty counts as not set. */
export function applyVariables(command: Command, environment: NodeJS.ProcessEnv): void {
  for (const setting of ALL_SETTINGS) {
    const name = variableOf(setting);
    const text = environment[name];
    if (text) applyText(command, setting, { text, name, from: 'env' });
  }
}

type Given = ListItem & { from: 'config' | 'env' };

function applyText(command: Command, setting: Setting, { text, name, from }: Given): void {
  const key = attributeOf(setting);
  const isKnown = command.options.some((option) => option.attributeName() === key);
  if (!isKnown || command.getOptionValueSource(key) === 'cli') return;
  command.setOptionValueWithSource(key, readValue(setting, { text, name }), from);
}

function readValue(setting: Setting, item: ListItem): unknown {
  if (setting.many !== undefined) return listItems(setting, item);
  const value = setting.parse(item.text, item.name);
  return isSwitch(setting) && flagOf(setting).startsWith('--no-') ? !value : value;
}

/** Reads what lists name by `@file` and `-`. */
export async function applyLists(command: Command): Promise<void> {
  for (const setting of ALL_SETTINGS.filter(({ many }) => many?.files === true)) {
    const key = attributeOf(setting);
    const items = command.getOptionValue(key) as ListItem[] | undefined;
    const source = command.getOptionValueSource(key);
    if (items !== undefined) command.setOptionValueWithSource(key, await expandFiles(items), source ?? 'default');
  }
}
