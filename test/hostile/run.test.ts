import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fetcher } from '../../src/fetcher.ts';
import type { PageKind } from '../../src/records.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { fakeClock } from '../helpers/clock.ts';
import { httpFetcher } from '../helpers/http-fetcher.ts';
import { differences } from '../helpers/rows.ts';
import { runOnce, type TestRun } from '../helpers/run.ts';
import { asHtml, bent } from './pages.ts';

/** What becomes of the first page of each kind that a run meets, and of what comes after it. */
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
  replica = await startReplica({ seed: 31, matches: 5, variants: 'plain', newestEndAtMs: Date.UTC(2026, 1, 14) });
  store = openStore({ file: ':memory:', clock: clock.now });
  run = await runOnce({ store, fetcher: abusing(), clock }, { maxConsecutiveFailures: 3 });
});

afterAll(async () => {
  store.close();
  await replica.close();
});

describe('a run that meets abusive pages', () => {
  it('goes on to its end', () => {
    expect(run.reason).toEqual({ type: 'done' });
    expect(abused.map((page) => page.split(' ')[0])).toEqual(Object.keys(ABUSES));
  });

  it('names what was wrong with each, briefly, and keeps none of it', () => {
    const quarantine = store.quarantine.list();
    expect(quarantine.map(({ kind, id }) => `${kind} ${id}`).toSorted()).toEqual(abused.toSorted());
    for (const { field, message } of quarantine) {
      expect(field).toMatch(/^(?:document|chart|playerMapStats\[0\]\.chart)$/);
      expect(message.length).toBeLessThan(200);
    }
  });

  it('stores all other pages as they are, and the abused ones when they come honestly', async () => {
    await runOnce({ store, fetcher: httpFetcher(replica.baseUrl, clock.now), clock });
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
    expect(store.quarantine.list()).toEqual([]);
  });
});
