import { describe, expect, it } from 'vitest';
import { asText, expectationOf, listFixtures, storedText } from '../../scripts/fixtures.ts';

const fixtures = listFixtures();

describe('fixtures', () => {
  it('cover every kind of page', () => {
    const kinds = new Set(fixtures.map(({ name }) => name.split('/')[0]));
    expect([...kinds].sort()).toEqual(['economy', 'foreign', 'map-stats', 'match', 'performance', 'results']);
    expect(fixtures.length).toBeGreaterThan(90);
  });

  for (const fixture of fixtures) {
    it(`says of ${fixture.name} what lies beside it: ${fixture.meta.describes}`, () => {
      expect(asText(expectationOf(fixture))).toBe(storedText(fixture));
    });
  }
});
