import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from '../../src/store/record-encoding.ts';
import { economyPage, mapStatsPage, matchPage, performancePage } from '../helpers/records.ts';

const json = (value: unknown): string => JSON.stringify(value);

/** Lists of rows of the same fields, some of them lists of rows again: what a record is made of. */
const cell = fc.oneof(fc.constantFrom(null, true, 0, 13, 'ct', 'rows', 'lists', 'list', ''), fc.string(), fc.double());
const rows = (fields: readonly string[], value: fc.Arbitrary<unknown>) =>
  fc.array(fc.record(Object.fromEntries(fields.map((field) => [field, value]))), { maxLength: 5 });
const event = fc.record({
  id: cell,
  swings: rows(['playerId', 'swing'], cell),
  tags: fc.array(cell, { maxLength: 3 }),
});
const record = fc.record(
  {
    id: cell,
    rounds: rows(['round', 'winner'], cell),
    events: fc.array(event, { maxLength: 5 }),
    note: fc.jsonValue(),
  },
  { requiredKeys: ['id'] },
);

describe('a record as text', () => {
  it('is read back as it was, field by field', () => {
    fc.assert(
      fc.property(record, (value) => {
        expect(json(decodeRecord(encodeRecord(value)))).toBe(json(value));
      }),
    );
  });

  it('restores any JSON value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ depthSize: 'large' })), (value) => {
        const plain: object = JSON.parse(json(value));
        expect(decodeRecord(encodeRecord(plain))).toEqual(plain);
      }),
    );
  });

  it('keeps absent fields absent and null fields null', () => {
    const value = {
      equal: [{ a: null }, { a: null }],
      mixed: [{ a: 1 }, { a: null, b: 2 }, {}],
      unset: [
        { a: 1, b: undefined },
        { a: 2, b: undefined },
      ],
    };
    expect(json(decodeRecord(encodeRecord(value)))).toBe(json(value));
  });

  it.each([
    [
      'rows by columns',
      [
        { id: 1, side: 't' },
        { id: 2, side: 'ct' },
      ],
      '["rows",{"id":[1,2],"side":["t","ct"]}]',
    ],
    ['lists as one', [[1, 2], [], [3]], '["lists",[2,0,1],[1,2,3]]'],
    ['lists of rows as rows', [[{ id: 1 }], [{ id: 2 }, { id: 3 }]], '["lists",[1,2],["rows",{"id":[1,2,3]}]]'],
    ['a list that looks like rows', ['rows', { id: [1, 2] }], '["list","rows",{"id":[1,2]}]'],
    ['a single row', [{ id: 1 }], '[{"id":1}]'],
    ['rows without fields', [{}, {}], '[{},{}]'],
  ])('has %s', (_, value, text) => {
    expect(encodeRecord({ value })).toBe(`{"format":1,"record":{"value":${text}}}`);
    expect(decodeRecord(encodeRecord({ value }))).toEqual({ value });
  });

  it.each([matchPage(), mapStatsPage(), performancePage(), economyPage()])('names each field once', (page) => {
    const text = encodeRecord(page);
    expect(text.length).toBeLessThan(json(page).length / 1.8);
    expect(decodeRecord(text)).toEqual(page);
  });

  it.each(['{"format":2,"record":{}}', '{"matchId":1}', '[]'])('is refused in another format: %s', (text) => {
    expect(() => decodeRecord(text)).toThrow('Expected a page record of format 1, got ');
  });
});
