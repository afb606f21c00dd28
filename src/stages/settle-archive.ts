import type { PageArchive, ReceivedDocument } from '../archive/archive.ts';
import type { Store } from '../store/store.ts';

/**
 * Makes the archive agree with the store about a received document: it becomes the page of its id, is kept beside that
 * page as rejected, or is deleted. The store is committed first, so a kill between the two loses nothing: the rows come
 * from a page that is on disk, and the next run repeats this step.
 */
export function settleDocument(store: Store, archive: PageArchive, received: ReceivedDocument): void {
  const { kind, id } = received;
  if (store.pages.findRejected(kind, id) === null) archive.removeRejected(kind, id);
  const version = store.pages.versionOf(received);
  if (version === 'stored') archive.accept(received);
  else if (version === 'rejected') archive.reject(received);
  else archive.discard(received);
}

/** Deletes a document that does not replace the stored one, and a rejected document that it has made obsolete. */
export function discardDocument(store: Store, archive: PageArchive, received: ReceivedDocument): void {
  const { kind, id } = received;
  if (store.pages.findRejected(kind, id) === null) archive.removeRejected(kind, id);
  archive.discard(received);
}

/**
 * Settles the documents that a killed run left. A document that the store does not know was not processed: it is
 * deleted.
 */
export function settlePending(store: Store, archive: PageArchive): void {
  for (const received of archive.pending()) settleDocument(store, archive, received);
}
