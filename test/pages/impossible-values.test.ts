import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { listFixtures } from '../../scripts/fixtures.ts';
import { parsePage } from '../../src/parse-page.ts';

/** A value that no player can reach is unreadable: NULL with a finding, as a value in other words is. */

const fixtures = new Map(listFixtures().map((fixture) => [fixture.name, fixture]));

type Case = [name: string, selector: string, values: string[], field: string];

const CASES: Case[] = [
  ['match/bo1', '.totalstats tr:not(.header-row) td.adr.traditional-data', ['-5.0', '99999', '500.1'], 'adr'],
  ['match/bo1', '.totalstats tr:not(.header-row) td.adr.eco-adjusted-data', ['-5.0', '1000.1'], 'ecoAdr'],
  ['match/bo1', '.totalstats tr:not(.header-row) td.rating', ['-12.00', '147'], 'rating'],
  ['match/bo1', '.totalstats tr:not(.header-row) td.roundSwing', ['+531%', '-100.1%'], 'roundSwing'],
  ['map-stats/bo1', '.totalstats tr:not(.header-row) td.st-adr.traditional-data', ['-5.0', '99999'], 'adr'],
  ['map-stats/bo1', '.totalstats tr:not(.header-row) td.st-adr.eco-adjusted-data', ['-5.0', '99999'], 'ecoAdr'],
  ['map-stats/bo1', '.totalstats tr:not(.header-row) td.st-rating', ['-12.00', '147'], 'rating'],
  ['map-stats/bo1', '.totalstats tr:not(.header-row) td.st-roundSwing', ['+531%', '-100.1%'], 'roundSwing'],
];

describe('an impossible value', () => {
  const cases = CASES.flatMap(([name, selector, values, field]) =>
    values.map((value) => ({ name, selector, value, field })),
  );
  it.each(cases)('of $name is NULL with a finding: $field $value', ({ name, selector, value, field }) => {
    const page = load(fixtures.get(name)?.html ?? '');
    page(selector).first().text(value);
    const { record, findings } = parsePage(page.html());
    const found = findings.filter(({ rule }) => rule.endsWith('/fields-are-readable'));
    expect(found.map((finding) => finding.seen)).toEqual([JSON.stringify(value)]);
    const [list = '', place = ''] = /^(\w+)\[0\]\.(\w+): /.exec(found[0]?.expected ?? '')?.slice(1) ?? [];
    expect(place).toBe(field);
    expect(Reflect.get(record, list)[0]).toMatchObject({ [field]: null });
  });
});
