import type { Finding } from '../page-records.ts';
import type { PageKind } from '../records.ts';

type Severity = Finding['severity'];

/** What a rule expected and what the page says instead. */
export type Mismatch = { expected: string; seen: string; mapNumber?: number | null };

/** A rule as documentation shows it. */
export type RuleInfo = {
  name: string;
  /** `hard`: the page is wrong or misread. `soft`: known exceptions exist. */
  severity: Severity;
  /** The kind of page a finding speaks about. */
  page: PageKind;
  /** What holds on a good page, in one line, with the exceptions. */
  statement: string;
};

/** One identity over a page record, or over a page and what another page says of the same thing. Pure. */
export type Rule<Subject> = RuleInfo & { run(subject: Subject): Finding[] };

/**
 * Makes a rule of what it compares. `excuse` softens a hard rule where the page itself shows one of the documented
 * exceptions: the page could still be right, so it is kept and the finding stored.
 */
export function rule<Subject>(
  definition: RuleInfo & { compare(subject: Subject): Mismatch[]; excuse?(subject: Subject): boolean },
): Rule<Subject> {
  const { name, severity, page, statement, compare, excuse } = definition;
  return {
    name,
    severity,
    page,
    statement,
    run(subject) {
      const mismatches = compare(subject);
      if (mismatches.length === 0) return [];
      const effective = excuse?.(subject) ? 'soft' : severity;
      return mismatches.map(({ expected, seen, mapNumber }) => ({
        rule: name,
        severity: effective,
        mapNumber: mapNumber ?? null,
        expected,
        seen,
      }));
    },
  };
}

/** All findings of the rules, in the order of the rules. */
export function runRules<Subject>(rules: readonly Rule<Subject>[], subject: Subject): Finding[] {
  return rules.flatMap((each) => each.run(subject));
}

/** A list of one mismatch when the condition holds, else none. */
export function mismatchIf(isWrong: boolean, mismatch: () => Mismatch): Mismatch[] {
  return isWrong ? [mismatch()] : [];
}
