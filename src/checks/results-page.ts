import type { Finding, ResultsPage } from '../page-records.ts';
import { isOther, sum } from './comparing.ts';
import { fieldsAreReadable } from './issues-rule.ts';
import { type Mismatch, mismatchIf, type Rule, rule, runRules } from './rule.ts';

function comparePaths(page: ResultsPage): Mismatch[] {
  return page.entries.flatMap(({ matchId, path }) =>
    mismatchIf(!path.startsWith(`/matches/${matchId}/`) && path !== `/matches/${matchId}`, () => ({
      expected: `a path of match ${matchId}`,
      seen: path,
    })),
  );
}

function compareDistinct({ rowCount, entries, unreadableRows }: ResultsPage): Mismatch[] {
  const repeated = rowCount - entries.length - unreadableRows.length;
  return mismatchIf(repeated !== 0, () => ({ expected: 'each match once', seen: `${repeated} repeated rows` }));
}

function compareOffset({ offset, first, entries }: ResultsPage): Mismatch[] {
  if (offset === null || first === null || entries.length === 0) return [];
  return mismatchIf(first !== offset + 1, () => ({ expected: `first entry ${offset + 1}`, seen: String(first) }));
}

function compareRange({ first, last, total, entries }: ResultsPage): Mismatch[] {
  if (first === null || last === null || total === null || entries.length === 0) return [];
  return mismatchIf(first > last || last > total, () => ({
    expected: 'a range within the total',
    seen: `${first} - ${last} of ${total}`,
  }));
}

function compareCount({ first, last, rowCount }: ResultsPage): Mismatch[] {
  if (first === null || last === null || rowCount === 0) return [];
  const announced = last - first + 1;
  return mismatchIf(rowCount !== announced, () => ({
    expected: `${announced} entries (${first} - ${last})`,
    seen: String(rowCount),
  }));
}

function compareOrder({ entries }: ResultsPage): Mismatch[] {
  const dated = entries.flatMap(({ matchId, endedAtMs }) => (endedAtMs === null ? [] : [{ matchId, endedAtMs }]));
  return dated.flatMap((entry, index) => {
    const previous = dated[index - 1];
    return mismatchIf(previous !== undefined && previous.endedAtMs < entry.endedAtMs, () => ({
      expected: `match ${entry.matchId} not newer than match ${previous?.matchId} above it`,
      seen: `${entry.endedAtMs} below ${previous?.endedAtMs}`,
    }));
  });
}

function compareForfeits({ entries }: ResultsPage): Mismatch[] {
  return entries
    .filter(({ isForfeit, team1Score, team2Score }) => isForfeit === true && isOther(sum([team1Score, team2Score]), 1))
    .map((entry) => ({
      expected: `match ${entry.matchId}: 1 - 0 or 0 - 1 in a forfeit`,
      seen: `${entry.team1Score} - ${entry.team2Score}`,
    }));
}

/** @internal */
export const RESULTS_RULES: Rule<ResultsPage>[] = [
  fieldsAreReadable('results'),
  rule({
    name: 'results/path-holds-the-id',
    severity: 'soft',
    page: 'results',
    statement: 'The link of an entry leads to the match of its id.',
    compare: comparePaths,
  }),
  rule({
    name: 'results/matches-are-distinct',
    severity: 'soft',
    page: 'results',
    statement: 'Each match is listed once, the featured block left out.',
    compare: compareDistinct,
  }),
  rule({
    name: 'results/offset-is-the-first-entry',
    severity: 'soft',
    page: 'results',
    statement: 'The first entry announced is the one behind the offset; not asked of filtered and empty listings.',
    compare: compareOffset,
  }),
  rule({
    name: 'results/range-is-within-the-total',
    severity: 'soft',
    page: 'results',
    statement: 'The announced range is ascending and ends at or before the total.',
    compare: compareRange,
  }),
  rule({
    name: 'results/entries-as-announced',
    severity: 'soft',
    page: 'results',
    statement: 'There are as many entries as the pagination announces.',
    compare: compareCount,
  }),
  rule({
    name: 'results/newest-first',
    severity: 'soft',
    page: 'results',
    statement: 'Entries are in order of their end, newest first.',
    compare: compareOrder,
  }),
  rule({
    name: 'results/forfeits-are-one-nil',
    severity: 'soft',
    page: 'results',
    statement: 'A forfeited match is listed with 1 - 0 or 0 - 1.',
    compare: compareForfeits,
  }),
];

export function checkResultsPage(page: ResultsPage): Finding[] {
  return runRules(RESULTS_RULES, page);
}
