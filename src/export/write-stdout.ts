import { InterruptedError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { type EncoderOptions, encoderFor } from './encoder.ts';
import { batchesOf, partsOf } from './parts.ts';
import { selectMatches } from './selection.ts';
import type { ExportTable } from './tables.ts';
import type { ExportRequest } from './write-folder.ts';

export type StdoutExport = {
  store: Store;
  table: ExportTable;
  request: ExportRequest;
  version: string;
  signal: AbortSignal;
  /** Resolves when the reader has taken the chunk; false: the reader is gone. */
  write: (chunk: string | Uint8Array) => Promise<boolean>;
};

/** Writes one table, no faster than its reader. Ends early when the reader is gone. Throws `InterruptedError` after a signal. */
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
  const options: EncoderOptions = { format: request.format, csvSafe: request.csvSafe, version };
  const encoder = encoderFor(table, options);
  const selection = selectMatches(store, request.filters);
  yield { chunk: encoder.begin(), rows: 0 };
  for (const part of partsOf(table, selection, null)) {
    for (const batch of batchesOf(store, part, selection)) yield { chunk: encoder.rows(batch), rows: batch.length };
  }
  yield { chunk: encoder.end(), rows: 0 };
}
