import { RULES } from '../checks/all-rules.ts';
import { UsageError } from '../errors.ts';
import { suggestion } from './suggestion.ts';

/** The rules of `verify` itself, beside those of the checks. */
const OWN_RULES = [
  'database/integrity',
  'database/foreign-keys',
  'records/id',
  'records/intact',
  'records/match-id',
  'records/schema',
  'archive/file',
  'archive/readable',
  'archive/document',
  'archive/unlogged',
  'pages/parses',
  'pages/same-record',
  'pages/quarantine',
  'pages/has-record',
  'pages/record-is-logged',
  'targets/done-has-record',
  'targets/record-has-target',
  'targets/map-has-targets',
  'targets/match',
  'targets/state',
  'targets/follow-ups',
  'targets/listed-end',
  'targets/totals',
  'targets/waiting',
  'targets/waiting-totals',
  ...[
    ...['kill_matrix', 'lineups', 'map_teams', 'maps', 'match_teams', 'matches', 'player_map_events'],
    ...[
      'player_map_stats',
      'round_clutches',
      'round_economy',
      'round_event_swings',
      'round_events',
      'rounds',
      'vetoes',
    ],
  ].map((table) => `tables/${table}`),
  'totals/situation_totals',
  'totals/veto_totals',
  ...['events', 'observed_names', 'players', 'teams'].map((table) => `names/${table}`),
];

const NAMES = [...RULES.map(({ name }) => name), ...OWN_RULES];

const GROUPS = [...new Set(NAMES.map((name) => name.replace(/\/.*/, '/')))];

/** Throws `UsageError` for a text with which no rule begins: `verify` would find nothing and succeed. */
export function assertRuleBeginnings(texts: readonly string[]): void {
  const unknown = texts.find((text) => !isRuleBeginning(text));
  if (unknown === undefined) return;
  throw new UsageError(
    `Expected --rule to be the beginning of a rule, got "${unknown}".${suggestion(unknown, NAMES)} ` +
      `Rules begin with ${GROUPS.toSorted().join(', ')}.`,
  );
}

function isRuleBeginning(text: string): boolean {
  return NAMES.some((name) => name.startsWith(text));
}
