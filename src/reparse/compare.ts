import type { AnyRecord, Reassembly } from '../store/reassembly.ts';
import type { Difference } from '../store/row-differences.ts';
import type { Store } from '../store/store.ts';
import type { Answered } from './reparse.ts';
import { type Handlers, type Settled, stateOf } from './settle.ts';

/** What a page would change: nothing is written. */
export type Comparison = { store: Store; handlers: Handlers; reassembly: Reassembly };

/** The outcome that storing would have, and the differences of the tables: `seen` is the old value, `expected` the new. */
export function compareAnswered(
  { store, handlers, reassembly }: Comparison,
  answered: Answered,
): { settled: Settled; differences: Difference[] } {
  const { page, answer } = answered;
  const state = stateOf(store, handlers, answered);
  if (state.type === 'settled') return { settled: state.settled, differences: [] };
  if (state.parsed.outcome === 'quarantined') {
    return { settled: { page, outcome: 'failed', message: state.parsed.message }, differences: [] };
  }
  const outcome = page.isRejected ? 'recovered' : page.logged === null ? 'added' : 'changed';
  const settled: Settled = { page, outcome, message: null };
  const matchId = page.kind === 'match' ? page.id : store.verification.matchOfMap(page.id);
  if (answer.outcome !== 'read' || page.kind === 'results' || matchId === null) return { settled, differences: [] };
  const { kind, id } = page;
  const source = { fetchedAtMs: state.source.fetchedAtMs, parserVersion: handlers[kind].parserVersion };
  const record = { kind, id, record: answer.read.record, ...source } as AnyRecord;
  return { settled, differences: reassembly.compareMatch(matchId, [record]) };
}
