import { beforeEach, describe, expect, it } from 'vitest';
import type { OverviewMap } from '../../src/page-records.ts';
import { overviewHandler } from '../../src/stages/overview.ts';
import type { Store } from '../../src/store/store.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { mapStatsPage, matchPage } from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';

/** An overview that no longer links the statistics of a map: what becomes of the pages of the map. */

const [linked] = matchPage().maps;
if (linked?.mapStatsId == null) throw new Error('the match has no map with statistics');
const { matchId } = matchPage();
const { mapStatsId } = linked;
const OTHER_ID = matchId + 1;

let store: Store;

beforeEach(() => {
  store = memoryStore(() => 1);
  store.targets.upsert({ kind: 'match', id: matchId, matchId, path: '/x', sortMs: null });
  store.targets.upsert({ kind: 'match', id: OTHER_ID, matchId: OTHER_ID, path: '/x', sortMs: null });
});

/** Saves an overview that links these map stats. */
function saveOverview(id: number, mapStatsIds: (number | null)[]): void {
  const maps = mapStatsIds.map((each, index): OverviewMap => {
    const mapStatsPath = each === null ? null : `/stats/matches/mapstatsid/${each}/x`;
    return { ...linked, mapNumber: index + 1, mapStatsId: each, mapStatsPath } as OverviewMap;
  });
  const record = matchPage({ matchId: id, maps });
  overviewHandler(store).acceptRead({ record, findings: [], blocks: [] }, { id, nowMs: 1 }).save();
}

const pagesOf = (id: number): string[] =>
  store.targets.ofMatch(id).flatMap(({ kind, id: of, state }) => (kind === 'match' ? [] : [`${kind} ${of} ${state}`]));

const wrongFollowUps = () =>
  store.verification
    .bookkeepingFindings({ matchIds: null, sinceMs: null })
    .filter(({ rule }) => rule === 'targets/follow-ups' || rule === 'targets/totals' || rule === 'targets/waiting');

const PENDING = ['economy', 'map-stats', 'performance'].map((kind) => `${kind} ${mapStatsId} pending`);

describe('a map that the overview no longer links', () => {
  beforeEach(() => saveOverview(matchId, [mapStatsId]));

  it('leaves no page to be fetched, until it is linked again', () => {
    expect(pagesOf(matchId)).toEqual(PENDING);
    saveOverview(matchId, [null]);
    expect(store.targets.counts()['map-stats'].pending).toBe(0);
    saveOverview(matchId, [mapStatsId]);
    expect(pagesOf(matchId)).toEqual(PENDING);
  });

  it('keeps the pages that were fetched, as those of an unknown match', () => {
    const page = { kind: 'map-stats', id: mapStatsId } as const;
    savePage(store, 'map-stats', mapStatsPage({ mapStatsId }));
    const entry = { url: '/x', httpStatus: 200, transport: 'fetch', transportReason: null, contentType: null } as const;
    const read = { parserVersion: 1, outcome: 'stored', state: 'complete', blocks: 1 } as const;
    store.pages.record({ ...page, ...entry, ...read, fetchedAtMs: 1, bytes: 1, sha256: 'x', file: null });
    store.targets.markDone(page, 1);
    saveOverview(matchId, [null]);
    expect(pagesOf(matchId)).toEqual([]);
    expect(store.targets.find('map-stats', mapStatsId)).toMatchObject({ state: 'done', matchId: null });
    saveOverview(matchId, [mapStatsId]);
    expect(pagesOf(matchId)).toContain(`map-stats ${mapStatsId} done`);
  });

  it('can become the map of another match', () => {
    saveOverview(matchId, [mapStatsId + 1]);
    saveOverview(OTHER_ID, [mapStatsId]);
    expect(pagesOf(OTHER_ID)).toEqual(PENDING);
    expect(pagesOf(matchId)).toHaveLength(3);
  });

  it('leaves consistent totals', () => {
    saveOverview(matchId, [null]);
    expect(wrongFollowUps()).toEqual([]);
    saveOverview(OTHER_ID, [mapStatsId]);
    expect(wrongFollowUps()).toEqual([]);
  });
});
