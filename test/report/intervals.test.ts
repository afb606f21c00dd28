import { describe, expect, it } from 'vitest';
import { escaped } from '../../src/output/report/html.ts';
import { formatShare, wilson } from '../../src/output/report/intervals.ts';
import { filterText } from '../../src/output/report/report.ts';

describe('the Wilson interval', () => {
  // Values of R: prop.test(x, n, correct = FALSE)$conf.int
  it.each([
    [0, 1, [0, 79.35]],
    [1, 1, [20.65, 100]],
    [5, 10, [23.66, 76.34]],
    [1, 30, [0.59, 16.67]],
    [8, 10, [49.02, 94.33]],
    [4_900, 10_000, [48.02, 49.98]],
  ] as const)('of %d in %d', (hits, n, [low, high]) => {
    const share = wilson(hits, n);
    expect(share?.low).toBeCloseTo(low, 1);
    expect(share?.high).toBeCloseTo(high, 1);
    expect(share?.percent).toBeCloseTo((100 * hits) / n);
  });

  it('of nothing is none', () => expect(wilson(0, 0)).toBeNull());

  it('is written with its bounds', () => {
    expect(formatShare({ percent: 48.21, low: 45, high: 51.449, n: 9 })).toBe('48.2 % (45.0–51.4)');
  });
});

describe('texts', () => {
  it('are escaped for elements and attributes, controls visible', () => {
    expect(escaped(`<a b="c" d='e'>&\u202e\u0007`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\\u202e\\u0007');
  });

  it('name the filters', () => {
    const none = { sinceMs: null, untilMs: null, events: [], teams: [], maps: [], minStars: null };
    expect(filterText(none)).toBe('All matches');
    expect(filterText({ ...none, minStars: 0 })).toBe('All matches');
    const some = { sinceMs: Date.UTC(2026, 0, 1), untilMs: Date.UTC(2026, 1, 1), teams: ['a', 'b'], maps: ['nuke'] };
    expect(filterText({ ...none, ...some })).toBe(
      'Matches: since 2026-01-01; until 2026-01-31; team: a or b; map: nuke',
    );
  });
});
