/** Sums and comparisons that ignore absent values. */

/** The sum; null when there are no values or one of them is null. */
export function sum(values: readonly (number | null)[]): number | null {
  if (values.length === 0) return null;
  let total = 0;
  for (const value of values) {
    if (value === null) return null;
    total += value;
  }
  return total;
}

/** The sum of one field of the rows; null as for `sum`. */
export function sumOf<Field extends string>(
  rows: readonly Readonly<Record<Field, number | null>>[],
  field: Field,
): number | null {
  return sum(rows.map((row) => row[field]));
}

/** Rounding errors of decimals as pages show them are smaller than this. */
const ROUNDING_ERROR = 1e-6;

/** Both known and different; numbers by more than the tolerance. */
export function differs<Value>(left: Value | null, right: Value | null, tolerance = 0): boolean {
  if (left === null || right === null) return false;
  if (typeof left !== 'number' || typeof right !== 'number') return left !== right;
  return Math.abs(left - right) > tolerance + ROUNDING_ERROR;
}

/** Whether two lists differ in any place. */
export function anyOf<Value>(
  areDifferent: (expected: Value | null, seen: Value | null) => boolean,
): (expected: readonly (Value | null)[], seen: readonly (Value | null)[]) => boolean {
  return (expected, seen) => expected.some((value, index) => areDifferent(value, seen[index] ?? null));
}

/** Two scores of which every number is known and one is different. */
export function scoresDiffer(left: readonly (number | null)[], right: readonly (number | null)[]): boolean {
  return !left.includes(null) && !right.includes(null) && anyOf<number>(differs)(left, right);
}

/** A score for a message: `13:9`. */
export function scoreText([team1, team2]: readonly (number | null)[]): string {
  return `${team1}:${team2}`;
}

/** At most as large, or one of the two is unknown. */
export function isAtMost(value: number | null, limit: number | null): boolean {
  return value === null || limit === null || value <= limit;
}

/** A percentage, or unknown. */
export function isPercentage(value: number | null): boolean {
  return isAtMost(0, value) && isAtMost(value, 100);
}

/** A name without the differences between pages: blanks, case, composed characters. */
export function plainName(name: string): string {
  return name.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();
}

/** Names instead of that of a map: it was undecided when the page was saved, or forfeited. */
const PLACEHOLDERS = new Set(['tba', 'default']);

/** Whether a map name stands for a map that is not known or was not played. */
export function isPlaceholder(mapName: string): boolean {
  return PLACEHOLDERS.has(plainName(mapName));
}

/** Both known and different names. */
export function namesDiffer(left: string | null, right: string | null): boolean {
  return left !== null && right !== null && plainName(left) !== plainName(right);
}

/** A list of numbers for a message: `1, 2, 5`. */
export function listed(values: Iterable<number | string>): string {
  const all = [...values];
  return all.length === 0 ? 'none' : all.join(', ');
}

/** Distinct values of the first that the second does not contain. */
export function difference<Value>(values: Iterable<Value>, others: Iterable<Value>): Value[] {
  const excluded = new Set(others);
  return [...new Set(values)].filter((value) => !excluded.has(value));
}
