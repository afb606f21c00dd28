import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StageName } from '../../src/page-kinds.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import type { Store } from '../../src/store/store.ts';
import { fakeClock } from '../helpers/clock.ts';
import { httpFetcher } from '../helpers/http-fetcher.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { differences } from '../helpers/rows.ts';
import { runOnce } from '../helpers/run.ts';

const PAGE_A_MATCH: StageName[] = ['discovery', 'overview'];
const NEWEST_MS = Date.UTC(2026, 1, 14, 18);
const clock = fakeClock(NEWEST_MS + 30 * 24 * 3_600_000);
let replica: Replica;
let store: Store;

const startSite = (matches: number): Promise<Replica> =>
  startReplica({ seed: 11, matches, newestEndAtMs: NEWEST_MS, size: 'bare' });

beforeEach(async () => {
  replica = await startSite(12);
  store = memoryStore(clock.now);
});

afterEach(async () => {
  store.close();
  await replica.close();
});

const run = (settings: Parameters<typeof runOnce>[1] = {}) =>
  runOnce({ store, fetcher: httpFetcher(replica.baseUrl, clock.now), clock }, settings);

const all = () => replica.truth().matches;
const stored = (): number[] => store.tables.all().matches.map(({ matchId }) => matchId);
const ids = (wanted: (match: ReturnType<typeof all>[number]) => boolean): number[] =>
  all()
    .filter(wanted)
    .map(({ matchId }) => matchId);

describe('a run with filters', () => {
  it('takes the matches that fit, and the others when the filter is gone', async () => {
    const eventName = all()[3]?.eventName ?? '';
    const wanted = ids((match) => match.eventName === eventName);
    expect(wanted.length).toBeLessThan(all().length);
    await run({ events: [eventName.toUpperCase()], stages: PAGE_A_MATCH });
    expect(stored().toSorted()).toEqual(wanted.toSorted());
    const other = ids((match) => match.eventName !== eventName)[0] ?? 0;
    expect(store.targets.find('match', other)).toMatchObject({ state: 'skipped', reason: 'other-event' });
    await run({ stages: PAGE_A_MATCH });
    expect(differences(store.tables.all(), replica.truth({ stages: ['overview'] }))).toEqual([]);
  });

  it('takes what fits another filter, known matches included, and fetches nothing else that was pending', async () => {
    await run({ stages: PAGE_A_MATCH });
    const team = all()[0]?.team1Name ?? '';
    const wanted = ids((match) => match.team1Name === team || match.team2Name === team);
    const stages: StageName[] = [...PAGE_A_MATCH, 'map-stats'];
    await run({ teams: [team], stages });
    const withMaps = new Set(store.tables.all().rounds.map(({ matchId }) => matchId));
    expect([...withMaps].filter((id) => !wanted.includes(id))).toEqual([]);
    expect(withMaps.size).toBeGreaterThan(0);
    await run({ stages });
    expect(differences(store.tables.all(), replica.truth({ stages: ['overview', 'map-stats'] }))).toEqual([]);
  });

  it('goes by stars and by the last day', async () => {
    const untilMs = all()[8]?.endedAtMs ?? 0;
    await run({ minStars: 1, untilMs, stages: PAGE_A_MATCH });
    const wanted = ids(({ stars, endedAtMs }) => (stars ?? 0) >= 1 && (endedAtMs ?? 0) < untilMs);
    expect(wanted.length).toBeGreaterThan(0);
    expect(stored().toSorted()).toEqual(wanted.toSorted());
  });

  it('completes a backlog that an earlier run with a lower first day has taken', async () => {
    await run({ stages: ['discovery'] });
    await run({ sinceMs: all()[8]?.endedAtMs ?? 0, stages: PAGE_A_MATCH });
    expect(stored()).toHaveLength(all().length);
  });
});

describe('a full forfeit', () => {
  it('is fetched with one page, is a row with its vetoes and line-ups, and complete', async () => {
    await replica.close();
    replica = await startSite(20);
    const { matchId } = replica.case('full-forfeit');
    const { notices } = await run({ stages: PAGE_A_MATCH });
    expect(differences(store.tables.all(), replica.truth({ stages: ['overview'] }))).toEqual([]);
    expect(store.tables.rows('matches', { matchIds: [matchId] })).toMatchObject([{ isForfeit: true }]);
    const asked = replica.requests.filter(({ id }) => id === matchId);
    expect(asked.map(({ kind }) => kind)).toEqual(['match']);
    expect(store.targets.ofMatch(matchId)).toMatchObject([{ kind: 'match', state: 'done' }]);
    const complete = notices.filter((notice) => notice.type === 'match-complete').map((notice) => notice.matchId);
    expect(complete).toContain(matchId);
  });
});
