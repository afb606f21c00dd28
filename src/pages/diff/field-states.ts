import type { FieldIssue } from '../../page-records.ts';
import { withoutIndexes } from '../field-source.ts';

/** The result of reading a page: its record, or the field that failed it (null: not because of a field). */
export type Reading = { record: object; issues: readonly FieldIssue[] } | { failedField: string | null };

/** How often a field has a value, is null, or is omitted with its row or map; and whether it failed the page. */
type FieldState = { filled: number; empty: number; withheld: number; failed: boolean };

export type FieldChange = { field: string; good: FieldState; bad: FieldState };

/**
 * The fields that one reading has and the other lacks in some or all rows. Of a failed page, only the field that failed
 * it is compared.
 */
export function compareFields(good: Reading, bad: Reading): FieldChange[] {
  const [left, right] = [statesOf(good), statesOf(bad)];
  const isPartial = 'failedField' in good || 'failedField' in bad;
  const fields = [...new Set([...left.keys(), ...right.keys()])];
  return fields
    .map((field) => ({ field, good: left.get(field) ?? NO_STATE, bad: right.get(field) ?? NO_STATE }))
    .filter((change) => (isPartial ? change.good.failed !== change.bad.failed : isTelling(change)))
    .sort((a, b) => weight(b) - weight(a));
}

const NO_STATE: FieldState = { filled: 0, empty: 0, withheld: 0, failed: false };

/**
 * Whether a change matters. Numbers of rows vary between matches; whether there are any, and all are readable, does
 * not.
 */
function isTelling({ good, bad }: FieldChange): boolean {
  return (
    good.filled > 0 !== bad.filled > 0 ||
    good.withheld > 0 !== bad.withheld > 0 ||
    (good.empty === 0 && good.filled > 0 && bad.empty > 0) ||
    (bad.empty === 0 && bad.filled > 0 && good.empty > 0)
  );
}

function weight({ good, bad }: FieldChange): number {
  const isLost = good.filled > 0 && bad.filled === 0;
  return (good.failed || bad.failed ? 4 : 0) + (isLost ? 2 : 0) + (bad.withheld > good.withheld ? 1 : 0);
}

function statesOf(reading: Reading): Map<string, FieldState> {
  const states = new Map<string, FieldState>();
  const add = (field: string, change: Partial<FieldState>): void => {
    const state = states.get(field) ?? NO_STATE;
    states.set(field, {
      filled: state.filled + (change.filled ?? 0),
      empty: state.empty + (change.empty ?? 0),
      withheld: state.withheld + (change.withheld ?? 0),
      failed: state.failed || change.failed === true,
    });
  };
  if ('failedField' in reading) {
    if (reading.failedField !== null) add(withoutIndexes(reading.failedField), { failed: true });
    return states;
  }
  addValues(reading.record, '', add);
  for (const { rank, field } of reading.issues) if (rank === 'core') add(withoutIndexes(field), { withheld: 1 });
  return states;
}

/** Fields of the record that are not data: unreadable, unknown or omitted values. */
const NOTES = new Set(['issues', 'unknowns', 'leftOut']);

type AddState = (field: string, change: Partial<FieldState>) => void;

/** Adds every value by its path without indexes. A list is filled when it has entries. */
function addValues(value: object, path: string, add: AddState): void {
  for (const [key, inner] of Object.entries(value)) {
    if (path === '' && NOTES.has(key)) continue;
    const field = path === '' ? key : `${path}.${key}`;
    addValue(inner, field, add);
  }
}

function addValue(value: unknown, field: string, add: AddState): void {
  if (Array.isArray(value)) {
    add(field, value.length > 0 ? { filled: value.length } : { empty: 1 });
    for (const item of value) if (typeof item === 'object' && item !== null) addValues(item, field, add);
  } else if (typeof value === 'object' && value !== null) addValues(value, field, add);
  else add(field, value === null || value === '' ? { empty: 1 } : { filled: 1 });
}
