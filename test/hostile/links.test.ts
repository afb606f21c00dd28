import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ScrapeSettings } from '../../src/config.ts';
import { combineRules } from '../../src/fetch/robots.ts';
import type { Fetcher } from '../../src/fetcher.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import { openStore } from '../../src/store/store.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { fakeClock } from '../helpers/clock.ts';
import { httpFetcher } from '../helpers/http-fetcher.ts';
import { startProgram } from '../helpers/program.ts';
import { differences } from '../helpers/rows.ts';
import { runOnce } from '../helpers/run.ts';
import { asHtml } from './pages.ts';

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

/** What may be asked of the site, and nothing else. */
const PATHS =
  /^\/(?:results\?offset=\d+|matches\/\d+\/[\w.~-]+|stats\/matches\/(?:performance\/|economy\/)?mapstatsid\/\d+\/[\w.~-]+)$/;

const clock = fakeClock(Date.UTC(2026, 2, 14));
let replica: Replica;

beforeAll(async () => {
  replica = await startReplica({ seed: 21, matches: 2, variants: 'plain', newestEndAtMs: Date.UTC(2026, 1, 14) });
});

afterAll(() => replica.close());

/** Every link to a match or to statistics becomes a detour, in the page's own part. */
function withDetours(html: string, detour: (path: string, id: string) => string): string {
  const start = html.indexOf('contentCol');
  const links = /href="((?:\/matches|\/stats\/matches\/[a-z/]*mapstatsid)\/(\d+)\/[^"#]*)"/g;
  const bent = html.slice(start).replace(links, (_, path, id) => `href="${asHtml(detour(path, id))}"`);
  return html.slice(0, start) + bent;
}

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
    using store = openStore({ file: ':memory:', clock: clock.now });
    const fetcher = detouring(detour);
    const { reason } = await runOnce({ store, fetcher, clock }, { ...OVERVIEWS, maxConsecutiveFailures: 99 });
    expect(reason.type).toBe('done');
    const matchIds = store.listing.count() > 0 ? replica.matchIds() : [];
    const targets = matchIds.flatMap((matchId) => store.targets.ofMatch(matchId));
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

/** The built program in a real browser: links and redirects. */
describe.runIf(hasBrowser)('a site that leads elsewhere', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hltv-links-'));
  const visits: string[] = [];
  let evil: Server;
  let site: Replica | undefined;

  beforeAll(async () => {
    evil = createServer((request, response) => {
      visits.push(request.url ?? '');
      response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/html' }).end('<p>evil</p>');
    });
    await new Promise<void>((resolve) => {
      evil.listen(0, '127.0.0.1', resolve);
    });
  });

  afterEach(() => site?.close());

  afterAll(async () => {
    evil.closeAllConnections();
    await new Promise((resolve) => {
      evil.close(resolve);
    });
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is not followed anywhere', async () => {
    const elsewhere = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
    site = await startReplica({ seed: 22, matches: 3, variants: 'plain', intercept: leading(elsewhere) });
    const asked = () => site?.requests.filter(({ kind }) => !['robots', 'asset'].includes(kind)) ?? [];
    const flags = ['--base-url', site.baseUrl, '--data-dir', dataDir, '--min-delay', '0', '--max-delay', '0'];
    const { started, ended } = startProgram([...flags, '--end-offset', '0', '--log-level', 'trace']);
    // The redirect is tried again and again: twice is enough.
    await vi.waitUntil(() => asked().filter(({ status }) => status === 302).length > 1, { timeout: 40_000 });
    started.kill('SIGTERM');
    const { code, stderr } = await ended;
    expect(visits).toEqual([]);
    expect(code).toBe(143);
    for (const { path } of asked()) expect(path).toMatch(PATHS);
    expect(stderr).toContain('the site led to another site');
  }, 60_000);
});

/** The second match is a redirect to another server; the other pages link to it and load from it. */
function leading(elsewhere: string): (next: RequestListener) => RequestListener {
  const matches = new Set<string>();
  return (next) => (request, response) => {
    const path = request.url ?? '';
    const match = /^\/matches\/\d+\//.exec(path)?.[0];
    if (match !== undefined && [...matches.add(match)].indexOf(match) === 1) {
      response.writeHead(302, { location: `${elsewhere}${path}` }).end();
      return;
    }
    const writeHead = response.writeHead.bind(response);
    const end = response.end.bind(response);
    let head: [number, Record<string, string>] = [200, {}];
    response.writeHead = ((status: number, headers: Record<string, string>) => {
      head = [status, { 'content-type': headers['content-type'] ?? '' }];
      return response;
    }) as typeof response.writeHead;
    response.end = ((body: unknown) => {
      Object.assign(response, { writeHead, end });
      writeHead(...head);
      return end(typeof body === 'string' ? bentPage(body, elsewhere) : body);
    }) as typeof response.end;
    next(request, response);
  };
}

function bentPage(html: string, elsewhere: string): string {
  const loads = `<script src="${elsewhere}/a.js"></script><img src="${elsewhere}/a.png"><iframe src="${elsewhere}/"></iframe>`;
  return withDetours(html, (path) => `${elsewhere}${path}`).replace(
    '<div class="contentCol',
    `${loads}<div class="contentCol`,
  );
}
