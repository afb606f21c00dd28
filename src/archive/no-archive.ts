import { createHash } from 'node:crypto';
import type { PageArchive } from './archive.ts';

/** For people without disk: every document is measured and none is kept. */
export const noArchive = (): PageArchive => ({
  receive: ({ kind, id, document, fetchedAtMs }) => ({
    kind,
    id,
    fetchedAtMs,
    bytes: document.length,
    sha256: createHash('sha256').update(document).digest('hex'),
    file: null,
    rejectedFile: null,
    isPending: false,
  }),
  accept: () => undefined,
  reject: () => undefined,
  discard: () => undefined,
  removeRejected: () => undefined,
  pending: () => [],
  pathOf: () => null,
});
