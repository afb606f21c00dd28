import { existsSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Command } from 'commander';
import { ALL_SETTINGS, COMMON_SETTINGS, CONFIG_FILE } from '../config.ts';
import { UsageError } from '../errors.ts';
import { infoOf, type Setting } from '../setting.ts';
import {
  attributeOf,
  expandFiles,
  type GivenText,
  linesOf,
  namesFile,
  readFile,
  readValue,
  splitText,
  textsOf,
} from './given-texts.ts';
import { suggestion } from './suggestion.ts';

/** Sources of settings besides flags. Precedence: defaults < settings file < `HLTV_…` variables < flags. */

const SETTING_OF: ReadonlyMap<string, Setting> = new Map(
  Object.values(ALL_SETTINGS).map((setting) => [infoOf(setting).variable, setting]),
);
/**
 * Variables with the prefix that are not settings: the folder of real pages for tests, and the mark of the launcher.
 */
const OTHER_VARIABLES = ['HLTV_CORPUS', 'HLTV_NODE_REEXEC'];
/** Variables that Kubernetes and Docker set for a service named hltv or hltv-something. */
const PLATFORM_VARIABLE = /^HLTV_(?:[A-Z0-9_]+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\w+)?)$/;

/** Throws `UsageError` for unknown variables with the prefix, so that a misspelled one is not silently ignored. */
export function checkVariables(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('HLTV_') || value === '' || PLATFORM_VARIABLE.test(name)) continue;
    if (!SETTING_OF.has(name) && !OTHER_VARIABLES.includes(name)) throw unknownSetting(name, 'environment variable');
  }
}

function unknownSetting(name: string, where: string): UsageError {
  const known = [...SETTING_OF.keys()].sort();
  // The common prefix must not count as similarity.
  const [typed, ...words] = [name, ...known].map((each) => each.replace(/^HLTV_/, ''));
  const closest = suggestion(typed ?? '', words).replace('Did you mean ', 'Did you mean HLTV_');
  const hint = closest || ` Known: ${known.join(', ')}.`;
  return new UsageError(`There is no setting for the ${where} ${name}.${hint}`);
}

/** One line of a settings file. */
type SettingsLine = { setting: Setting; given: GivenText };

/** The settings file of a command: that of the flag or variable, else that of the working folder; null: none. */
export function settingsFile(command: Command, environment: NodeJS.ProcessEnv): string | null {
  const flag = textsOf(command.opts(), COMMON_SETTINGS.config).at(-1)?.text;
  const named = flag ?? (environment.HLTV_CONFIG || undefined);
  return named ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : null);
}

/**
 * Reads a settings file and checks every line, also settings of other commands. Throws `UsageError` with file and line.
 *
 * @internal
 */
export function readSettingsFile(file: string): SettingsLine[] {
  const lines: SettingsLine[] = [];
  for (const [index, content] of linesOf(readFile(file, '--config')).entries()) {
    const line = readLine(content, `line ${index + 1} of ${file}`);
    if (line === null) continue;
    const earlier = lines.find(({ setting }) => setting === line.setting);
    if (earlier !== undefined) {
      throw new UsageError(`Expected a setting once, got ${earlier.given.name} and ${line.given.name}.`);
    }
    lines.push(line);
  }
  return lines.filter(({ given }) => given.text !== '');
}

function readLine(content: string, where: string): SettingsLine | null {
  if (/^\s*(#.*)?$/.test(content)) return null;
  const [[variable, text] = [], ...more] = Object.entries(parseEnv(content));
  // The line itself is not shown, because it may contain a password.
  if (variable === undefined || text === undefined || more.length > 0) {
    throw new UsageError(`Expected ${where} to be a setting such as HLTV_MIN_DELAY=5, or a comment after #.`);
  }
  const setting = SETTING_OF.get(variable);
  if (setting === undefined) throw unknownSetting(variable, `${where},`);
  if (setting === COMMON_SETTINGS.config)
    throw new UsageError(`Expected no HLTV_CONFIG in ${where}: only one file is read.`);
  const given = { text, name: `${variable} (${where})` };
  if (text !== '') checkLine(setting, given);
  return { setting, given };
}

function checkLine(setting: Setting, given: GivenText): void {
  const isFile = ({ text }: GivenText): boolean => infoOf(setting).list === 'ids' && namesFile(text);
  readValue(
    setting,
    splitText(setting, given).filter((each) => !isFile(each)),
  );
}

/** Applies the lines of a settings file for which no flag was given. */
export function applyFile(command: Command, file: string): void {
  for (const { setting, given } of readSettingsFile(file)) applyText(command, setting, { ...given, from: 'config' });
}

/** Applies the variables for which no flag was given. An empty variable counts as not set. */
export function applyVariables(command: Command, environment: NodeJS.ProcessEnv): void {
  for (const [name, setting] of SETTING_OF) {
    const text = environment[name];
    if (text) applyText(command, setting, { text, name, from: 'env' });
  }
}

function applyText(
  command: Command,
  setting: Setting,
  { from, ...given }: GivenText & { from: 'config' | 'env' },
): void {
  const key = attributeOf(setting);
  const isKnown = command.options.some((option) => option.attributeName() === key);
  if (!isKnown || command.getOptionValueSource(key) === 'cli') return;
  command.setOptionValueWithSource(key, splitText(setting, given), from);
}

/** Replaces `@file` and `-` in lists by the values that they contain. */
export async function applyLists(command: Command): Promise<void> {
  for (const setting of SETTING_OF.values()) {
    const given = textsOf(command.opts(), setting);
    if (infoOf(setting).list !== 'ids' || given.length === 0) continue;
    const key = attributeOf(setting);
    const source = command.getOptionValueSource(key) ?? 'default';
    command.setOptionValueWithSource(key, await expandFiles(given), source);
  }
}
