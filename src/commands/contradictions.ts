import type { Command } from 'commander';
import type { StageName } from '../config.ts';
import { UsageError } from '../errors.ts';

/** Settings that leave another one without effect: both together are refused, since one of them is a mistake. */
type Contradiction = {
  /** The attribute of the setting that wins. */
  setting: string;
  /** Attributes that have no effect beside it. */
  without: readonly string[];
  /** Where it depends on the value. */
  when?: (command: Command) => boolean;
  /** What to do. */
  remedy: string;
};

const stagesOf = (command: Command): StageName[] => command.getOptionValue('stages');
const withoutDiscovery = (command: Command): boolean => !stagesOf(command).includes('discovery');
const isDiscoveryAlone = (command: Command): boolean => stagesOf(command).join() === 'discovery';
const withoutMatches = (command: Command): boolean => command.getOptionValue('match') === undefined;

const CONTRADICTIONS: readonly Contradiction[] = [
  {
    setting: 'match',
    without: ['startOffset', 'endOffset', 'full', 'since', 'until', 'event', 'team', 'minStars'],
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
    without: ['match'],
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
  const rank = (attribute: string): number => SOURCES.indexOf(command.getOptionValueSource(attribute) ?? 'default');
  const isSet = (attribute: string): boolean => rank(attribute) > 0 && command.getOptionValue(attribute) !== false;
  for (const { setting, without, when, remedy } of CONTRADICTIONS) {
    if (!isSet(setting) || when?.(command) === false) continue;
    const pointless = without.find((attribute) => isSet(attribute) && rank(attribute) >= rank(setting));
    if (pointless !== undefined) {
      const [one, other] = [pointless, setting].map((attribute) => nameOf(command, attribute));
      throw new UsageError(`${one} has no effect together with ${other}: ${remedy}. Leave one of them out.`);
    }
  }
}

function nameOf(command: Command, attribute: string): string {
  const flag = command.options.find((option) => option.attributeName() === attribute)?.long ?? attribute;
  const isFlag = command.getOptionValueSource(attribute) === 'cli';
  return isFlag ? flag : `HLTV_${flag.slice(2).replaceAll('-', '_').toUpperCase()}`;
}
