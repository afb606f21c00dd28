import { describe, expect, it } from 'vitest';
import { isCoverageAlarm } from '../../src/checks/coverage-alarm.ts';

const NOTHING = { pages: 0, absent: 0 };

describe('pages in a row without a block', () => {
  it('are an alarm once chance is below one in a million, by the built-in share in an empty folder', () => {
    expect(isCoverageAlarm({ missing: 8, absence: 0.2, sample: NOTHING })).toBe(false);
    expect(isCoverageAlarm({ missing: 9, absence: 0.2, sample: NOTHING })).toBe(true);
  });

  it('are none when they are fewer than five, however rare the block is missing', () => {
    expect(isCoverageAlarm({ missing: 4, absence: 0.001, sample: NOTHING })).toBe(false);
    expect(isCoverageAlarm({ missing: 5, absence: 0.001, sample: NOTHING })).toBe(true);
  });

  it('are judged by what is stored where enough is', () => {
    const always = { pages: 1000, absent: 0 };
    const seldom = { pages: 1000, absent: 900 };
    expect(isCoverageAlarm({ missing: 7, absence: 0.2, sample: { pages: 49, absent: 0 } })).toBe(false);
    expect(isCoverageAlarm({ missing: 7, absence: 0.2, sample: always })).toBe(true);
    expect(isCoverageAlarm({ missing: 60, absence: 0.2, sample: seldom })).toBe(false);
  });

  it('of one event prove little: the stored share counts as at least half of the built-in one', () => {
    expect(isCoverageAlarm({ missing: 5, absence: 0.2, sample: { pages: 1000, absent: 0 } })).toBe(false);
  });
});
