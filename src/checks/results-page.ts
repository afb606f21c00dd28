import type { Finding, ResultsPage } from '../page-records.ts';
import { differs, sum } from './comparing.ts';
import { fieldsAreReadable } from './issues-rule.ts';
import { type Mismatch, mismatchIf, type Rule, runRules, soft } from './rule.ts';

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
    .filter(({ isForfeit, team1Score, team2Score }) => isForfeit === true && differs(sum([team1Score, team2Score]), 1))
    .map((entry) => ({
      expected: `match ${entry.matchId}: 1 - 0 or 0 - 1 in a forfeit`,
      seen: `${entry.team1Score} - ${entry.team2Score}`,
    }));
}

export const RESULTS_RULES: Rule<ResultsPage>[] = [
  fieldsAreReadable('results'),
  soft('results/path-holds-the-id', 'The link of an entry leads to the match of its id.', comparePaths),
  soft('results/matches-are-distinct', 'Each match is listed once, the featured block left out.', compareDistinct),
  soft(
    'results/offset-is-the-first-entry',
    'The first entry announced is the one behind the offset; not asked of filtered and empty listings.',
    compareOffset,
  ),
  soft(
    'results/range-is-within-the-total',
    'The announced range is ascending and ends at or before the total.',
    compareRange,
  ),
  soft('results/entries-as-announced', 'There are as many entries as the pagination announces.', compareCount),
  soft('results/newest-first', 'Entries are in order of their end, newest first.', compareOrder),
  soft('results/forfeits-are-one-nil', 'A forfeited match is listed with 1 - 0 or 0 - 1.', compareForfeits),
];

export function checkResultsPage(page: ResultsPage): Finding[] {
  return runRules(RESULTS_RULES, page);
}
