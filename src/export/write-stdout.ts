import { InterruptedError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { encoderFor } from './encoder.ts';
import { batchesOf, partsOf } from './parts.ts';
import { selectMatches } from './selection.ts';
import type { ExportTable } from './tables.ts';
import type { ExportRequest } from './write-folder.ts';

/** What is needed to export a table to stdout. */
export type StdoutExport = {
  store: Store;
  table: ExportTable;
  request: ExportRequest;
  version: string;
  signal: AbortSignal;
  /** Resolves when the reader has received the chunk; to false when the reader has closed the pipe. */
  write: (chunk: string | Uint8Array) => Promise<boolean>;
};

/**
 * Writes one table, no faster than its reader. Ends early when the reader closes the pipe. Throws `InterruptedError`
 * after a signal.
 */
export async function exportToStdout(job: StdoutExport): Promise<{ rows: number; bytes: number }> {
  using _reading = job.store.exports.beginReading();
  const counted = { rows: 0, bytes: 0 };
  for await (const { chunk, rows } of chunksOf(job)) {
    if (job.signal.aborted) throw new InterruptedError();
    if (chunk.length > 0 && !(await job.write(chunk))) break;
    counted.rows += rows;
    counted.bytes += typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.length;
  }
  return counted;
}

function* chunksOf({ store, table, request, version }: StdoutExport) {
  const encoder = encoderFor(table, { ...request, version });
  const selection = selectMatches(store, request.filters);
  yield { chunk: encoder.begin(), rows: 0 };
  for (const part of partsOf(table, selection, null)) {
    for (const batch of batchesOf(store, part, selection)) yield { chunk: encoder.rows(batch), rows: batch.length };
  }
  yield { chunk: encoder.end(), rows: 0 };
}
