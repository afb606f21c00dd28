import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScrapeSettings } from '../../src/config.ts';
import { combineRules } from '../../src/fetch/policy/robots.ts';
import type { Fetcher } from '../../src/fetcher.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import { fakeClock } from '../helpers/clock.ts';
import { httpFetcher } from '../helpers/http-fetcher.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { differences } from '../helpers/rows.ts';
import { runOnce } from '../helpers/run.ts';
import { PATHS, withDetours } from './detours.ts';

/** Links that would lead a careless reader elsewhere. `%` stands for the id that they name. */
const DETOURS: [string, (path: string, id: string) => string][] = [
  ['another site', (path) => `https://evil.example${path}`],
  ['another site without scheme', (path) => `//evil.example${path}`],
  ['another site behind backslashes', (path) => `\\\\evil.example${path}`],
  ['another port', (path) => `http://127.0.0.1:1${path}`],
  ['a user name', (path) => `http://127.0.0.1@evil.example${path}`],
  ['a script', (path) => `javascript:fetch('https://evil.example')//${path}`],
  ['data', (path) => `data:text/html,${path}`],
  ['a file', (path) => `file:///etc/passwd${path}`],
  ['the folder above', (path, id) => path.replace(new RegExp(`/${id}/.*`), `/${id}/..`)],
  ['the folder above, escaped', (path, id) => path.replace(new RegExp(`/${id}/.*`), `/${id}/%2e%2E`)],
  ['the folder above, half escaped', (path, id) => path.replace(new RegExp(`/${id}/.*`), `/${id}/.%2e`)],
  ['a download', (path, id) => path.replace(new RegExp(`/${id}/.*`), `/${id}/..%2f..%2f..%2fdownload%2fdemo%2f1`)],
  [
    'a download behind backslashes',
    (path, id) => path.replace(new RegExp(`/${id}/.*`), `/${id}/..\\..\\download\\demo\\1`),
  ],
  ['a filter', (path) => `${path}?startDate=2020-01-01&matchType=Lan`],
  ['an escaped filter', (path) => `${path}%3FstartDate=2020-01-01`],
  ['a fragment', (path) => `${path}#/../../download/demo/1`],
  ['an escaped NUL', (path) => `${path}%00`],
  ['another header', (path) => `${path}\r\nHost: evil.example\r\n`],
  ['two ids', (path) => `/matches/99x${path}`],
  ['control characters', (path) => `${path}\u001b[2J\u202e`],
];

const clock = fakeClock(Date.UTC(2026, 2, 14));
let replica: Replica;

beforeAll(async () => {
  replica = await startReplica({ seed: 21, matches: 2, variants: 'plain', newestEndAtMs: Date.UTC(2026, 1, 14) });
});

afterAll(() => replica.close());

function detouring(detour: (path: string, id: string) => string): Fetcher {
  const honest = httpFetcher(replica.baseUrl, clock.now);
  return {
    async fetch(request, signal) {
      expect(request.path).toMatch(PATHS);
      const answer = await honest.fetch(request, signal);
      return { ...answer, html: withDetours(answer.html, detour) };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const SITE = 'https://www.hltv.org';
const OVERVIEWS = { stages: ['discovery', 'overview'] } satisfies Partial<ScrapeSettings>;
const { findRule } = combineRules(new URL(SITE), null);

describe.each(DETOURS)('links that lead to %s', (_, detour) => {
  it('ask for pages of the site alone, which robots.txt allows, and store what is true', async () => {
    using store = memoryStore(clock.now);
    const fetcher = detouring(detour);
    const { reason } = await runOnce({ store, fetcher, clock }, { ...OVERVIEWS, maxConsecutiveFailures: 99 });
    expect(reason.type).toBe('done');
    const targets = replica.matchIds().flatMap((matchId) => store.targets.ofMatch(matchId));
    expect(targets.map(({ kind }) => kind)).toContain('economy');
    for (const { path, id } of targets) {
      expect(path).toMatch(PATHS);
      expect(path).toContain(`/${id}/`);
      expect(new URL(path, SITE).href).toBe(`${SITE}${path}`);
      expect(findRule(path)).toBeNull();
    }
    const truth = replica.truth({ stages: ['overview'] });
    const wrong = differences(store.tables.all(), truth).filter((difference) => !difference.endsWith('is missing'));
    expect(wrong).toEqual([]);
  });
});
