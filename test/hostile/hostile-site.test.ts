import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startReplica } from '../../src/replica/replica.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { PATHS, withDetours } from './detours.ts';
import { openScene } from './watched.ts';

/** The built program in a real browser, before a site that leads elsewhere in every way it can. */
describe.runIf(hasBrowser)('a site that leads elsewhere', () => {
  const visits: string[] = [];
  let evil: Server;

  beforeAll(async () => {
    evil = createServer((request, response) => {
      visits.push(request.url ?? '');
      response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/html' }).end('<p>evil</p>');
    });
    await new Promise<void>((resolve) => {
      evil.listen(0, '127.0.0.1', resolve);
    });
  });

  afterAll(async () => {
    evil.closeAllConnections();
    await new Promise((resolve) => {
      evil.close(resolve);
    });
  });

  it('is followed nowhere, and nothing is written outside the data folder', async () => {
    const elsewhere = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
    const site = await startReplica({ seed: 22, matches: 3, variants: 'plain', intercept: leading(elsewhere) });
    const asked = () => site.requests.filter(({ kind }) => !['robots', 'asset'].includes(kind));
    using scene = openScene();
    const flags = ['--base-url', site.baseUrl, '--min-delay', '0', '--max-delay', '0', '--end-offset', '0'];
    const { child, ended } = scene.start(flags);
    try {
      // The redirect is tried again and again: twice is enough.
      await vi.waitUntil(() => asked().filter(({ status }) => status === 302).length > 1, { timeout: 40_000 });
      child.kill('SIGTERM');
      const { code, stderr } = await ended;
      expect(visits).toEqual([]);
      expect(code).toBe(143);
      expect(stderr).toContain('redirected to another site');
      for (const { path } of asked()) expect(path).toMatch(PATHS);
      expect(scene.traces()).toEqual([]);
    } finally {
      child.kill('SIGKILL');
      await site.close();
    }
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
