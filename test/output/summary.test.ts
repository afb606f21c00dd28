import { expect, it } from 'vitest';
import type { RunSummary } from '../../src/notices.ts';
import { renderSummary } from '../../src/output/summary.ts';

const NOTHING = { fetched: 0, stored: 0, failed: 0, noData: 0, awaiting: 0, refused: 0, quarantined: 0 };
const STAGES = { discovery: NOTHING, overview: NOTHING, 'map-stats': NOTHING, 'performance-economy': NOTHING };

const summary = (over: Partial<RunSummary> = {}): RunSummary => ({
  ...{ command: 'scrape', runId: 1, reason: { type: 'done' }, exitCode: 0, startedAtMs: 0, endedAtMs: 60_000 },
  ...{ stages: STAGES, newMatches: 0, completeMatches: 0, requests: 1, retries: 0, refusals: 0, bytes: 0 },
  ...{ politePauseMs: 0, pagesPerMinute: 1, failedTargets: [], quarantined: 0, findings: [], pending: {} },
  ...{ database: '/d/hltv.db', dataFolderFlag: '', logFile: null },
  ...over,
});

const nextOf = (over: Partial<RunSummary>) => /^next +(.*)$/m.exec(renderSummary(summary(over)))?.[1];
const failed = (kind: string) => [{ kind, id: 1, code: 'parse', message: 'broken' }];

it('says what to do next', () => {
  expect(nextOf({})).toMatch(/^hltv-scraper status/);
  expect(nextOf({ pending: { match: 2 }, failedTargets: failed('match') })).toMatch(/^2 pages pending: hltv-scraper/);
  expect(nextOf({ failedTargets: failed('match') })).toMatch(/--retry-failed/);
  expect(nextOf({ failedTargets: failed('results') })).toMatch(/^run the same command again/);
  expect(nextOf({ reason: { type: 'halted', code: 'refused', message: 'x' } })).toMatch(/doctor/);
});
