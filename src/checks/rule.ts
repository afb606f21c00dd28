import type { PageKind } from '../page-kinds.ts';
import type { Finding } from '../page-records.ts';

type Severity = Finding['severity'];

/** The expected value and the value on the page. */
export type Mismatch = { expected: string; seen: string; mapNumber?: number | null };

/** The kind of page that the findings are about, and what the rule is called. */
type RuleName = `${PageKind}/${string}`;

/** A rule as documentation shows it. */
export type RuleInfo = {
  name: RuleName;
  /** `hard`: the page is wrong or was read wrongly. `soft`: known exceptions exist. */
  severity: Severity;
  /** What holds on a correct page, in one line, with the exceptions. */
  statement: string;
};

/** One condition on a page record, or on a page and another page with the same data. Pure. */
export type Rule<Subject> = RuleInfo & { run(subject: Subject): Finding[] };

type Compare<Subject> = (subject: Subject) => Mismatch[];

/**
 * `downgradeIf` makes a hard rule soft where the page itself shows one of the documented exceptions: the page may be
 * correct, so it is kept and the finding stored.
 */
type Comparison<Subject> = { compare: Compare<Subject>; downgradeIf(subject: Subject): boolean };

/** A rule whose findings are hard. */
export function hard<Subject>(
  name: RuleName,
  statement: string,
  comparison: Compare<Subject> | Comparison<Subject>,
): Rule<Subject> {
  const detail = typeof comparison === 'function' ? { compare: comparison } : comparison;
  return createRule({ name, severity: 'hard', statement }, detail);
}

/** A rule whose findings are soft. */
export function soft<Subject>(name: RuleName, statement: string, compare: Compare<Subject>): Rule<Subject> {
  return createRule({ name, severity: 'soft', statement }, { compare });
}

function createRule<Subject>(
  info: RuleInfo,
  { compare, downgradeIf }: Pick<Comparison<Subject>, 'compare'> & Partial<Comparison<Subject>>,
): Rule<Subject> {
  return {
    ...info,
    run(subject) {
      const mismatches = compare(subject);
      if (mismatches.length === 0) return [];
      const severity = downgradeIf?.(subject) ? 'soft' : info.severity;
      return mismatches.map(({ expected, seen, mapNumber }) => ({
        rule: info.name,
        severity,
        mapNumber: mapNumber ?? null,
        expected,
        seen,
      }));
    },
  };
}

/** The findings of all rules, in the order of the rules. */
export function runRules<Subject>(rules: readonly Rule<Subject>[], subject: Subject): Finding[] {
  return rules.flatMap((each) => each.run(subject));
}

/** A list of one mismatch when the condition holds, else none. */
export function mismatchIf(isWrong: boolean, mismatch: () => Mismatch): Mismatch[] {
  return isWrong ? [mismatch()] : [];
}
