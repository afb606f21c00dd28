import { expect, it } from 'vitest';
import { renderStatus, type Status } from '../../src/output/status.ts';

const HOUR_MS = 3_600_000;
const COUNTS = { done: 0, pending: 0, awaiting: 0, no_data: 0, failed: 0, skipped: 0 };

const status = (over: Partial<Extract<Status, { exists: true }>>): Status => ({
  ...{ database: '/d/hltv.db', exists: true, failed: [], quarantine: [], listing: { matches: 0, unreadParts: 0 } },
  targets: { match: COUNTS, 'map-stats': COUNTS, performance: COUNTS, economy: COUNTS },
  ...{ runs: [], lastWeek: { count: 0, firstAtMs: null }, pending: 0, cooldown: null, nowMs: 10 * HOUR_MS },
  ...over,
});

it('takes the pace from the time that pages have been fetched for, not from a whole week', () => {
  const lastWeek = { count: 500, firstAtMs: 9 * HOUR_MS };
  expect(renderStatus(status({ pending: 1000, lastWeek }))).toContain(
    'backlog     1,000 pages pending, done in about 2 h 00 min at the pace of the last 1 h 00 min\n',
  );
  expect(renderStatus(status({ pending: 1000 }))).toContain('backlog     1,000 pages pending\n');
  expect(renderStatus(status({}))).toContain('backlog     nothing is pending\n');
});

it('does not claim of a run without end that it is running', () => {
  const run = { runId: 3, command: 'scrape', startedAtMs: 0, endedAtMs: null, exitCode: null, reason: null };
  expect(renderStatus(status({ runs: [run] }))).toContain('running, or killed');
});

it('names a failed page once', () => {
  const page = { kind: 'match', id: 7 } as const;
  const failed = (lastError: string) => renderStatus(status({ failed: [{ ...page, lastError }] }));
  expect(failed('match 7 (/matches/7/_): the site answered 500')).toContain('\n  match 7 (/matches/7/_): the site');
  expect(failed('no connection')).toContain('\n  match 7: no connection\n');
});
