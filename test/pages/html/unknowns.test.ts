import { describe, expect, it } from 'vitest';
import { listFixtures, type StoredFixture } from '../../../scripts/fixtures.ts';
import { PAGES } from '../../../src/pages/pages.ts';

const [page] = listFixtures().filter(({ name }) => name === 'economy/bo1') as [StoredFixture];

function economyWith(from: string | RegExp, to: string) {
  const { html, meta } = page;
  const { id } = meta;
  const changed = html.replace(from, to);
  expect(changed).not.toBe(html);
  return { record: PAGES.economy.parse(changed, { id }), before: PAGES.economy.parse(html, { id }) };
}

describe('unknown values of an economy page', () => {
  it('is nothing on an ordinary page', () => {
    expect(economyWith('<body', '<body data-x').record).not.toHaveProperty('unknowns');
  });

  it('is named when it is the picture of a round: the winner is known, the sides only from the table', () => {
    const { record, before } = economyWith(/(ct|t)RoundWon(?=\.\w+)/, 'surrender');
    expect(record.unknowns).toEqual([{ what: 'round picture', seen: expect.stringMatching(/surrender/) }]);
    expect({ ...record, unknowns: undefined }).toEqual({ ...before, unknowns: undefined });
    const alone = economyWith(
      /(ct|t)RoundWon(?=\.\w+)|<table[^>]*equipment-categories[\s\S]*?<\/table>/g,
      'surrender',
    ).record;
    expect(alone.roundEconomy.every(({ side }) => side === null)).toBe(true);
    expect(alone.roundEconomy.map(({ won }) => won)).toEqual(before.roundEconomy.map(({ won }) => won));
  });

  it('is named when it is the icon of what was bought', () => {
    const { record } = economyWith(/ctRifleArmor(?=Win|Loss)/, 'ctShield');
    expect(record.unknowns).toEqual([
      { what: 'equipment icon', seen: expect.stringMatching(/^ctShield(?:Win|Loss)$/) },
    ]);
    expect(record.cells.filter(({ buyType }) => buyType === null)).toHaveLength(1);
  });

  it('is named when it is a buy type', () => {
    const { record, before } = economyWith(/(?<=Total )full buy/, 'double buy');
    expect(record.unknowns).toEqual([{ what: 'buy type', seen: expect.stringContaining('double buy') }]);
    expect(record.breakdown).toHaveLength(before.breakdown.length - 1);
  });
});
