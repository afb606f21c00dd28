/** For each field of `blank` the first value that is not null, in the order of the sources; else the blank one. */
export function firstKnown<Row extends object>(blank: Row, sources: readonly (Partial<Row> | null)[]): Row {
  const row = { ...blank };
  for (const source of sources.toReversed()) {
    if (source !== null) for (const field of fieldsOf(blank)) copyKnown(source, row, field);
  }
  return row;
}

function fieldsOf<Row extends object>(row: Row): (keyof Row)[] {
  return Object.keys(row) as (keyof Row)[];
}

function copyKnown<Row extends object, Field extends keyof Row>(from: Partial<Row>, to: Row, field: Field): void {
  const value = from[field];
  if (value !== undefined && value !== null) to[field] = value;
}
