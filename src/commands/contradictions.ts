import type { Command } from 'commander';
import { ALL_SETTINGS, SCRAPE_SETTINGS } from '../config.ts';
import { UsageError } from '../errors.ts';
import type { StageName } from '../page-kinds.ts';
import { infoOf } from '../setting.ts';
import { onOrOff } from '../setting-values.ts';
import { attributeOf, readValue, textsOf } from './given-texts.ts';

type Key = keyof typeof ALL_SETTINGS;

/** A setting that makes others ineffective. Using both is an error, since one of them must be a mistake. */
type Contradiction = {
  /** The setting that has an effect. */
  setting: Key;
  /** The settings that have no effect together with it. */
  without: readonly Key[];
  /** Whether the value of the setting makes the others ineffective; absent: every value does. */
  when?: (command: Command) => boolean;
  /** The explanation, for the message. */
  remedy: string;
};

const { stages, matchIds } = SCRAPE_SETTINGS;
function stagesOf(command: Command): StageName[] {
  return readValue(stages, textsOf(command.opts(), stages));
}
function withoutDiscovery(command: Command): boolean {
  return !stagesOf(command).includes('discovery');
}
function isDiscoveryAlone(command: Command): boolean {
  return stagesOf(command).join() === 'discovery';
}
function withoutMatches(command: Command): boolean {
  return textsOf(command.opts(), matchIds).length === 0;
}

const CONTRADICTIONS: readonly Contradiction[] = [
  {
    setting: 'matchIds',
    without: ['startOffset', 'endOffset', 'full', 'since', 'until', 'events', 'teams', 'minStars'],
    remedy: 'with --match no listing is read',
  },
  {
    setting: 'stages',
    when: withoutDiscovery,
    without: ['startOffset', 'endOffset', 'full'],
    remedy: 'without the stage discovery no listing is read',
  },
  {
    setting: 'stages',
    when: (command) => withoutDiscovery(command) && withoutMatches(command),
    without: ['forceRescrape'],
    remedy: 'it applies to matches of the listing (the stage discovery) or of --match',
  },
  {
    setting: 'stages',
    when: isDiscoveryAlone,
    without: ['matchIds'],
    remedy: '--match skips discovery: give another stage',
  },
  { setting: 'tables', without: ['set'], remedy: '--table names the tables itself' },
  {
    setting: 'format',
    when: (command) => textsOf(command.opts(), ALL_SETTINGS.format).at(-1)?.text !== 'csv',
    without: ['csvSafe'],
    remedy: 'only CSV has formulas for a spreadsheet',
  },
  { setting: 'browserPath', without: ['channel'], remedy: 'only one browser is started' },
  {
    setting: 'cdpUrl',
    without: ['browserPath', 'channel', 'headed'],
    remedy: 'the browser that already runs is used, no other is started',
  },
  { setting: 'verbose', without: ['logLevel'], remedy: '--verbose is --log-level debug' },
  {
    setting: 'quiet',
    without: ['logLevel', 'verbose'],
    remedy: '--quiet shows only errors; the log file always has debug',
  },
];

/** Sources of settings, lowest precedence first. */
const SOURCES = ['default', 'config', 'env', 'cli'];

/**
 * Throws `UsageError` for settings that contradict each other. A variable or settings file may have a setting that a
 * source of higher precedence makes ineffective, since it is meant for all runs.
 */
export function checkContradictions(command: Command): void {
  const sourceOf = (key: Key): string => command.getOptionValueSource(attributeOf(ALL_SETTINGS[key])) ?? 'default';
  const rank = (key: Key): number => SOURCES.indexOf(sourceOf(key));
  const isSet = (key: Key): boolean => rank(key) > 0 && !isOff(command, key);
  for (const { setting, without, when, remedy } of CONTRADICTIONS) {
    if (!isSet(setting) || when?.(command) === false) continue;
    const ineffective = without.find((key) => isSet(key) && rank(key) >= rank(setting));
    if (ineffective === undefined) continue;
    const [one, other] = [ineffective, setting].map((key) => {
      const { flag, variable } = infoOf(ALL_SETTINGS[key]);
      return sourceOf(key) === 'cli' ? flag : variable;
    });
    throw new UsageError(`${one} has no effect together with ${other}: ${remedy}. Remove one of them.`);
  }
}

/** Whether a switch is set to `off` by its variable. */
function isOff(command: Command, key: Key): boolean {
  const setting = ALL_SETTINGS[key];
  const text = textsOf(command.opts(), setting).at(-1)?.text;
  return infoOf(setting).isSwitch && onOrOff.safeParse(text).data === false;
}
