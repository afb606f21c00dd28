import type { VerificationFinding, VerificationSummary } from './documents/verification.ts';
import { formatDuration, pluralize } from './format.ts';

/** One finding of `verify` in a line. */
export function renderVerificationFinding(finding: VerificationFinding): string {
  const { type, rule, severity, expected, seen } = finding;
  const prefix = type === 'unfixed' ? 'not fixed: ' : severity === 'soft' ? 'soft: ' : '';
  return `${prefix}${placeOf(finding)}${rule}: expected ${expected}, saw ${seen}`;
}

function placeOf({ matchId, mapNumber, kind, id, table, key, column }: VerificationFinding): string {
  const parts = [
    matchId === null ? null : `match ${matchId}`,
    mapNumber === null ? null : `map ${mapNumber}`,
    kind === null || kind === 'match' || id === null ? null : `${kind} ${id}`,
    table === null ? null : `${table}${column === null ? '' : `.${column}`} (${key})`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}

/**
 * The result of `verify`: what was verified, findings by rule, what to do next. `dataFolder`: the flag for the data folder
 * in suggested commands, with a leading space.
 */
export function renderVerification(summary: VerificationSummary, dataFolder: string): string {
  const { exists, database, matches, records, files, pages, wallMs, isComplete, fixed, hard, soft } = summary;
  if (!exists) return `There is no database ${database} yet: nothing to verify.`;
  const rules = summary.rules.map(({ rule, severity, count, known }) => {
    const stored = known === 0 ? '' : `, ${known} stored with the pages`;
    return `  ${severity}  ${rule}: ${count}${stored}`;
  });
  return [
    `verified ${pluralize(matches, 'match', 'matches')}, ${pluralize(records, 'page record')} and ` +
      `${pluralize(files, 'archived file')}${pages === 0 ? '' : `, read ${pluralize(pages, 'page')} again`} in ${formatDuration(wallMs)}${isComplete ? '' : ' (interrupted)'}`,
    `findings: ${hard} hard, ${soft} soft`,
    ...rules,
    ...(fixed > 0 ? [`fixed: ${pluralize(fixed, 'finding')}`] : []),
    ...nextSteps(summary, dataFolder),
  ].join('\n');
}

const DERIVED = /^(?:tables|totals|names)\//;
const OF_RECORDS = /^(?:pages|records)\//;

/** Rows follow from the page records, so wrong records come first. */
function nextSteps({ hard, fixed, rules }: VerificationSummary, dataFolder: string): string[] {
  if (hard <= fixed) return [];
  const isFound = (rule: RegExp): boolean => rules.some((each) => each.severity === 'hard' && rule.test(each.rule));
  if (isFound(OF_RECORDS)) {
    return [`next: \`hltv-scraper reparse${dataFolder}\` reads the archived pages again and replaces records and rows`];
  }
  if (fixed > 0 || !isFound(DERIVED)) return [];
  return [`next: \`hltv-scraper verify --fix${dataFolder}\` assembles the wrong rows again from the page records`];
}
