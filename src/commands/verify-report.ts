import type { VerificationFinding, VerificationSummary } from '../output/documents/verification.ts';
import { renderVerificationFinding } from '../output/verification.ts';
import type { Terminal } from './terminal.ts';

/** Prints the findings of `verify` and counts them. */
export type FindingReport = {
  /** Prints and counts a finding. False: its rule is not selected, and it is ignored. */
  report(finding: VerificationFinding): boolean;
  /** Prints a hard finding that is left after a correction. False: it is soft or its rule is not selected. */
  reportUnfixed(finding: VerificationFinding): boolean;
  counts(): Pick<VerificationSummary, 'hard' | 'soft' | 'rules'>;
};

type Printing = { terminal: Pick<Terminal, 'raw'>; json: boolean; rules: readonly string[] };

/** Selects findings whose rule begins with one of `rules`; without rules, all findings. */
export function reportFindings({ terminal, json, rules }: Printing): FindingReport {
  const tallies = new Map<string, VerificationSummary['rules'][number]>();
  const isWanted = ({ rule }: VerificationFinding): boolean =>
    rules.length === 0 || rules.some((beginning) => rule.startsWith(beginning));

  function print(finding: VerificationFinding): void {
    if (json) terminal.raw(JSON.stringify(finding));
    else if (finding.severity === 'hard' || rules.length > 0) terminal.raw(renderVerificationFinding(finding));
  }

  function count({ rule, severity, isKnown }: VerificationFinding): void {
    const key = `${severity} ${rule}`;
    const tally = tallies.get(key) ?? { rule, severity, count: 0, known: 0 };
    tallies.set(key, { ...tally, count: tally.count + 1, known: tally.known + (isKnown ? 1 : 0) });
  }

  return {
    report(finding) {
      if (!isWanted(finding)) return false;
      count(finding);
      print(finding);
      return true;
    },
    reportUnfixed(finding) {
      if (!isWanted(finding) || finding.severity !== 'hard') return false;
      print({ ...finding, type: 'unfixed' });
      return true;
    },
    counts() {
      const all = [...tallies.values()].sort(
        (one, other) => one.severity.localeCompare(other.severity) || other.count - one.count,
      );
      const sum = (severity: string): number =>
        all.filter((tally) => tally.severity === severity).reduce((total, tally) => total + tally.count, 0);
      return { hard: sum('hard'), soft: sum('soft'), rules: all };
    },
  };
}
