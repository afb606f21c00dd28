import { afterEach, beforeEach, expect, it } from 'vitest';
import { renderNotice } from '../../src/output/notice-text.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import type { Store } from '../../src/store/store.ts';
import { fakeClock } from '../helpers/clock.ts';
import { httpFetcher } from '../helpers/http-fetcher.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { runOnce } from '../helpers/run.ts';

const NEWEST_MS = Date.UTC(2026, 1, 14, 18);
const clock = fakeClock(NEWEST_MS + 1);
let replica: Replica;
let store: Store;

beforeEach(async () => {
  replica = await startReplica({ seed: 3, matches: 230, variants: 'plain', newestEndAtMs: NEWEST_MS });
  store = memoryStore(clock.now);
});

afterEach(async () => {
  store.close();
  await replica.close();
});

async function hintsOf(settings: Parameters<typeof runOnce>[1]): Promise<string[]> {
  const fetcher = httpFetcher(replica.baseUrl, clock.now);
  const { notices } = await runOnce({ store, fetcher, clock }, { stages: ['discovery'], ...settings });
  return notices
    .filter((notice) => notice.type === 'listing-below-unread')
    .map((notice) => renderNotice(notice)?.text ?? '');
}

it('announces --full when the range is deeper than any that was read', async () => {
  expect(await hintsOf({ endOffset: 0 })).toEqual([]);
  expect(await hintsOf({ endOffset: 0 })).toEqual([]);
  expect(await hintsOf({ endOffset: 500 })).toEqual([
    'nothing new above the 100 known matches; --full reads below them to offset 500',
  ]);
  expect(await hintsOf({ endOffset: 500, full: true })).toEqual([]);
  expect(await hintsOf({ endOffset: 500 })).toEqual([]);
});
