import { createHash } from 'node:crypto';
import type { PageArchive } from './archive.ts';

/** The archive for `--no-archive`: documents are measured but not kept. */
export function noArchive(): PageArchive {
  return {
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
  };
}
