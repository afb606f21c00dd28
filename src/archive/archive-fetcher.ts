import { InterruptedError, NotFoundError } from '../errors.ts';
import type { Fetcher } from '../fetcher.ts';
import type { Archive } from './archive.ts';

/** Gives archived pages in place of the site's; a page that is not archived is `NotFoundError`. */
export const archiveFetcher = (archive: Archive): Fetcher => ({
  fetch: async (request, signal) => {
    if (signal.aborted) throw new InterruptedError();
    const file = archive.find(request.kind, request.id);
    const document = file === null ? null : archive.readFile(file);
    if (document === null) {
      throw new NotFoundError(`${request.kind} ${request.id} is not in the archive ${archive.folder}.`);
    }
    return {
      request,
      url: request.path,
      httpStatus: 200,
      html: document.html,
      fetchedAtMs: document.fetchedAtMs,
      transport: 'archive',
      transportReason: null,
    };
  },
  [Symbol.asyncDispose]: async () => {},
});
