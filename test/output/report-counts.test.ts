import { describe, expect, it } from 'vitest';
import { renderExportProgress } from '../../src/output/progress-line.ts';
import { coverageByEvent, coverageByMonth, runHistory } from '../../src/output/report/data-sections.ts';
import { mapsPlayed } from '../../src/output/report/game-sections.ts';
import type { ReportFigures } from '../../src/report-data.ts';

/** Sentences with a count, where the count is one. */

const NOTHING = { rows: [], sql: '' };

function figures(some: Partial<ReportFigures>): ReportFigures {
  return new Proxy(some, {
    get: (target, name) => Reflect.get(target, name) ?? NOTHING,
  }) as ReportFigures;
}

function run(runId: number, reason: string): ReportFigures['runs']['rows'][number] {
  const times = { startedAtMs: 0, endedAtMs: 1 };
  const counts = { exitCode: 0, pages: 1, pagesPerMinute: 1, refusals: 0, failures: 0 };
  return { runId, command: 'scrape', ...times, reason, detail: null, ...counts };
}

function matches(state: 'complete' | 'failed', count: number) {
  return { month: '2026-02', event: state, state, matches: count, lastMs: 0 };
}

describe('the summary of the runs', () => {
  it.each([
    [['done'], 'The last run was not halted; the site refused 0 requests.'],
    [['halted'], 'The last run was halted; the site refused 0 requests.'],
    [['done', 'halted'], 'Of the last 2 runs, 1 was halted; the site refused 0 requests.'],
    [['done', 'done'], 'Of the last 2 runs, 0 were halted; the site refused 0 requests.'],
  ])('of %j', (reasons, summary) => {
    const rows = reasons.map((reason, index) => run(index + 1, reason));
    expect(runHistory(figures({ runs: { rows, sql: '' } })).summary).toBe(summary);
  });
});

describe('the coverage', () => {
  it('of one match of several', () => {
    const coverage = { rows: [matches('complete', 1), matches('failed', 2)], sql: '' };
    const shown = figures({ coverageByMonth: coverage, coverageByEvent: coverage });
    expect(coverageByMonth(shown).summary).toContain('1 of 3 known matches (33.3 %) is complete.');
    expect(coverageByEvent(shown).summary).toBe('1 of 2 events is complete.');
  });

  it('of the only match, without a date', () => {
    const { caption } = coverageByMonth(
      figures({ coverageByMonth: { rows: [{ ...matches('complete', 1), month: null }], sql: '' } }),
    );
    expect(caption).toMatch(/^n = 1 match, by month .* 1 without a known date is not in the plot\.$/);
  });
});

it('names the only map that was played', () => {
  const map = { mapName: 'Mirage', month: '2026-02', maps: 1, ctRounds: 12, rounds: 20 };
  const rows = { rows: [map], sql: '' };
  expect(mapsPlayed(figures({ mapsByMonth: rows, ctShare: rows })).caption).toBe('n = 1 played map.');
});

it('names the only table of an export', () => {
  const progress = { table: 'maps', part: 1, parts: 1, rows: 1, done: 0, total: 1, msLeft: null };
  expect(renderExportProgress(progress)).toBe('exporting  0/1 table  maps: 1 row');
});
