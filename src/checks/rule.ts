import type { PageKind } from '../page-kinds.ts';
import type { Finding } from '../page-records.ts';
import { differs } from './comparing.ts';

type Severity = Finding['severity'];

/** The expected value and the value on the page. */
export type Mismatch = { expected: string; seen: string; mapNumber?: number | null };

/** A rule as documentation shows it. */
export type RuleInfo = {
  /** Begins with the kind of page that the findings are about, except in the rules of a part of a page. */
  name: string;
  /** `hard`: the page is wrong or was read wrongly. `soft`: known exceptions exist. */
  severity: Severity;
  /** What holds on a correct page, in one line, with the exceptions. */
  statement: string;
};

/** One condition on a page record, or on a page and another page with the same data. Pure. */
export type Rule<Subject> = RuleInfo & { run(subject: Subject): Finding[] };

type Definition<Subject> = Pick<RuleInfo, 'statement'> & {
  /** The rule has no findings for such a subject. */
  skipIf?(subject: Subject): boolean;
  /**
   * Makes a hard rule soft where the page itself shows one of the documented exceptions: the page may be correct, so it
   * is kept and the finding stored.
   */
  downgradeIf?(subject: Subject): boolean;
};

/** Without `each` the only row is the subject itself. The `mapNumber` of a row is that of its finding. */
type RowDefinition<Subject, Row> = Definition<Subject> & { each?(subject: Subject): readonly Row[] };

/** A condition that holds for each row. */
type Condition<Subject, Row> = RowDefinition<Subject, Row> & {
  holds(row: Row, subject: Subject): boolean;
  expected(row: Row, subject: Subject): string;
  seen(row: Row, subject: Subject): string;
};

/** Two values of each row that are the same if both are known. */
type Equality<Subject, Row, Value> = RowDefinition<Subject, Row> & {
  same(row: Row, subject: Subject): readonly [expected: Value, seen: Value];
  /** What makes two values different, if not `differs`. */
  differ?(expected: Value, seen: Value): boolean;
  /** Wording of both values; `expected` and `seen` are that of one. */
  text?(value: Value, row: Row, subject: Subject): string;
  expected?(value: Value, row: Row, subject: Subject): string;
  seen?(value: Value, row: Row, subject: Subject): string;
};

/** Any other comparison. */
type Comparison<Subject> = Definition<Subject> & { compare(subject: Subject): Mismatch[] };

/** Makes a rule of one of the three forms. */
type DefineRule = {
  <Subject>(name: string, rule: Comparison<Subject>): Rule<Subject>;
  <Subject, Row = Subject>(name: string, rule: Condition<Subject, Row>): Rule<Subject>;
  <Subject, Row = Subject, Value = unknown>(name: string, rule: Equality<Subject, Row, Value>): Rule<Subject>;
};

/** A rule whose findings are hard. */
export const hard: DefineRule = defineWith('hard');

/** A rule whose findings are soft. */
export const soft: DefineRule = defineWith('soft');

function defineWith(severity: Severity): DefineRule {
  return <Subject, Row, Value>(
    name: string,
    rule: Comparison<Subject> | Condition<Subject, Row> | Equality<Subject, Row, Value>,
  ): Rule<Subject> => {
    const { statement, skipIf, downgradeIf } = rule;
    const compare = 'compare' in rule ? rule.compare : compareRows(rule);
    const run = (subject: Subject): Finding[] => {
      const mismatches = skipIf?.(subject) ? [] : compare(subject);
      if (mismatches.length === 0) return [];
      const info = { rule: name, severity: downgradeIf?.(subject) ? ('soft' as const) : severity };
      return mismatches.map(({ expected, seen, mapNumber = null }) => ({ ...info, mapNumber, expected, seen }));
    };
    return { name, severity, statement, run };
  };
}

function compareRows<Subject, Row, Value>(
  rule: Condition<Subject, Row> | Equality<Subject, Row, Value>,
): (subject: Subject) => Mismatch[] {
  // Without `each` the type of a row is that of the subject.
  const { each = (subject: Subject) => [subject as unknown as Row] } = rule;
  const compare = 'holds' in rule ? conditionOf(rule) : equalityOf(rule);
  return (subject) =>
    each(subject).flatMap((row) => {
      const mismatch = compare(row, subject);
      return mismatch === null ? [] : [{ ...mismatch, mapNumber: mapNumberOf(row) }];
    });
}

function conditionOf<Subject, Row>({ holds, expected, seen }: Condition<Subject, Row>) {
  return (row: Row, subject: Subject): Mismatch | null =>
    holds(row, subject) ? null : { expected: expected(row, subject), seen: seen(row, subject) };
}

function equalityOf<Subject, Row, Value>(rule: Equality<Subject, Row, Value>) {
  const { same, differ = differs, text = String, expected = text, seen = text } = rule;
  return (row: Row, subject: Subject): Mismatch | null => {
    const [left, right] = same(row, subject);
    if (!differ(left, right)) return null;
    return { expected: expected(left, row, subject), seen: seen(right, row, subject) };
  };
}

function mapNumberOf(row: unknown): number | null {
  const isOfMap = typeof row === 'object' && row !== null && 'mapNumber' in row;
  return isOfMap && typeof row.mapNumber === 'number' ? row.mapNumber : null;
}

/**
 * The rules of a part as rules of a page: each part is compared on its own. Their names get the kind of page in front,
 * and their findings the map of the part.
 */
export function rulesOfParts<Page, Part extends { mapNumber: number | null }>(
  page: PageKind,
  rules: readonly Rule<Part>[],
  listParts: (record: Page) => readonly Part[],
): Rule<Page>[] {
  return rules.map((rule) => {
    const name = `${page}/${rule.name}`;
    const run = (record: Page) =>
      listParts(record).flatMap((part) =>
        rule.run(part).map((finding) => ({ ...finding, rule: name, mapNumber: part.mapNumber })),
      );
    return { ...rule, name, run };
  });
}

/** The findings of all rules, in the order of the rules. */
export function runRules<Subject>(rules: readonly Rule<Subject>[], subject: Subject): Finding[] {
  return rules.flatMap((each) => each.run(subject));
}

/** A list of one mismatch when the condition holds, else none. */
export function mismatchIf(isWrong: boolean, mismatch: () => Mismatch): Mismatch[] {
  return isWrong ? [mismatch()] : [];
}
