import { difference, differs, listed } from './comparing.ts';
import { type Mismatch, mismatchIf } from './rule.ts';

/** Comparisons of what two pages, or two parts of a page, both show. */

/** Wording of a rating version. */
export function ratingText(version: string | null): string {
  return `rating ${version}`;
}

type Numbers<Field extends string> = Readonly<Record<Field, number | null>>;

/** Compares the numbers of two records under the labels of a table; at most one mismatch, which lists all differences. */
export function sameNumbers<Field extends string>(
  labels: readonly (readonly [field: Field, label: string])[],
  { subject, expected, seen }: { subject: string; expected: Numbers<Field>; seen: Numbers<Field> },
): Mismatch[] {
  const different = labels.filter(([field]) => differs(expected[field], seen[field]));
  const text = (values: Numbers<Field>) => listed(different.map(([field, label]) => `${label} ${values[field]}`));
  return mismatchIf(different.length > 0, () => ({ expected: `${subject}: ${text(expected)}`, seen: text(seen) }));
}

/** A mismatch for each key that occurs more than once; `noun` is what a key stands for. */
export function distinct(keys: readonly string[], noun: string): Mismatch[] {
  return [...Map.groupBy(keys, (key) => key)]
    .filter(([, same]) => same.length > 1)
    .map(([key, same]) => ({ expected: `${key}: 1 ${noun}`, seen: `${same.length} ${noun}s` }));
}

/** Compares two sets; a label says what it means that a member is in one set only. */
export function sameMembers(expected: string, sets: Readonly<Record<string, Iterable<number>>>): Mismatch[] {
  const only = Object.entries(sets).map(([label, members], index, all) => {
    const others = all.flatMap(([, each], at) => (at === index ? [] : [...each]));
    return { label, members: difference(members, others) };
  });
  return mismatchIf(
    only.some(({ members }) => members.length > 0),
    () => ({ expected, seen: only.map(({ label, members }) => `${label}: ${listed(members)}`).join('; ') }),
  );
}
