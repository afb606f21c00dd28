import type { Archive } from '../archive/archive.ts';
import { PAGE_KINDS, type PageKind } from '../page-kinds.ts';
import { PAGES } from '../pages/pages.ts';
import type { Store } from '../store/store.ts';
import type { LoggedPage, MatchSelection } from '../store/verification.ts';

/** Which archived pages are read again. */
export type ReparseSelection = {
  matchIds: readonly number[] | null;
  /** Unix ms, as in `MatchSelection`. */
  sinceMs: number | null;
  kinds: readonly PageKind[];
  /** Only pages that an older parser has read. */
  outdated: boolean;
  /** Only pages that failed: those in quarantine. */
  failed: boolean;
};

/** A page of the page log, or with `logged` null a file that the page log does not name. */
export type ArchivedPage = { kind: PageKind; id: number; file: string; logged: LoggedPage | null; isRejected: boolean };

/** The pages of one kind: those of the page log, then files that it does not name. */
export function* archivedPages(
  { store, archive }: { store: Store; archive: Archive },
  selection: ReparseSelection,
  kind: PageKind,
): Generator<ArchivedPage> {
  yield* loggedPages(store, selection, kind);
  if (selection.outdated || selection.failed || selection.matchIds !== null || selection.sinceMs !== null) return;
  for (const { id, file, isRejected, kind: ofFile } of archive.list()) {
    if (ofFile !== kind || store.verification.isLogged({ kind, id, file })) continue;
    yield { kind, id, file, logged: null, isRejected };
  }
}

function* loggedPages(store: Store, selection: ReparseSelection, kind: PageKind): Generator<ArchivedPage> {
  const matches: MatchSelection = { matchIds: selection.matchIds, sinceMs: selection.sinceMs };
  let after: LoggedPage | null = null;
  for (;;) {
    const pages: LoggedPage[] = store.verification.nextPages(after, { ...matches, kinds: [kind] });
    for (const logged of pages) {
      const { id, file } = logged;
      if (file === null || !isSelected(selection, logged)) continue;
      yield { kind, id, file, logged, isRejected: logged.capture === 'rejected' };
    }
    const last = pages.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

function isSelected({ outdated, failed }: ReparseSelection, { kind, capture, parserVersion }: LoggedPage): boolean {
  if (failed && capture !== 'rejected') return false;
  return !outdated || (parserVersion ?? 0) < PAGES[kind].parserVersion;
}

/** The kinds of a selection in the order in which pages are stored: a map page is checked against its match page. */
export function orderedKinds({ kinds }: ReparseSelection): PageKind[] {
  return PAGE_KINDS.filter((kind) => kinds.includes(kind));
}
