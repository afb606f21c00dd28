/** Sums and comparisons in which an absent value takes no part. */

/** Null as soon as one part is null or there is none: an unknown part makes the sum unknown. */
export function sum(values: readonly (number | null)[]): number | null {
  if (values.length === 0) return null;
  let total = 0;
  for (const value of values) {
    if (value === null) return null;
    total += value;
  }
  return total;
}

/** Both known and further apart than the tolerance. Values are decimals as shown, hence the tiny allowance. */
export function isApart(left: number | null, right: number | null, tolerance = 0): boolean {
  return left !== null && right !== null && Math.abs(left - right) > tolerance + 1e-6;
}

/** Both known and different. */
export function isOther<Value>(left: Value | null, right: Value | null): boolean {
  return left !== null && right !== null && left !== right;
}

/** A name without what pages write differently: blanks, case, composed characters. */
export function plainName(name: string): string {
  return name.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();
}

/** Map names that say nothing: undecided when the page was saved, or forfeited. */
const PLACEHOLDERS = new Set(['tba', 'default']);

export function isPlaceholder(mapName: string): boolean {
  return PLACEHOLDERS.has(plainName(mapName));
}

/** Both known and different names. */
export function isOtherName(left: string | null, right: string | null): boolean {
  return left !== null && right !== null && plainName(left) !== plainName(right);
}

/** Both known and the same name. */
export function isName(left: string | null, right: string | null): boolean {
  return left !== null && right !== null && plainName(left) === plainName(right);
}

/** A list of numbers for a message: `1, 2, 5`. */
export function listed(values: Iterable<number | string>): string {
  const all = [...values];
  return all.length === 0 ? 'none' : all.join(', ');
}

/** Members of the first that the second lacks. */
export function missingFrom<Value>(wanted: Iterable<Value>, present: Iterable<Value>): Value[] {
  const there = new Set(present);
  return [...new Set(wanted)].filter((value) => !there.has(value));
}
