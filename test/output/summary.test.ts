import { expect, it } from 'vitest';
import type { RunSummary } from '../../src/output/documents/run-summary.ts';
import { nextStep, renderEnding, renderSummary } from '../../src/output/summary.ts';
import { wrapText } from '../../src/output/wrap.ts';
import { type PageKind, STAGE_NAMES } from '../../src/page-kinds.ts';

const NOTHING = { fetched: 0, stored: 0, failed: 0, noData: 0, awaiting: 0, refused: 0, quarantined: 0 };
const STAGES = { discovery: NOTHING, overview: NOTHING, 'map-stats': NOTHING, 'performance-economy': NOTHING };

const summary = (over: Partial<RunSummary> = {}): RunSummary => ({
  ...{ command: 'scrape', runId: 1, reason: { type: 'done' }, exitCode: 0, startedAtMs: 0, endedAtMs: 60_000 },
  wallMs: 60_000,
  ...{
    stages: STAGES,
    newMatches: 0,
    completeMatches: 0,
    requests: 1,
    retries: 0,
    refusals: 0,
    refusedPages: 0,
    bytes: 0,
  },
  ...{ politePauseMs: 0, politePauseShare: 0, pagesPerMinute: 1, skipped: [], failedTargets: [], quarantined: 0 },
  ...{ quarantinedByRule: [], findings: [], coverageAlarms: [], pending: {}, pendingOfOtherStages: {}, next: 'look' },
  selectedStages: [...STAGE_NAMES],
  ...{ database: '/d/hltv.db', logFile: null },
  ...over,
});

const nextOf = (over: Partial<RunSummary>, flags = { stages: '', dataFolder: '', site: '' }) =>
  nextStep(summary(over), flags);
const failed = (kind: PageKind) => [{ kind, id: 1, code: 'parse', field: 'x', message: 'broken' }];

it('says what to do next', () => {
  expect(renderSummary(summary())).toMatch(/^next {6}look$/m);
  expect(nextOf({})).toMatch(/^hltv-scraper status/);
  expect(nextOf({ pending: { match: 2 }, failedTargets: failed('match') })).toMatch(/^2 pages pending: hltv-scraper/);
  expect(nextOf({ failedTargets: failed('match') })).toMatch(/--retry-failed/);
  expect(nextOf({ failedTargets: failed('results') })).toMatch(/^run the same command again/);
  expect(nextOf({ reason: { type: 'halted', code: 'refused', message: 'x' } })).toMatch(/doctor/);
});

it('distinguishes a halt because of unreadable pages from one without pages', () => {
  const halted = { type: 'halted', code: 'consecutive-failures', message: '3 failures in a row:\na\nb' } as const;
  const flags = { stages: '', dataFolder: ' --data-dir d', site: ' --base-url http://x' };
  expect(nextOf({ reason: halted, quarantined: 3 })).toMatch(/^hltv-scraper parse/);
  expect(nextOf({ reason: halted }, flags)).toMatch(/hltv-scraper doctor --data-dir d --base-url http:\/\/x$/);
});

it('proposes the site and the folder of this run for the next', () => {
  const flags = { stages: '', dataFolder: ' --data-dir d', site: ' --base-url http://x' };
  const next = nextOf({ pending: { match: 1 } }, flags);
  expect(next).toBe('1 page pending: hltv-scraper --data-dir d --base-url http://x fetches it');
});

it('proposes the demo again after the demo, because its site ends with it', () => {
  const flags = { stages: '', dataFolder: ' --data-dir d', site: ' --base-url http://x' };
  const interrupted = { command: 'demo', reason: { type: 'interrupted', signal: 'SIGINT' } } as const;
  expect(nextOf({ ...interrupted, pending: { match: 2 } }, flags)).toBe(
    '2 pages pending: hltv-scraper demo --data-dir d fetches them',
  );
  const halted = { type: 'halted', code: 'refused', message: 'x' } as const;
  expect(nextOf({ command: 'demo', reason: halted }, flags)).toBe('run again: hltv-scraper demo --data-dir d');
});

it('judges by the stages of the run what is left, and names what other stages would fetch', () => {
  const selectedStages = ['discovery', 'overview'] as const;
  const one = { selectedStages: [...selectedStages], pendingOfOtherStages: { 'map-stats': 19, performance: 38 } };
  const flags = { stages: ' --stages discovery,overview', dataFolder: ' --data-dir d', site: '' };
  expect(nextOf(one, flags)).toBe(
    'hltv-scraper status --data-dir d, or sqlite3 on the database; ' +
      'for the other stages (57 pages): hltv-scraper --data-dir d',
  );
  expect(nextOf({ ...one, pending: { match: 3 } }, flags)).toBe(
    '3 pages pending: hltv-scraper --stages discovery,overview --data-dir d fetches them',
  );
  expect(renderSummary(summary(one))).toContain('nothing left to do in discovery, overview (exit code 0)');
});

it('says an error in one line, whole in the last word of the program alone', () => {
  const text = renderSummary(summary({ exitCode: 1, reason: { type: 'error', message: 'no browser:\n  tried this' } }));
  expect(text).toContain('ended     error (exit code 1): no browser:\n');
  expect(text).not.toContain('tried this');
});

it('prints no requests and new matches for files', () => {
  const text = renderSummary(summary({ command: 'import' }));
  expect(text).toMatch(/^stage +read +stored/m);
  expect(text).not.toMatch(/requests|polite|new,/);
  const taken = { ...STAGES, overview: { ...NOTHING, fetched: 1, stored: 1 } };
  const some = summary({ command: 'import', stages: taken, pending: { match: 3 } });
  expect(renderSummary(some)).toMatch(/^ended {5}no file is left to read \(exit code 0\)$/m);
  expect(renderSummary(summary())).toMatch(/^requests {2}1, 0 retries/m);
});

it('does not print that everything is done when pages failed', () => {
  expect(renderSummary(summary())).toMatch(/^ended {5}nothing left to do \(exit code 0\)$/m);
  const text = renderSummary(summary({ exitCode: 3, failedTargets: failed('results') }));
  expect(text).toMatch(/^ended {5}nothing left to do but what failed \(exit code 3\)$/m);
});

it('says in one line why a run ended', () => {
  const halted = { type: 'halted', code: 'consecutive-failures', message: '3 failures in a row:\na\nb' } as const;
  expect(renderEnding(summary({ exitCode: 4, reason: halted }))).toBe(
    'halted (exit code 4): 3 failures in a row: a b; look',
  );
  const outOfTime = { type: 'budget', what: 'duration' } as const;
  expect(renderEnding(summary({ exitCode: 3, reason: outOfTime }))).toBe(
    '--max-duration leaves no time for another page (exit code 3); look',
  );
  const two = [...failed('match'), ...failed('map-stats')];
  const quarantinedByRule = [{ rule: 'match/title', field: null, count: 1, example: 'broken' }];
  expect(renderEnding(summary({ exitCode: 3, failedTargets: two, quarantined: 1, quarantinedByRule }))).toBe(
    'nothing left to do but what failed (exit code 3); ' +
      'failed: 2 pages, 1 of them quarantined: match/title (1): broken, …; look',
  );
});

it('says in the one line that a coverage alarm stands', () => {
  const gap = {
    block: 'vetoes',
    classes: ['veto-box'],
    missing: 2,
    pageIds: [7, 8],
    files: ['match/0/7.html.gz'],
    firstMissedAtMs: 1,
  };
  const coverageAlarms = [{ kind: 'match' as const, ...gap }];
  expect(renderEnding(summary({ exitCode: 3, coverageAlarms }))).toContain(
    'coverage: match pages no longer show vetoes (class veto-box): missing on 2 pages in a row: 7, 8; ' +
      'archived: archive/match/0/7.html.gz. The markup',
  );
});

it.each([80, 60])('has no line that a terminal of %i columns breaks', (width) => {
  const stages = Object.fromEntries(
    Object.keys(STAGES).map((stage) => [stage, { ...NOTHING, fetched: 123_456, stored: 123_456 }]),
  ) as RunSummary['stages'];
  const findings = [{ rule: 'match/nothing-unknown', count: 2, example: 'match 5: expected a known map, saw Warden' }];
  const figures = {
    requests: 123_456,
    retries: 1234,
    refusals: 120,
    bytes: 5e9,
    newMatches: 9,
    completeMatches: 12_345,
  };
  const next = '123,456 pages pending: hltv-scraper --data-dir /srv/cs --base-url http://127.0.0.1:8080 fetches them';
  const text = renderSummary(summary({ stages, findings, ...figures, next }), width);
  expect(
    Math.max(
      ...wrapText(text, width)
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(width);
});
