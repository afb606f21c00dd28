import { expect, it } from 'vitest';
import { renderProgress } from '../src/output/progress-line.ts';
import { trackProgress } from '../src/progress.ts';

it('shows the stage, its pages, the pace, the time left in the whole run and the current match', () => {
  let nowMs = 0;
  const tracker = trackProgress({ now: () => nowMs });
  const page = { kind: 'map-stats', id: 200_001, matchId: 2_400_001 } as const;
  const stage = 'map-stats';
  tracker.observe({ type: 'batch-started', stage, pending: 4, remainingPages: 121, msPerPage: 30_000 });
  tracker.observe({ type: 'page-stored', stage, page, bytes: 1, newTargets: 0 });
  tracker.observe({ type: 'page-started', stage, page });
  nowMs = 30_000;
  const line = renderProgress(tracker.progress(), 100);
  expect(line).toBe('map-stats  1/4  2.0 pages/min  1 h 00 min left  match 2400001');
  expect(renderProgress(tracker.progress(), 40)).toHaveLength(39);
});

it('counts a page once that is quarantined twice, with its last rule', () => {
  const tracker = trackProgress({ now: () => 0 });
  const page = { kind: 'match', id: 7, matchId: 7 } as const;
  const failure = {
    stage: 'overview',
    page,
    field: null,
    isExhausted: false,
    isQuarantined: true,
    file: null,
  } as const;
  tracker.observe({ type: 'page-failed', ...failure, code: 'match/title', message: 'first' });
  tracker.observe({ type: 'page-failed', ...failure, code: 'match/vetoes', message: 'second' });
  expect(tracker.failures()).toEqual([{ kind: 'match', id: 7, code: 'match/vetoes', field: null, message: 'second' }]);
  expect(tracker.quarantined()).toEqual([{ rule: 'match/vetoes', field: null, count: 1, example: 'second' }]);
});

it('counts the time left at the configured pace, or at a slower one that the run has shown', () => {
  let nowMs = 0;
  const tracker = trackProgress({ now: () => nowMs });
  const stage = 'overview';
  tracker.observe({ type: 'batch-started', stage, pending: 100, remainingPages: 100, msPerPage: 6000 });
  const store = (count: number, msEach: number): void => {
    for (let id = 1; id <= count; id += 1) {
      nowMs += msEach;
      tracker.observe({
        type: 'page-stored',
        stage,
        page: { kind: 'match', id, matchId: id },
        bytes: 1,
        newTargets: 0,
      });
    }
  };
  store(19, 10_000);
  expect(tracker.progress().msLeft).toBe(81 * 6000);
  store(1, 10_000);
  expect(tracker.progress().msLeft).toBe(80 * 10_000);
});

it('shows while the listing is read how much of it there is, and no time for what it may hold', () => {
  const tracker = trackProgress({ now: () => 0 });
  const known = { matches: 600, knownPages: 0, pages: 4920, listingPages: 6, knownMatches: 0 };
  const estimate = { ...known, isMost: true, msPerPage: 6100, ms: 30_048_600, budget: null };
  tracker.observe({ type: 'estimate', estimate });
  tracker.observe({ type: 'stage-started', stage: 'discovery' });
  expect(renderProgress(tracker.progress(), 80)).toBe('discovery  0/6');
  tracker.observe({ type: 'estimate', estimate: { ...estimate, isMost: false, listingPages: 1, pages: 41 } });
  expect(renderProgress(tracker.progress(), 80)).toBe('discovery  0/1  4 min 16 s left');
});
