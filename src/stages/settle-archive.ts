import type { PageArchive, ReceivedDocument } from '../archive/archive.ts';
import type { Store } from '../store/store.ts';

/**
 * Brings the archive to what the store says of a document that was received: it becomes the page of its id, is kept
 * beside it as rejected, or goes. The store is committed first, so a kill between the two loses nothing: the rows come
 * from a page that is on the disk, and the next run does this again.
 */
export function settleDocument(store: Store, archive: PageArchive, received: ReceivedDocument): void {
  const { kind, id } = received;
  if (store.pages.findRejected(kind, id) === null) archive.removeRejected(kind, id);
  const version = store.pages.versionOf(received);
  if (version === 'stored') archive.accept(received);
  else if (version === 'rejected') archive.reject(received);
  else archive.discard(received);
}

/** Nothing is kept of a document that is not to replace the stored one; it may have shown that a rejected one is obsolete. */
export function dropDocument(store: Store, archive: PageArchive, received: ReceivedDocument): void {
  const { kind, id } = received;
  if (store.pages.findRejected(kind, id) === null) archive.removeRejected(kind, id);
  archive.discard(received);
}

/** Settles what a killed run has left. A document that the store does not know was not processed, and goes. */
export function settlePending(store: Store, archive: PageArchive): void {
  for (const received of archive.pending()) settleDocument(store, archive, received);
}
