import { PUBLIC_TABLES, type PublicRows, type PublicTable } from '../../src/records.ts';

type Row = Record<string, unknown>;

/** Cells in which two databases differ: `maps 12/1 team1Rounds: 13, expected 12`. Empty when they are equal. */
export function differences(seen: PublicRows, expected: PublicRows): string[] {
  return (Object.keys(PUBLIC_TABLES) as PublicTable[]).flatMap((table) => {
    const [seenRows, expectedRows] = [byKey(table, seen[table]), byKey(table, expected[table])];
    const missing = [...expectedRows.keys()]
      .filter((key) => !seenRows.has(key))
      .map((key) => `${table} ${key} is missing`);
    const extra = [...seenRows.keys()].filter((key) => !expectedRows.has(key)).map((key) => `${table} ${key} is extra`);
    const cells = [...expectedRows].flatMap(([key, row]) => differingCells(`${table} ${key}`, seenRows.get(key), row));
    return [...missing, ...extra, ...cells];
  });
}

function byKey(table: PublicTable, rows: readonly Row[]): Map<string, Row> {
  const { key } = PUBLIC_TABLES[table];
  return new Map(rows.map((row) => [key.map((field) => row[field]).join('/'), row]));
}

function differingCells(place: string, seen: Row | undefined, expected: Row): string[] {
  if (seen === undefined) return [];
  return Object.keys(expected)
    .filter((field) => seen[field] !== expected[field])
    .map((field) => `${place} ${field}: ${JSON.stringify(seen[field])}, expected ${JSON.stringify(expected[field])}`);
}
