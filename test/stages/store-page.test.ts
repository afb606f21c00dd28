import { Script } from 'node:vm';
import { expect, it, onTestFinished, vi } from 'vitest';
import { listFixtures } from '../../scripts/fixtures.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { mapStatsHandler } from '../../src/stages/map-stats.ts';
import { overviewHandler } from '../../src/stages/overview.ts';
import { type PageHandler, pageHandler } from '../../src/stages/page-handler.ts';
import { economyHandler, performanceHandler } from '../../src/stages/performance-economy.ts';
import { type FetchedPage, storePage } from '../../src/stages/store-page.ts';
import { memoryStore } from '../helpers/memory-store.ts';

const world = createWorld({ seed: 31, matches: 4, variants: 'plain' });

function overviewOf(id: number, html: string): FetchedPage {
  const came = { url: 'https://example.org', httpStatus: 200, transport: 'fetch', transportReason: null } as const;
  return {
    kind: 'match',
    id,
    html,
    document: Buffer.from(html),
    contentType: null,
    ...came,
    fetchedAtMs: 1,
    file: null,
    rejectedFile: null,
    bytes: html.length,
    sha256: 'x'.repeat(64),
  };
}

it('puts a page that claims the map of another match into quarantine and leaves that match alone', () => {
  const store = memoryStore(() => 1);
  const runId = store.runs.start({ command: 'test', settings: null });
  const handler = overviewHandler(store);
  const keep = (id: number, html: string) =>
    storePage({ store, runId }, { handler, page: overviewOf(id, html) }, () => undefined);
  const [first, second] = [world.matchAtPlace(0), world.matchAtPlace(1)].map((match) => match?.matchId ?? 0);
  if (first === undefined || second === undefined) throw new Error('the world is too small');
  const [one, other] = [first, second].map((id) => renderPage(world, { kind: 'match', id }));
  expect(keep(first, one ?? '').outcome).toBe('stored');
  const before = store.tables.all();

  const mapOf = (html: string, id: number): string => `${PAGES.match.parse(html, { id }).maps[0]?.mapStatsId}`;
  const thief = (other ?? '').replaceAll(mapOf(other ?? '', second), mapOf(one ?? '', first));
  expect(keep(second, thief)).toMatchObject({
    outcome: 'quarantined',
    rule: 'constraint',
    message: expect.stringMatching(
      new RegExp(`^match ${second} .+: links map stats .+, which match ${first} .+ already links$`),
    ),
  });
  expect(store.tables.all()).toEqual(before);
  expect(store.quarantine.list()).toMatchObject([{ kind: 'match', id: second }]);

  expect(keep(second, other ?? '').outcome).toBe('stored');
  expect(store.quarantine.count()).toBe(0);
  store.close();
});

/** An overview that links the map stats of its first two maps in the wrong order. */
function overviewWithSwappedMaps() {
  for (const matchId of world.matchIds()) {
    const html = renderPage(world, { kind: 'match', id: matchId });
    const { maps } = PAGES.match.parse(html, { id: matchId });
    const [first, second] = maps.flatMap(({ mapStatsId }) => mapStatsId ?? []);
    if (first === undefined || second === undefined) continue;
    const swap = (id: string): string => (id === `${first}` ? `${second}` : `${first}`);
    const swapped = html.replaceAll(new RegExp(`\\b(?:${first}|${second})\\b`, 'g'), swap);
    return { matchId, html: swapped, mapStatsId: first };
  }
  throw new Error('the world has no match of two maps');
}

it('reports a contradiction between a map page and the overview in either order', () => {
  const { matchId, html, mapStatsId } = overviewWithSwappedMaps();
  const match = overviewOf(matchId, html);
  const map = overviewOf(mapStatsId, renderPage(world, { kind: 'map-stats', id: mapStatsId }));
  const save = (kinds: readonly ('match' | 'map-stats')[]) => {
    using store = memoryStore(() => 1);
    const runId = store.runs.start({ command: 'test', settings: null });
    const results = kinds.map((kind) =>
      kind === 'match'
        ? storePage({ store, runId }, { handler: overviewHandler(store), page: match }, () => undefined)
        : storePage({ store, runId }, { handler: mapStatsHandler(store), page: { ...map, kind } }, () => undefined),
    );
    return { results, findings: store.findings.list() };
  };
  expect(save(['match', 'map-stats']).results).toMatchObject([{ outcome: 'stored' }, { outcome: 'quarantined' }]);
  const rule = save(['match', 'map-stats']).results.flatMap((each) => ('rule' in each ? each.rule : []))[0];
  const { results, findings } = save(['map-stats', 'match']);
  expect(results).toMatchObject([{ outcome: 'stored' }, { outcome: 'stored' }]);
  expect(findings).toContainEqual(
    expect.objectContaining({ kind: 'match', id: matchId, rule, severity: 'soft', mapNumber: 2 }),
  );
  const again = save(['map-stats', 'match', 'match']);
  expect(again.findings).toEqual(findings);
});

it('reports a contradiction between the economy page of a map and its map stats in either order', () => {
  const [id, otherId] = world.matchIds().flatMap((matchId) => {
    const { maps } = PAGES.match.parse(renderPage(world, { kind: 'match', id: matchId }), { id: matchId });
    return maps.flatMap(({ mapStatsId }) => mapStatsId ?? []);
  });
  if (id === undefined || otherId === undefined) throw new Error('the world is too small');
  // The rounds of another map.
  const economy = renderPage(world, { kind: 'economy', id: otherId }).replaceAll(`${otherId}`, `${id}`);
  const pages = {
    economy: overviewOf(id, economy),
    'map-stats': overviewOf(id, renderPage(world, { kind: 'map-stats', id })),
  };
  const save = (kinds: readonly ('economy' | 'map-stats')[]) => {
    using store = memoryStore(() => 1);
    const runId = store.runs.start({ command: 'test', settings: null });
    const handlers = { economy: economyHandler(store), 'map-stats': mapStatsHandler(store) };
    const results = kinds.map((kind) => {
      const page = { ...pages[kind], kind };
      return storePage({ store, runId }, { handler: handlers[kind], page }, () => undefined);
    });
    return { results, findings: store.findings.list() };
  };
  const [, refused] = save(['map-stats', 'economy']).results;
  const rule = 'economy/winners-of-the-history';
  expect(refused).toMatchObject({ outcome: 'quarantined', rule });
  const { results, findings } = save(['economy', 'map-stats']);
  expect(results).toMatchObject([{ outcome: 'stored' }, { outcome: 'stored' }]);
  expect(findings).toContainEqual(expect.objectContaining({ kind: 'map-stats', id, rule, severity: 'soft' }));
  expect(save(['economy', 'map-stats', 'map-stats']).findings).toEqual(findings);
});

it('stores rows, log entry and state of the target together, or nothing', () => {
  using store = memoryStore(() => 1);
  const runId = store.runs.start({ command: 'test', settings: null });
  const id = world.matchAtPlace(0)?.matchId ?? 0;
  const page = overviewOf(id, renderPage(world, { kind: 'match', id }));
  const cutOff = (): never => {
    throw new Error('the power is gone');
  };
  expect(() => storePage({ store, runId }, { handler: overviewHandler(store), page }, cutOff)).toThrow('power');
  expect(store.pages.find('match', id)).toBeNull();
  expect(store.tables.rows('matches')).toEqual([]);
  expect(store.targets.countPending({ kinds: ['map-stats'], runId, nowMs: 2, matchIds: null })).toBe(0);
});

it('stores every page of the fixtures that passes its checks', () => {
  for (const { name, html, meta } of listFixtures()) {
    using store = memoryStore(() => 1);
    const runId = store.runs.start({ command: 'test', settings: null });
    const handlers = [overviewHandler(store), mapStatsHandler(store), performanceHandler(store), economyHandler(store)];
    const handler = handlers.find(({ kind }) => name.startsWith(`${kind}/`));
    if (handler === undefined || meta.id === null) continue;
    const page = { ...overviewOf(meta.id, html), kind: handler.kind };
    const result = storePage({ store, runId }, { handler, page }, () => undefined);
    expect(result, name).not.toMatchObject({ rule: 'bug' });
  }
});

it('puts a page that cannot be saved into quarantine and continues', () => {
  using store = memoryStore(() => 1);
  const runId = store.runs.start({ command: 'test', settings: null });
  const id = world.matchAtPlace(0)?.matchId ?? 0;
  const overview = overviewHandler(store);
  const handler: PageHandler = {
    ...overview,
    parseAndCheck: (html, target) => ({
      ...overview.parseAndCheck(html, target),
      save: () => {
        throw new TypeError('a column that is not there');
      },
    }),
  };
  const page = overviewOf(id, renderPage(world, { kind: 'match', id }));
  expect(storePage({ store, runId }, { handler, page }, () => undefined)).toMatchObject({
    outcome: 'quarantined',
    rule: 'bug',
    message: expect.stringContaining('a column that is not there'),
  });
  expect(store.quarantine.list()).toMatchObject([{ kind: 'match', id, rule: 'bug' }]);
});

it('puts a page whose checks do not end into quarantine', () => {
  const { runInContext } = Script.prototype;
  // The same limit, reached a hundred times sooner.
  const limited = vi.spyOn(Script.prototype, 'runInContext').mockImplementation(function (this: Script, context, how) {
    expect(how).toEqual({ timeout: 20_000 });
    return runInContext.call(this, context, { timeout: 200 });
  });
  onTestFinished(() => limited.mockRestore());
  using store = memoryStore(() => 1);
  const runId = store.runs.start({ command: 'test', settings: null });
  const id = world.matchAtPlace(0)?.matchId ?? 0;
  const handler = pageHandler(store, {
    page: PAGES.match,
    related: () => null,
    check: () => {
      for (;;);
    },
    save: () => undefined,
    followUpTargets: () => [],
    awaiting: () => null,
  });
  const page = overviewOf(id, renderPage(world, { kind: 'match', id }));
  expect(storePage({ store, runId }, { handler, page }, () => undefined)).toMatchObject({
    outcome: 'quarantined',
    field: 'document',
    message: `match ${id}: document: expected a page that is read and checked within 20 s, saw more`,
  });
});
