import { createHash } from 'node:crypto';
import type { Archive } from './archive.ts';

/** For people without disk: every document is measured and none is kept. */
export const noArchive = (): Pick<Archive, 'write'> => ({
  write: ({ html }) => ({
    file: null,
    path: null,
    bytes: Buffer.byteLength(html),
    sha256: createHash('sha256').update(html).digest('hex'),
    written: false,
  }),
});
