import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/checks/all-rules.ts';
import { PAGE_KINDS } from '../../src/page-kinds.ts';
import { Finding } from '../../src/page-records.ts';
import { BROKEN_ECONOMY, BROKEN_PERFORMANCE, BROKEN_RESULTS } from './broken-extras.ts';
import { BROKEN_MAP_STATS } from './broken-map-stats.ts';
import { BROKEN_MATCH } from './broken-match.ts';
import { BROKEN_ROUND_SWING } from './broken-round-swing.ts';

const CASES = [
  ...BROKEN_RESULTS,
  ...BROKEN_MATCH,
  ...BROKEN_MAP_STATS,
  ...BROKEN_PERFORMANCE,
  ...BROKEN_ROUND_SWING,
  ...BROKEN_ECONOMY,
];

describe('every rule', () => {
  it.each(CASES.map((each, index) => ({ ...each, index })))(
    '$rule is silent before and speaks after break $index',
    ({ rule, seen, before, after }) => {
      expect(before()).toEqual([]);
      const found = after().filter((finding) => finding.rule === rule);
      const { severity } = RULES.find((info) => info.name === rule) ?? {};
      expect(found.length).toBeGreaterThan(0);
      expect(found.map((finding) => finding.severity)).toEqual(found.map(() => severity));
      expect(found.map((finding) => finding.seen).join('\n')).toContain(seen);
    },
  );

  it('has a case that breaks it', () => {
    const broken = new Set(CASES.map((each) => each.rule));
    expect(RULES.map((info) => info.name).filter((name) => !broken.has(name))).toEqual([]);
  });

  it('has a name of its own that begins with the kind of page', () => {
    const names = RULES.map((info) => info.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !PAGE_KINDS.some((kind) => name.startsWith(`${kind}/`)))).toEqual([]);
  });

  it('states itself in one line that ends in a full stop', () => {
    expect(RULES.filter(({ statement }) => !/^[A-Z][^\n]{10,140}\.$/.test(statement))).toEqual([]);
  });

  it('gives findings that fit the schema', () => {
    const findings = CASES.flatMap((each) => each.after());
    expect(findings.filter((finding) => !Finding.safeParse(finding).success)).toEqual([]);
  });
});
