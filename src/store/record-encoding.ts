/**
 * The text format of page records: JSON in which lists of rows and lists of lists are stored by column, because values of
 * the same field compress better together. Decoding restores every JSON value; absent fields stay absent.
 *
 *     [{"id": 1, "side": "t"}, {"id": 2, "side": "ct"}]   ["rows", {"id": [1, 2], "side": ["t", "ct"]}]
 *     [[1, 2], [], [3]]                                   ["lists", [2, 0, 1], [1, 2, 3]]
 *     ["rows", 1]                                         ["list", "rows", 1]
 */

/** Stored with every record, so that later versions can read older records. */
const FORMAT = 1;

/** The record as text, without fields that are `undefined`. */
export function encodeRecord(record: object): string {
  return JSON.stringify({ format: FORMAT, record: encode(record) });
}

/** Reverses `encodeRecord`. Throws an `Error` on any other text. */
export function decodeRecord(text: string): unknown {
  const { format, record }: { format: unknown; record: unknown } = JSON.parse(text);
  if (format !== FORMAT) throw new Error(`Expected a page record of format ${FORMAT}, got ${JSON.stringify(format)}.`);
  return decode(record);
}

type Row = Record<string, unknown>;

/** Marks of encoded lists. A plain list that begins with one of these words gets the mark `list`. */
const MARKS: readonly unknown[] = ['rows', 'lists', 'list'];

function encode(value: unknown): unknown {
  if (!Array.isArray(value)) return isObject(value) ? mapFields(value, encode) : value;
  const items: readonly unknown[] = value;
  if (items.length > 1 && areRows(items)) return ['rows', encodeColumns(items)];
  if (items.length > 1 && items.every(isList))
    return ['lists', items.map(({ length }) => length), encode(items.flat())];
  const encoded = items.map(encode);
  return MARKS.includes(items[0]) ? ['list', ...encoded] : encoded;
}

function decode(value: unknown): unknown {
  if (!Array.isArray(value)) return isObject(value) ? mapFields(value, decode) : value;
  const [mark, first, second]: readonly unknown[] = value;
  if (typeof mark === 'number' || mark === null) return value.map(decode);
  if (mark === 'list') return value.slice(1).map(decode);
  if (mark === 'rows' && isObject(first)) return decodeColumns(first);
  if (mark === 'lists' && isList(first)) return decodeLists(first.map(Number), decode(second));
  return value.map(decode);
}

function encodeColumns(rows: readonly Row[]): Row {
  return Object.fromEntries(fieldsOf(rows[0] ?? {}).map((field) => [field, encode(rows.map((row) => row[field]))]));
}

function decodeColumns(columns: Row): Row[] {
  const rows: Row[] = [];
  for (const [field, encoded] of Object.entries(columns)) {
    const values = decode(encoded);
    if (!isList(values)) continue;
    if (rows.length === 0) for (let count = values.length; count > 0; count -= 1) rows.push({});
    rows.forEach((row, index) => {
      row[field] = values[index];
    });
  }
  return rows;
}

function decodeLists(lengths: readonly number[], items: unknown): unknown[] {
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return isList(items) ? items.slice(end - length, end) : [];
  });
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Objects with the same fields in the same order. */
function areRows(items: readonly unknown[]): items is readonly Row[] {
  const [first] = items;
  const fields = isObject(first) ? fieldsOf(first) : [];
  return fields.length > 0 && items.every((item) => isObject(item) && hasFields(item, fields));
}

function hasFields(row: Row, fields: readonly string[]): boolean {
  const own = fieldsOf(row);
  return own.length === fields.length && own.every((field, index) => field === fields[index]);
}

function fieldsOf(row: Row): string[] {
  return Object.keys(row).filter((field) => row[field] !== undefined);
}

function mapFields(object: Row, change: (value: unknown) => unknown): Row {
  return Object.fromEntries(fieldsOf(object).map((field) => [field, change(object[field])]));
}
