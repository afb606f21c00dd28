import { createHash } from 'node:crypto';
import type { PageArchive } from './archive.ts';

/** For people without disk: every document is measured and none is kept. */
export const noArchive = (): PageArchive => ({
  receive: ({ kind, id, html, fetchedAtMs }) => ({
    kind,
    id,
    fetchedAtMs,
    bytes: Buffer.byteLength(html),
    sha256: createHash('sha256').update(html).digest('hex'),
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
