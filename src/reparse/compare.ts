import type { AnyRecord, Reassembly } from '../store/reassembly.ts';
import type { Difference } from '../store/row-differences.ts';
import type { Store } from '../store/store.ts';
import type { ReparsedPage } from './reparse.ts';
import { type Handlers, type Settled, stateOf } from './settle.ts';

/** What is needed to compare a page with the database. Nothing is written to it. */
export type Comparison = { store: Store; handlers: Handlers; reassembly: Reassembly };

/**
 * The outcome that storing the page would have, and the differences in the tables: `seen` is the stored value, `expected`
 * the new one.
 */
export function compareReparsed(
  { store, handlers, reassembly }: Comparison,
  reparsed: ReparsedPage,
): { settled: Settled; differences: Difference[] } {
  const { page, result } = reparsed;
  const state = stateOf(store, handlers, reparsed);
  if (state.type === 'settled') return { settled: state.settled, differences: [] };
  if (state.parsed.outcome === 'quarantined') {
    return { settled: { page, outcome: 'failed', message: state.parsed.message }, differences: [] };
  }
  const outcome = page.isRejected ? 'recovered' : page.logged === null ? 'added' : 'changed';
  const settled: Settled = { page, outcome, message: null };
  const matchId = page.kind === 'match' ? page.id : store.verification.matchOfMap(page.id);
  if (result.outcome !== 'read' || page.kind === 'results' || matchId === null) return { settled, differences: [] };
  const { kind, id } = page;
  const source = { fetchedAtMs: state.source.fetchedAtMs, parserVersion: handlers[kind].parserVersion };
  const record = { kind, id, record: result.read.record, ...source } as AnyRecord;
  return { settled, differences: reassembly.compareMatch(matchId, [record]) };
}
