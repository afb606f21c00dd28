import type { ResultsPage } from '../page-records.ts';
import { fieldsAreReadable } from './common-rules.ts';
import { differs, isAtMost, sum } from './comparing.ts';
import { type Rule, soft } from './rule.ts';

/** The longest map known has 71 rounds of both teams. */
const MAX_ROUNDS = 99;

/** The entries that show their end, each with the one above it; the first with itself. */
function listNeighbours({ entries }: ResultsPage) {
  const dated = entries.flatMap(({ matchId, endedAtMs }) => (endedAtMs === null ? [] : [{ matchId, endedAtMs }]));
  return dated.map((entry, index) => ({ ...entry, above: dated[index - 1] ?? entry }));
}

export const RESULTS_RULES: Rule<ResultsPage>[] = [
  fieldsAreReadable('results'),
  soft('results/path-holds-the-id', {
    statement: 'The link of an entry leads to the match of its id.',
    each: ({ entries }) => entries,
    holds: ({ matchId, path }) => path === `/matches/${matchId}` || path.startsWith(`/matches/${matchId}/`),
    expected: ({ matchId }) => `a path of match ${matchId}`,
    seen: ({ path }) => path,
  }),
  soft('results/matches-are-distinct', {
    statement: 'Each match is listed once, the featured block left out.',
    same: ({ rowCount, entries, unreadableRows }) => [0, rowCount - entries.length - unreadableRows.length],
    expected: () => 'each match once',
    seen: (repeated) => `${repeated} repeated rows`,
  }),
  soft('results/offset-is-the-first-entry', {
    statement: 'The first entry announced is the one behind the offset; not checked on filtered and empty listings.',
    skipIf: ({ entries }) => entries.length === 0,
    same: ({ offset, first }) => [sum([offset, 1]), first],
    expected: (first) => `first entry ${first}`,
  }),
  soft('results/range-is-within-the-total', {
    statement: 'The announced range is ascending and ends at or before the total.',
    skipIf: ({ entries }) => entries.length === 0,
    holds({ first, last, total }) {
      if (first === null || last === null || total === null) return true;
      return first <= last && last <= total;
    },
    expected: () => 'a range within the total',
    seen: ({ first, last, total }) => `${first} - ${last} of ${total}`,
  }),
  soft('results/entries-as-announced', {
    statement: 'There are as many entries as the pagination announces.',
    skipIf: ({ rowCount }) => rowCount === 0,
    same: ({ first, last, rowCount }) => [first === null || last === null ? null : last - first + 1, rowCount],
    expected: (announced, { first, last }) => `${announced} entries (${first} - ${last})`,
  }),
  soft('results/newest-first', {
    statement: 'Entries are in order of their end, newest first.',
    each: listNeighbours,
    holds: ({ endedAtMs, above }) => endedAtMs <= above.endedAtMs,
    expected: ({ matchId, above }) => `match ${matchId} not newer than match ${above.matchId} above it`,
    seen: ({ endedAtMs, above }) => `${endedAtMs} below ${above.endedAtMs}`,
  }),
  soft('results/scores-fit-the-format', {
    statement: 'In a best of N the teams win at most N maps together; in a best of one a team has at most 99 rounds.',
    each: ({ entries }) => entries,
    holds: ({ format, team1Score, team2Score }) => {
      const [, maps] = /^bo([2-9])$/i.exec(format ?? '') ?? [];
      if (maps !== undefined) return isAtMost(sum([team1Score, team2Score]), Number(maps));
      return isAtMost(team1Score, MAX_ROUNDS) && isAtMost(team2Score, MAX_ROUNDS);
    },
    expected: ({ matchId, format }) => `match ${matchId}: a score of ${format}`,
    seen: ({ team1Score, team2Score }) => `${team1Score} - ${team2Score}`,
  }),
  soft('results/forfeits-are-one-nil', {
    statement: 'A forfeited match is listed with 1 - 0 or 0 - 1.',
    each: ({ entries }) => entries.filter(({ isForfeit }) => isForfeit === true),
    holds: ({ team1Score, team2Score }) => !differs(sum([team1Score, team2Score]), 1),
    expected: ({ matchId }) => `match ${matchId}: 1 - 0 or 0 - 1 in a forfeit`,
    seen: ({ team1Score, team2Score }) => `${team1Score} - ${team2Score}`,
  }),
];
