/**
 * The records decoded last: the overview of a match is needed for each page of its maps. A record is found by its name
 * and its bytes, so that none is ever out of date, whatever was saved or rolled back since. It is shared: do not change it.
 */
export type DecodedRecords = {
  find(name: string, bytes: Uint8Array, decode: (bytes: Uint8Array) => unknown): unknown;
};

/** As many as ten matches have overviews and map pages: a run saves the pages of so many in turn. */
const MAX_RECORDS = 64;

/** An empty one. */
export function createDecodedRecords(maxRecords = MAX_RECORDS): DecodedRecords {
  const records = new Map<string, { bytes: Uint8Array; record: unknown }>();
  return {
    find(name, bytes, decode) {
      const known = records.get(name);
      const record = known !== undefined && Buffer.compare(known.bytes, bytes) === 0 ? known.record : decode(bytes);
      // Last in the map is used last.
      records.delete(name);
      records.set(name, { bytes, record });
      const [oldest] = records.keys();
      if (records.size > maxRecords && oldest !== undefined) records.delete(oldest);
      return record;
    },
  };
}
