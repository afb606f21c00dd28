import type { Archive } from '../../src/archive/archive.ts';
import { InterruptedError, NotFoundError, TransientError } from '../../src/errors.ts';
import type { Fetcher } from '../../src/fetcher.ts';
import { decodePage } from '../../src/saved/decode.ts';

/** Gives archived pages in place of the site's; a page that is not archived is `NotFoundError`. */
export const archiveFetcher = (archive: Archive): Fetcher => ({
  fetch: async (request, signal) => {
    if (signal.aborted) throw new InterruptedError();
    const file = archive.find(request.kind, request.id);
    const stored = file === null ? null : archive.readFile(file);
    if (stored === null) {
      throw new NotFoundError(`${request.kind} ${request.id} is not in the archive ${archive.folder}.`);
    }
    return {
      request,
      url: request.path,
      httpStatus: 200,
      html: textOf(stored.document, `${archive.folder}/${file}`),
      document: stored.document,
      contentType: null,
      fetchedAtMs: stored.fetchedAtMs,
      transport: 'archive',
      transportReason: null,
    };
  },
  [Symbol.asyncDispose]: async () => {},
});

function textOf(document: Uint8Array, file: string): string {
  const decoded = decodePage(document);
  if ('text' in decoded) return decoded.text;
  throw new TransientError('broken', `${file}: byte ${decoded.badOffset} is not allowed in ${decoded.encoding}`);
}
