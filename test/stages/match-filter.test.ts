import { describe, expect, it } from 'vitest';
import { matchFilter } from '../../src/stages/match-filter.ts';

const NONE = { sinceMs: null, untilMs: null, events: [], teams: [], minStars: null };
const MATCH = {
  isListed: true,
  endedAtMs: 5000,
  eventName: 'Pražský Pohár 2026',
  team1Name: 'Łódź Wolves',
  team2Name: 'Bravo  Foxes',
  stars: 2,
};

describe('a match filter', () => {
  it('takes everything when nothing is set', () => {
    expect(matchFilter(NONE)(MATCH)).toBe(null);
    expect(matchFilter(NONE)({ ...MATCH, endedAtMs: null, eventName: null, stars: null })).toBe(null);
  });

  it.each([
    ['prazsky pohar', null],
    ['POHÁR', null],
    ['Prazsky 2026', 'other-event'],
  ])('finds "%s" in the name of the event, case and accents apart: %s', (text, reason) => {
    expect(matchFilter({ ...NONE, events: [text] })(MATCH)).toBe(reason);
    expect(matchFilter({ ...NONE, events: ['Major', text] })(MATCH)).toBe(reason);
  });

  it.each([
    ['lodz', null],
    ['bravo foxes', null],
    ['Wolves Bravo', 'other-team'],
  ])('finds "%s" in the name of either team: %s', (text, reason) => {
    expect(matchFilter({ ...NONE, teams: [text] })(MATCH)).toBe(reason);
  });

  it('requires stars, a date from the first day to before the end, and all of these together', () => {
    expect(matchFilter({ ...NONE, minStars: 2 })(MATCH)).toBe(null);
    expect(matchFilter({ ...NONE, minStars: 3 })(MATCH)).toBe('too-few-stars');
    expect(matchFilter({ ...NONE, sinceMs: 5000, untilMs: 5001 })(MATCH)).toBe(null);
    expect(matchFilter({ ...NONE, sinceMs: 5001 })(MATCH)).toBe('before-since');
    expect(matchFilter({ ...NONE, untilMs: 5000 })(MATCH)).toBe('after-until');
    expect(matchFilter({ ...NONE, events: ['pohar'], teams: ['alpha'] })(MATCH)).toBe('other-team');
  });

  it('excludes a match with unknown names or stars, and includes a match without a date', () => {
    const unknown = { ...MATCH, endedAtMs: null, eventName: null, team1Name: null, stars: null };
    expect(matchFilter({ ...NONE, sinceMs: 9000, untilMs: 9001 })(unknown)).toBe(null);
    expect(matchFilter({ ...NONE, events: ['pohar'] })(unknown)).toBe('other-event');
    expect(matchFilter({ ...NONE, teams: ['foxes'] })(unknown)).toBe(null);
    expect(matchFilter({ ...NONE, minStars: 1 })(unknown)).toBe('too-few-stars');
    expect(matchFilter({ ...NONE, minStars: 0 })(unknown)).toBe(null);
  });

  it('applies no first day to a match that is not listed', () => {
    expect(matchFilter({ ...NONE, sinceMs: 9000 })({ ...MATCH, isListed: false })).toBe(null);
  });
});
