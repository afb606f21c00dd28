import type { Finding } from '../../src/page-records.ts';

/** A consistent record with one value broken, and the rule that must notice. */
export type BrokenCase = {
  rule: string;
  /** Part of what the finding says it saw. */
  seen: string;
  /** Findings of the record as it was. */
  before: () => Finding[];
  /** Findings after the break. */
  after: () => Finding[];
};

/** Makes cases of a builder and a check: each call names the rule, what is seen, and the break. */
export function broken<Subject>(build: () => Subject, check: (subject: Subject) => Finding[]) {
  return (rule: string, seen: string, breakIt: (subject: Subject) => unknown): BrokenCase => ({
    rule,
    seen,
    before: () => check(build()),
    after: () => {
      const subject = structuredClone(build());
      breakIt(subject);
      return check(subject);
    },
  });
}
