import { EnvironmentError } from '../errors.ts';
import type { TargetKind } from '../page-kinds.ts';
import type { Store } from '../store/store.ts';
import { targetHandlers } from './handlers.ts';
import { storePage } from './store-page.ts';

/** Reads archived pages again whose rows come from an older parser. Nothing is fetched and no target changes. */

/** An archived document; null when its file is missing. Throws `EnvironmentError` for a damaged one. */
type ReadDocument = (file: string, contentType: string | null) => { html: string; document: Uint8Array } | null;

export type RereadProgress = { done: number; total: number };
type Rereading = { store: Store; runId: number; kinds: readonly TargetKind[]; readDocument: ReadDocument };

/**
 * Kinds whose older records lack something that was on the pages: their pages are read again when a run starts. Since
 * version 3 the parser of performance pages reads the events of the rounds.
 */
export const REREAD_KINDS: readonly TargetKind[] = ['performance'];

/**
 * One page after each step, each in a transaction of its own: after a kill the next run continues with the others. The
 * newest pages come first. Pages whose file is missing or damaged keep their rows.
 */
export function* rereadOutdated({ store, runId, kinds, readDocument }: Rereading): Generator<RereadProgress> {
  const handlers = targetHandlers(store);
  const pages = kinds.flatMap((kind) => {
    const ids = store.pages.outdatedIds(kind, handlers[kind].parserVersion);
    return ids.map((id) => ({ kind, id }));
  });
  for (const [index, { kind, id }] of pages.entries()) {
    rereadPage({ store, runId, readDocument }, kind, id);
    yield { done: index + 1, total: pages.length };
  }
}

function rereadPage({ store, runId, readDocument }: Omit<Rereading, 'kinds'>, kind: TargetKind, id: number): void {
  const entry = store.pages.find(kind, id);
  if (entry === null || entry.file === null) return;
  const read = readIfWhole(readDocument, entry.file, entry.contentType);
  if (read === null) return;
  const { newestReadableAtMs: _, parserVersion: __, outcome: ___, state: ____, blocks: _____, ...source } = entry;
  const page = { ...source, ...read, kind, id, rejectedFile: entry.file };
  storePage({ store, runId }, { handler: targetHandlers(store)[kind], page, precedence: 'newest' }, () => {});
}

function readIfWhole(readDocument: ReadDocument, file: string, contentType: string | null) {
  try {
    return readDocument(file, contentType);
  } catch (error) {
    if (error instanceof EnvironmentError) return null;
    throw error;
  }
}
