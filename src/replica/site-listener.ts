import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { assetAt } from './assets.ts';
import { homePage, notFoundPage, ROBOTS_TXT } from './render/other-pages.ts';
import type { Size } from './render/page-request.ts';
import { renderEventListing, renderPage } from './render/render-page.ts';
import { addressOf, classifyPath } from './requests.ts';
import type { World } from './world/world.ts';

export type AnswerContext = { world: World; size: Size; latencyMs: number; origin(): string };

type Answer = { status: number; type: string; body: string | Buffer };

const HTML = 'text/html; charset=utf-8';

/** Request listener of the site: pages, robots.txt, scripts, styles and images. */
export function siteListener(context: AnswerContext): RequestListener {
  return (request, response) => {
    if (context.latencyMs === 0) return respond(context, request, response);
    const timer = setTimeout(() => respond(context, request, response), context.latencyMs);
    response.on('close', () => clearTimeout(timer));
  };
}

function respond(context: AnswerContext, request: IncomingMessage, response: ServerResponse): void {
  const { status, type, body } = answer(context, request);
  const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' };
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}

function answer(context: AnswerContext, request: IncomingMessage): Answer {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return { status: 405, type: 'text/plain', body: 'Method Not Allowed' };
  const path = request.url ?? '/';
  const { kind, id } = classifyPath(path);
  if (kind === 'robots') return { status: 200, type: 'text/plain; charset=utf-8', body: ROBOTS_TXT };
  if (kind === 'asset') return { status: 200, ...assetAt(path) };
  if (kind === 'other' || id === null) return otherPage(context, path);
  const eventId = kind === 'results' ? Number(addressOf(path).searchParams.get('event') ?? 0) : 0;
  const { world, size } = context;
  const scene = { size, origin: context.origin() };
  if (eventId > 0) return { status: 200, type: HTML, body: renderEventListing(world, eventId, scene) };
  const body = exists(world, kind, id) ? renderPage(world, { kind, id, ...scene }) : null;
  return body === null ? notFound(context, path) : { status: 200, type: HTML, body };
}

function exists(world: World, kind: string, id: number): boolean {
  if (kind === 'results') return true;
  if (kind === 'match') return world.findMatch(id) !== null;
  const story = world.findMap(id);
  return story !== null && !story.map.quirks.has('stats-page-missing');
}

function otherPage(context: AnswerContext, path: string): Answer {
  if (addressOf(path).pathname !== '/') return notFound(context, path);
  return { status: 200, type: HTML, body: homePage(context.size) };
}

function notFound(context: AnswerContext, path: string): Answer {
  return { status: 404, type: HTML, body: notFoundPage(context.size, path) };
}
