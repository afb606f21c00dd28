import type { VerificationFinding } from '../output/documents/verification.ts';
import { TARGET_KINDS, type TargetKind } from '../page-kinds.ts';
import type { Store } from '../store/store.ts';

/** The corrections of `--fix`. Rows that are derived from other rows are corrected, page records are not. */
export type Corrections = {
  /** Adds what a finding requires. */
  note(finding: VerificationFinding): void;
  /** Corrects everything that was added. */
  apply(store: Store): void;
};

type Wrong = {
  matchIds: Set<number>;
  namedPages: Map<string, { kind: TargetKind; id: number }>;
  areTotals: boolean;
  areLatestNames: boolean;
  areTargets: boolean;
};

/** Rules about columns and totals of targets that are derived from other rows. */
const DERIVED_OF_TARGETS = ['match', 'follow-ups', 'listed-end', 'totals', 'waiting', 'waiting-totals'].map(
  (rule) => `targets/${rule}`,
);

/** Returns corrections without anything to correct. */
export function collectCorrections(): Corrections {
  const wrong: Wrong = {
    matchIds: new Set(),
    namedPages: new Map(),
    areTotals: false,
    areLatestNames: false,
    areTargets: false,
  };
  return { note: (finding) => note(wrong, finding), apply: (store) => store.transaction(() => apply(wrong, store)) };
}

function note(wrong: Wrong, { rule, matchId, kind, id }: VerificationFinding): void {
  if (rule.startsWith('tables/') && matchId !== null) wrong.matchIds.add(matchId);
  const target = TARGET_KINDS.find((each) => each === kind);
  if (rule === 'names/observed_names' && target !== undefined && id !== null) {
    wrong.namedPages.set(`${target} ${id}`, { kind: target, id });
  } else if (rule.startsWith('names/')) wrong.areLatestNames = true;
  if (rule.startsWith('totals/')) wrong.areTotals = true;
  if (DERIVED_OF_TARGETS.includes(rule)) wrong.areTargets = true;
}

function apply(wrong: Wrong, { repair, verification }: Store): void {
  for (const matchId of wrong.matchIds) repair.reassembleMatch(matchId);
  if (wrong.areTotals) repair.recountTotals();
  for (const page of wrong.namedPages.values()) repair.restoreNames(page);
  if (wrong.areLatestNames) {
    repair.restoreLatestNames(verification.latestNameFindings().map(({ table, entityId }) => ({ table, entityId })));
  }
  if (wrong.areTargets) repair.recountTargets();
}
