import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fetcher } from '../../src/fetcher.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import type { Store } from '../../src/store/store.ts';
import { fakeClock } from '../helpers/clock.ts';
import { httpFetcher } from '../helpers/http-fetcher.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { differences } from '../helpers/rows.ts';
import { runOnce, type TestRun } from '../helpers/run.ts';
import { asHtml, bent } from './pages.ts';

/** What is done to the first page of each kind that a run meets. The charts are decoration of their pages. */
const ABUSES: Partial<Record<PageKind, (html: string) => string>> = {
  match: (html) => bent(html, /<div class="mapholder"/, `${'<b>'.repeat(100_000)}<div class="mapholder"`),
  'map-stats': (html) =>
    bent(html, /<div class="stats-match-maps"/, `${'<br>'.repeat(1_000_001)}<div class="stats-match-maps"`),
  performance: (html) =>
    bent(
      html,
      /data-fusionchart-config="[^"]*"/,
      `data-fusionchart-config="${asHtml(`[${'"x",'.repeat(100_000)}1]`)}"`,
    ),
  economy: (html) => bent(html, /data-fusionchart-config="[^"]*"/, `data-fusionchart-config="${'['.repeat(100_000)}"`),
};

const clock = fakeClock(Date.UTC(2026, 2, 14));
let replica: Replica;
let store: Store;
let run: TestRun;
const abused: string[] = [];

function abusing(): Fetcher {
  const honest = httpFetcher(replica.baseUrl, clock.now);
  const left = new Map(Object.entries(ABUSES));
  return {
    async fetch(request, signal) {
      const answer = await honest.fetch(request, signal);
      const abuse = left.get(request.kind);
      if (abuse === undefined) return answer;
      left.delete(request.kind);
      abused.push(`${request.kind} ${request.id}`);
      return { ...answer, html: abuse(answer.html) };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

beforeAll(async () => {
  replica = await startReplica({
    seed: 31,
    matches: 5,
    variants: 'plain',
    size: 'bare',
    newestEndAtMs: Date.UTC(2026, 1, 14),
  });
  store = memoryStore(clock.now);
  run = await runOnce({ store, fetcher: abusing(), clock }, { maxConsecutiveFailures: 3 });
});

afterAll(async () => {
  store.close();
  await replica.close();
});

describe('a run that meets abusive pages', () => {
  it('continues to its end', () => {
    expect(run.reason).toEqual({ type: 'done' });
    expect(abused.map((page) => page.split(' ')[0])).toEqual(Object.keys(ABUSES));
  });

  const failed = (): string[] => abused.filter((page) => /^(?:match|map-stats) /.test(page));
  const withheld = (): string[] => abused.filter((page) => !failed().includes(page));

  it('names what was wrong with each, briefly', () => {
    const quarantine = store.quarantine.list();
    expect(quarantine.map(({ kind, id }) => `${kind} ${id}`).toSorted()).toEqual(failed().toSorted());
    for (const { field, message } of quarantine) {
      expect(field).toBe('document');
      expect(message.length).toBeLessThan(200);
    }
    const findings = store.findings.list();
    expect([...new Set(findings.map(({ kind, id }) => `${kind} ${id}`))].toSorted()).toEqual(withheld().toSorted());
    for (const { expected, seen } of findings) expect(`${expected}: ${seen}`.length).toBeLessThan(200);
  });

  it('stores all other pages as they are, and the abused ones when they come unchanged', async () => {
    const unchanged = { store, fetcher: httpFetcher(replica.baseUrl, clock.now), clock };
    await runOnce(unchanged);
    expect(store.quarantine.list()).toEqual([]);
    expect(differences(store.tables.all(), replica.truth()).map((text) => text.replace(/\d+.*\//, ''))).toEqual([
      'player_map_stats both kpr: null, expected 1',
      'player_map_stats both dpr: null, expected 0.67',
      'player_map_stats both mkRating: null, expected 1.24',
    ]);
    await runOnce(unchanged, { forceRescrape: true });
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
    expect(store.findings.list()).toEqual([]);
  });
});
