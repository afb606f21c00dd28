import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { type Replica, type ReplicaOptions, startReplica } from '../../src/replica/replica.ts';

let replicas: Replica[] = [];

async function started(options: ReplicaOptions): Promise<Replica> {
  const replica = await startReplica(options);
  replicas.push(replica);
  return replica;
}

afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  replicas = [];
});

/** A request whose path is sent as it is. */
function rawStatus(replica: Replica, path: string): Promise<number> {
  const { port } = new URL(replica.baseUrl);
  return new Promise((resolve, reject) => {
    const sent = request({ port, path, host: '127.0.0.1' }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('the server', () => {
  it('serves every kind of page under any slug', async () => {
    const replica = await started({ seed: 1 });
    const { matchId, mapStatsIds } = replica.case('bo3-2-1');
    const paths = [
      '/results',
      '/results?offset=0',
      `/matches/${matchId}/_`,
      `/stats/matches/mapstatsid/${mapStatsIds[0]}/x`,
      `/stats/matches/performance/mapstatsid/${mapStatsIds[1]}/-`,
      `/stats/matches/economy/mapstatsid/${mapStatsIds[2]}/x?contextIds=1`,
    ];
    for (const path of paths) {
      const response = await fetch(`${replica.baseUrl}${path}`);
      expect(response.status, path).toBe(200);
      expect(await response.text()).toContain('class="contentCol"');
    }
    expect(replica.requests.map(({ kind, id, status }) => ({ kind, id, status }))).toEqual([
      { kind: 'results', id: 0, status: 200 },
      { kind: 'results', id: 0, status: 200 },
      { kind: 'match', id: matchId, status: 200 },
      { kind: 'map-stats', id: mapStatsIds[0], status: 200 },
      { kind: 'performance', id: mapStatsIds[1], status: 200 },
      { kind: 'economy', id: mapStatsIds[2], status: 200 },
    ]);
  });

  it('names itself in canonical links', async () => {
    const replica = await started({ seed: 1 });
    const { matchId } = replica.case('bo1');
    const page = await (await fetch(`${replica.baseUrl}/matches/${matchId}/x`)).text();
    expect(page).toBe(renderPage(replica.world, { kind: 'match', id: matchId, origin: replica.baseUrl }));
    expect(page).toContain(`<link href="${replica.truth({ matchIds: [matchId] }).matches[0]?.url}" rel="canonical">`);
  });

  it('answers 404 for unknown ids and for a stats page that never came', async () => {
    const replica = await started({ seed: 1 });
    const lost = replica.case('stats-page-missing').mapStatsIds[1];
    const paths = [
      '/matches/1/x',
      `/matches/${(replica.matchIds()[0] ?? 0) + 400}/x`,
      '/stats/matches/mapstatsid/5/x',
      '/nowhere',
    ];
    for (const path of [...paths, `/stats/matches/mapstatsid/${lost}/x`]) {
      expect((await fetch(`${replica.baseUrl}${path}`)).status, path).toBe(404);
    }
  });

  it('answers requests whose address cannot be read', async () => {
    const replica = await started({ seed: 1 });
    expect(await rawStatus(replica, '//')).toBe(404);
    expect(await rawStatus(replica, '/results?offset=-5')).toBe(200);
    expect(await rawStatus(replica, '/results?offset=abc')).toBe(200);
  });

  it('serves rules, a home page, the listing of an event, and what pages link to', async () => {
    const replica = await started({ seed: 1, size: 'realistic' });
    const rules = await (await fetch(`${replica.baseUrl}/robots.txt`)).text();
    expect(rules).toContain('Disallow: /results?gameType*');
    expect(await (await fetch(`${replica.baseUrl}/`)).text()).toContain('News');
    const { eventId } = replica.world.caseMatch('bo1').event;
    const event = await (await fetch(`${replica.baseUrl}/results?event=${eventId}`)).text();
    expect(event).not.toContain('pagination-data');
    expect(event).not.toContain('class="event"');
    const listing = await (await fetch(`${replica.baseUrl}/results`)).text();
    const links = [...listing.matchAll(/(?:src|href)="(\/(?:img|js|css)\/[^"]+)"/g)].map((match) => match[1] ?? '');
    for (const path of new Set(links.slice(0, 12)))
      expect((await fetch(`${replica.baseUrl}${path}`)).status, path).toBe(200);
    expect(replica.requests.filter(({ kind }) => kind === 'asset').length).toBeGreaterThan(5);
  });

  it('logs method, user agent and times, also of what a wrapper answers', async () => {
    const replica = await started({
      seed: 1,
      intercept: (next) => (incoming, response) => {
        if (incoming.url === '/results?offset=100') response.writeHead(503).end();
        else next(incoming, response);
      },
    });
    await fetch(`${replica.baseUrl}/results?offset=100`, { headers: { 'user-agent': 'somebody' } });
    const head = await fetch(`${replica.baseUrl}/results`, { method: 'HEAD' });
    expect(await head.text()).toBe('');
    const [refused, seen] = replica.requests;
    expect(refused).toMatchObject({ method: 'GET', status: 503, kind: 'results', id: 100, userAgent: 'somebody' });
    expect(seen).toMatchObject({ method: 'HEAD', status: 200 });
    expect(refused?.doneAtMs).toBeGreaterThanOrEqual(refused?.atMs ?? Number.POSITIVE_INFINITY);
  });

  it('delays its responses by the given time', async () => {
    const replica = await started({ seed: 1, latencyMs: 30 });
    const startedAt = performance.now();
    await fetch(`${replica.baseUrl}/results`);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(29);
  });

  it('shows new matches on top of the listing', async () => {
    const replica = await started({ seed: 1, matches: 10, variants: 'plain' });
    const before = replica.matchIds();
    const added = replica.addMatches(3);
    expect(replica.matchIds()).toEqual([...added.toReversed(), ...before]);
    const page = await (await fetch(`${replica.baseUrl}/results`)).text();
    expect(page).toContain('1 - 13 of 13');
    expect(page.indexOf(`/matches/${added[2]}/`)).toBeLessThan(page.indexOf(`/matches/${before[0]}/`));
    expect(replica.truth().matches).toHaveLength(13);
  });

  it('stops answering once closed, even with a connection open', async () => {
    const replica = await startReplica({ seed: 1, latencyMs: 60_000 });
    const hanging = fetch(`${replica.baseUrl}/results`).catch((error: unknown) => error);
    while (replica.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await replica.close();
    expect(await hanging).toBeInstanceOf(Error);
    await expect(fetch(`${replica.baseUrl}/results`)).rejects.toThrow();
  });
});
