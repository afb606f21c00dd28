import { describe, expect, it } from 'vitest';
import { hard, type Rule, rulesOfParts, soft } from '../../src/checks/rule.ts';

type Row = { mapNumber: number | null; kills: number | null; limit: number };
type Page = { isLive: boolean; hasNote: boolean; rows: Row[] };

function pageOf(rows: Row[], flags: Partial<Page> = {}): Page {
  return { isLive: false, hasNote: false, rows, ...flags };
}

const ROW = { mapNumber: 2, kills: 7, limit: 5 };

const limit: Rule<Page> = hard('match/limit', {
  statement: 'No row has more kills than its limit.',
  skipIf: ({ isLive }) => isLive,
  downgradeIf: ({ hasNote }) => hasNote,
  each: ({ rows }) => rows,
  holds: ({ kills, limit }) => kills === null || kills <= limit,
  expected: (row, { rows }) => `at most ${row.limit} in ${rows.length} rows`,
  seen: ({ kills }) => String(kills),
});

const same: Rule<Row> = soft('match/same', {
  statement: 'Kills are the limit.',
  same: ({ kills, limit }) => [limit, kills],
  expected: (value) => `kills ${value}`,
});

describe('a rule', () => {
  it('reports each row for which its condition does not hold, with the map of the row', () => {
    const mismatch = { rule: 'match/limit', severity: 'hard', expected: 'at most 5 in 3 rows', seen: '7' };
    const page = pageOf([ROW, { ...ROW, kills: 5 }, { ...ROW, mapNumber: null }]);
    expect(limit.run(page)).toEqual([
      { ...mismatch, mapNumber: 2 },
      { ...mismatch, mapNumber: null },
    ]);
  });

  it('has no finding for a subject that it skips and is soft for an exception', () => {
    expect(limit.run(pageOf([ROW], { isLive: true }))).toEqual([]);
    expect(limit.run(pageOf([ROW], { hasNote: true })).map(({ severity }) => severity)).toEqual(['soft']);
  });

  it('compares two values of the subject itself unless one is unknown', () => {
    expect(same.run(ROW)).toMatchObject([{ expected: 'kills 5', seen: '7', mapNumber: 2 }]);
    expect(same.run({ ...ROW, kills: null })).toEqual([]);
  });

  it('builds a text only for a finding', () => {
    const fail = (): string => expect.fail('a text was built');
    const silent: Rule<Page>[] = [
      soft('match/holds', { statement: 'It holds.', holds: () => true, expected: fail, seen: fail }),
      soft('match/equals', { statement: 'It is equal.', same: ({ rows }) => [rows, rows], expected: fail, seen: fail }),
    ];
    expect(silent.flatMap((rule) => rule.run(pageOf([ROW])))).toEqual([]);
  });

  it('of a part is a rule of the page for each of its parts', () => {
    const [ofPage] = rulesOfParts('map-stats', [{ ...same, name: 'same' }], ({ rows }: Page) => rows);
    expect(ofPage?.name).toBe('map-stats/same');
    const found = ofPage?.run(pageOf([ROW, { ...ROW, mapNumber: 3 }, { ...ROW, kills: 5 }]));
    expect(found?.map(({ rule, mapNumber }) => [rule, mapNumber])).toEqual([
      ['map-stats/same', 2],
      ['map-stats/same', 3],
    ]);
  });
});
