import { expect, it } from 'vitest';
import type { Status } from '../../src/output/documents/status.ts';
import { renderStatus } from '../../src/output/status.ts';

const HOUR_MS = 3_600_000;
const COUNTS = { done: 0, pending: 0, awaiting: 0, no_data: 0, failed: 0, skipped: 0 };

const NOTHING = {
  ...{ isMost: false, matches: 0, knownPages: 0, pages: 0, listingPages: 0, knownMatches: 9 },
  ...{ msPerPage: 6100, ms: 0, budget: null },
};

const status = (over: Partial<Extract<Status, { exists: true }>>): Status => ({
  ...{ database: '/d/hltv.db', exists: true, failed: [], quarantine: [], quarantineByRule: [], findings: [] },
  listing: { matches: 0, unreadParts: 0, knownDownToMs: null },
  targets: { match: COUNTS, 'map-stats': COUNTS, performance: COUNTS, economy: COUNTS },
  ...{
    coverageAlarms: [],
    runs: [],
    pending: 0,
    backlog: { estimate: NOTHING, lastRun: null },
    ...{ cooldown: null, lastCompleteRun: null, check: null, holder: null },
    nowMs: 10 * HOUR_MS,
  },
  ...over,
});

it('prints the estimate of --dry-run, and that of the settings of the last run', () => {
  const known = { ...NOTHING, matches: 332, knownPages: 332, pages: 2722, ms: 16_610_300, listingPages: 1 };
  const backlog = { estimate: known, lastRun: { flags: '--stages discovery,overview', estimate: NOTHING } };
  expect(renderStatus(status({ backlog }))).toContain(
    'backlog     332 pages pending\n' +
      '            about 332 matches, 2,723 pages, finished in 4 h 36 min\n' +
      'last run    --stages discovery,overview: nothing is pending\n',
  );
  expect(renderStatus(status({}))).toContain('backlog     nothing is pending\n');
});

it('says down to which match the listing is known without a hole, and when it is not', () => {
  const listing = (over: object) =>
    renderStatus(status({ listing: { matches: 600, unreadParts: 0, knownDownToMs: null, ...over } })).split('\n')[1];
  expect(listing({})).toBe('listing     600 matches seen');
  expect(listing({ matches: 0 })).toBe('listing     not read from the site yet');
  expect(listing({ knownDownToMs: Date.UTC(2026, 1, 14, 18) })).toMatch(
    /^listing {5}600 matches seen, without a hole down to 2026-02-14 \S+/,
  );
  expect(listing({ unreadParts: 2, knownDownToMs: Date.UTC(2026, 1, 14, 18) })).toMatch(
    /, without a hole only down to 2026-02-14 .*: 2 parts unread, which the next run reads$/,
  );
});

it('does not claim of a run without end that it is running', () => {
  const run = { runId: 3, command: 'scrape', startedAtMs: 0, endedAtMs: null, exitCode: null, reason: null };
  expect(renderStatus(status({ runs: [run] }))).toContain('running, or killed');
});

it('names a failed page once', () => {
  const page = { kind: 'match', id: 7 } as const;
  const failed = (lastError: string) => renderStatus(status({ failed: [{ ...page, lastErrorKind: null, lastError }] }));
  expect(failed('match 7 (/matches/7/_): the site answered 500')).toContain('\n  match 7 (/matches/7/_): the site');
  expect(failed('no connection')).toContain('\n  match 7: no connection\n');
});

it('names quarantined pages and findings by rule with an example, no more than ten of each', () => {
  const quarantineByRule = [
    { rule: 'match/title', field: null, count: 2, example: 'match 1: match/title: expected A, saw B' },
    { rule: 'parse', field: 'maps[].score', count: 1, example: 'match 3: maps[0].score: expected a number, saw x' },
  ];
  const findings = Array.from({ length: 12 }, (_, rule) => ({ rule: `rule-${rule}`, count: 3, example: 'match 4: x' }));
  const entry = { kind: 'match', rule: 'match/title', field: null, message: '', seen: null, file: null } as const;
  const times = { parserVersion: 1, runId: 1, count: 1, firstSeenAtMs: 1, lastSeenAtMs: 1 };
  const quarantine = [1, 2, 3].map((id) => ({ ...entry, ...times, id }));
  const text = renderStatus(status({ quarantine, quarantineByRule, findings }));
  expect(text).toContain('\nquarantine  3 pages\n  match/title, 2 pages: match 1: match/title: expected A, saw B\n');
  expect(text).toContain('\n  parse maps[].score, 1 page: match 3: maps[0].score: expected a number, saw x\n');
  expect(text).toContain(
    '\nfindings    36 values to look at on stored pages (table findings)\n  rule-0, 3 times: match 4',
  );
  expect(text).toContain('\n  … and 2 more (--json lists all)\n');
  expect(text).not.toContain('rule-10');
});
