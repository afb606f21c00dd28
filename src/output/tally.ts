import type { PageKind } from '../page-kinds.ts';
import type { Finding } from '../page-records.ts';
import type { QuarantineTally } from './documents/shared.ts';

/** The number of pages that were read and not quarantined, with or without data. */
export function countTaken(stages: Record<string, { fetched: number; quarantined: number }>): number {
  return Object.values(stages).reduce((sum, { fetched, quarantined }) => sum + fetched - quarantined, 0);
}

type QuarantinedPage = { rule: string; field: string | null; message: string };

/** Counts quarantined pages by rule and field without indexes, the most frequent first. */
export function tallyQuarantine(pages: readonly QuarantinedPage[]): QuarantineTally[] {
  const tallies = new Map<string, QuarantineTally>();
  for (const { rule, message, ...page } of pages) {
    const field = page.field?.replaceAll(/\[\d+\]/g, '[]') ?? null;
    const key = quarantineName({ rule, field });
    const known = tallies.get(key) ?? { rule, field, count: 0, example: message };
    tallies.set(key, { ...known, count: known.count + 1 });
  }
  return [...tallies.values()].sort((one, other) => other.count - one.count);
}

/** One finding with its page: `match 5, map 2: expected 13, saw 12`. */
export function renderFinding(
  { kind, id }: { kind: PageKind; id: number },
  { mapNumber, expected, seen }: Pick<Finding, 'mapNumber' | 'expected' | 'seen'>,
): string {
  const map = mapNumber === null ? '' : `, map ${mapNumber}`;
  return `${kind} ${id}${map}: expected ${expected}, saw ${seen}`;
}

/** `match/title`, `parse maps[].score`. */
export function quarantineName({ rule, field }: Pick<QuarantineTally, 'rule' | 'field'>): string {
  return field === null ? rule : `${rule} ${field}`;
}
