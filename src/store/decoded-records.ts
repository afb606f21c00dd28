/**
 * A cache of decoded records, since the overview of a match is needed for each page of its maps. The key is the name and
 * the stored bytes, so an entry is never stale. Callers share the returned record and must not change it.
 */
export type DecodedRecords = {
  /** The record of these bytes: from the cache, or from `decode`. */
  find(name: string, bytes: Uint8Array, decode: (bytes: Uint8Array) => unknown): unknown;
};

/** The overviews and map pages of about ten matches: a run processes that many in a batch. */
const MAX_RECORDS = 64;

/** Returns an empty cache. */
export function createDecodedRecords(maxRecords = MAX_RECORDS): DecodedRecords {
  const records = new Map<string, { bytes: Uint8Array; record: unknown }>();
  return {
    find(name, bytes, decode) {
      const known = records.get(name);
      const record = known !== undefined && Buffer.compare(known.bytes, bytes) === 0 ? known.record : decode(bytes);
      // A Map iterates in insertion order: the first entry is the least recently used.
      records.delete(name);
      records.set(name, { bytes, record });
      const [oldest] = records.keys();
      if (records.size > maxRecords && oldest !== undefined) records.delete(oldest);
      return record;
    },
  };
}
