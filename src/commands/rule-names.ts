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
];

/** Rules with the name of a table after the slash. */
const OF_TABLES = /^(?:tables|totals|names)\/[a-z\d_]*$/;

const NAMES = [...RULES.map(({ name }) => name), ...OWN_RULES];

const GROUPS = [...new Set([...NAMES.map((name) => name.replace(/\/.*/, '/')), 'tables/', 'totals/', 'names/'])];

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
  return OF_TABLES.test(text) || [...NAMES, ...GROUPS].some((name) => name.startsWith(text));
}
