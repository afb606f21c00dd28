import type { Command } from 'commander';
import { ALL_SETTINGS, infoOf, SCRAPE_SETTINGS } from '../config.ts';
import { UsageError } from '../errors.ts';
import type { StageName } from '../page-kinds.ts';
import { onOrOff } from '../setting-values.ts';
import { attributeOf, readValue, textsOf } from './given-texts.ts';

type Key = keyof typeof ALL_SETTINGS;

/** Settings that leave another one without effect: both together are refused, since one of them is a mistake. */
type Contradiction = {
  /** The setting that wins. */
  setting: Key;
  /** Settings that have no effect beside it. */
  without: readonly Key[];
  /** Where it depends on the value. */
  when?: (command: Command) => boolean;
  /** What to do. */
  remedy: string;
};

const { stages, matchIds } = SCRAPE_SETTINGS;
const stagesOf = (command: Command): StageName[] => readValue(stages, textsOf(command.opts(), stages));
const withoutDiscovery = (command: Command): boolean => !stagesOf(command).includes('discovery');
const isDiscoveryAlone = (command: Command): boolean => stagesOf(command).join() === 'discovery';
const withoutMatches = (command: Command): boolean => textsOf(command.opts(), matchIds).length === 0;

const CONTRADICTIONS: readonly Contradiction[] = [
  {
    setting: 'matchIds',
    without: ['startOffset', 'endOffset', 'full', 'since', 'until', 'events', 'teams', 'minStars'],
    remedy: '--match names the matches itself, no listing is read',
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
    remedy: 'what is fetched again is what the listing names (the stage discovery), or --match',
  },
  {
    setting: 'stages',
    when: isDiscoveryAlone,
    without: ['matchIds'],
    remedy: '--match leaves discovery out: name another stage',
  },
  { setting: 'browserPath', without: ['channel'], remedy: 'one browser is started' },
  {
    setting: 'cdpUrl',
    without: ['browserPath', 'channel', 'headed'],
    remedy: 'no browser is started beside the one that already runs',
  },
  { setting: 'quiet', without: ['logLevel'], remedy: 'with --quiet errors alone are shown; the log file keeps debug' },
];

/** From the weakest to the strongest. */
const SOURCES = ['default', 'config', 'env', 'cli'];

/**
 * Refuses settings that contradict each other. A variable or settings file may hold what a stronger source makes
 * pointless: it is a standing choice. Throws `UsageError`.
 */
export function checkContradictions(command: Command): void {
  const sourceOf = (key: Key): string => command.getOptionValueSource(attributeOf(ALL_SETTINGS[key])) ?? 'default';
  const rank = (key: Key): number => SOURCES.indexOf(sourceOf(key));
  const isSet = (key: Key): boolean => rank(key) > 0 && !isOff(command, key);
  for (const { setting, without, when, remedy } of CONTRADICTIONS) {
    if (!isSet(setting) || when?.(command) === false) continue;
    const pointless = without.find((key) => isSet(key) && rank(key) >= rank(setting));
    if (pointless === undefined) continue;
    const [one, other] = [pointless, setting].map((key) => {
      const { flag, variable } = infoOf(ALL_SETTINGS[key]);
      return sourceOf(key) === 'cli' ? flag : variable;
    });
    throw new UsageError(`${one} has no effect together with ${other}: ${remedy}. Leave one of them out.`);
  }
}

/** A switch whose variable says no. */
function isOff(command: Command, key: Key): boolean {
  const setting = ALL_SETTINGS[key];
  const text = textsOf(command.opts(), setting).at(-1)?.text;
  return infoOf(setting).isSwitch && onOrOff.safeParse(text).data === false;
}
