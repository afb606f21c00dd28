import type { ReparseSummary } from '../output/documents/reparse.ts';
import type { Outcome, Settled } from '../reparse/settle.ts';
import type { Difference } from '../store/row-differences.ts';

type Totals = Record<Outcome, number> & { pages: number };

/** Counts the outcomes of pages, and the differences in the tables. */
export type ReparseCounts = {
  settled(page: Settled): void;
  difference(difference: Difference): void;
  totals(): Totals;
  problems(): ReparseSummary['problems'];
  changes(): ReparseSummary['changes'];
};

const MAX_PROBLEMS = 1_000;
const EXAMPLES = 3;

/** Returns counts of 0. */
export function countReparsed(): ReparseCounts {
  const totals: Totals = { pages: 0, unchanged: 0, changed: 0, added: 0, recovered: 0, failed: 0, unreadable: 0 };
  const problems: ReparseSummary['problems'] = [];
  const changes = new Map<string, ReparseSummary['changes'][number]>();
  return {
    settled({ page: { kind, id, file }, outcome, message }) {
      totals.pages += 1;
      totals[outcome] += 1;
      const isProblem = outcome === 'failed' || outcome === 'unreadable';
      if (isProblem && problems.length < MAX_PROBLEMS) {
        problems.push({ kind, id, file, outcome, message: message ?? file });
      }
    },
    difference({ table, column, key, seen, expected, matchId }) {
      const change = changes.get(`${table}.${column}`) ?? { table, column, count: 0, examples: [] };
      change.count += 1;
      if (change.examples.length < EXAMPLES) {
        const place = matchId === null || key.startsWith('match_id') ? key : `match_id ${matchId}, ${key}`;
        change.examples.push({ key: place, old: seen, new: expected });
      }
      changes.set(`${table}.${column}`, change);
    },
    totals: () => ({ ...totals }),
    problems: () => problems,
    changes: () => [...changes.values()].sort((one, other) => other.count - one.count),
  };
}
