import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PublicRows } from '../records.ts';
import type { Size } from './render/page-request.ts';
import { type LoggedRequest, logged } from './requests.ts';
import { siteListener } from './site-listener.ts';
import type { TruthSelection } from './truth/selection.ts';
import { truthOf } from './truth/truth.ts';
import { createWorld, type World } from './world/world.ts';

export type ReplicaOptions = {
  /** The same seed gives the same site. */
  seed: number;
  /** Listed matches, default 60. */
  matches?: number;
  /** End of the newest match, Unix ms; the others follow 20 to 60 minutes apart. Default in February 2026. */
  newestEndAtMs?: number;
  /** Entries on a listing page, default 100. */
  pageSize?: number;
  /** Amount of markup around the content, default `small`. */
  size?: Size;
  /** `all` (default): every named variant occurs. `plain`: ordinary matches only. */
  variants?: 'all' | 'plain';
  /** Wraps the request listener, for example with faults. The request log records the responses of the wrapper. */
  intercept?: (next: RequestListener) => RequestListener;
  /** Delay of each response. */
  latencyMs?: number;
  /** Default 0: any free port. */
  port?: number;
};

export type Replica = {
  /** `http://127.0.0.1:<port>` */
  baseUrl: string;
  world: World;
  requests: LoggedRequest[];
  /** What a database holds after a run with this selection; URLs begin with `origin` (default: `baseUrl`). */
  truth(selection?: TruthSelection): PublicRows;
  /** Newer matches appear on top of the listing; returns their ids. */
  addMatches(count: number): number[];
  /** Ids of the listed matches, newest first. */
  matchIds(): number[];
  /** Ids of a named variant. Throws for an unknown name and in a world too small for it. */
  case(name: string): { matchId: number; mapStatsIds: number[] };
  /** Closes the server and its open connections. */
  close(): Promise<void>;
};

/** Starts a synthetic HLTV on 127.0.0.1. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const world = createWorld(options);
  const requests: LoggedRequest[] = [];
  let baseUrl = '';
  const site = siteListener({
    world,
    size: options.size ?? 'small',
    latencyMs: options.latencyMs ?? 0,
    origin: () => baseUrl,
  });
  const server = createServer(logged(options.intercept?.(site) ?? site, requests));
  baseUrl = await listen(server, options.port ?? 0);
  return {
    baseUrl,
    world,
    requests,
    truth: (selection = {}) => truthOf(world, { origin: baseUrl, ...selection }),
    addMatches: world.addMatches,
    matchIds: world.matchIds,
    case: (name) => caseIds(world, name),
    close: () => close(server),
  };
}

function caseIds(world: World, name: string): { matchId: number; mapStatsIds: number[] } {
  const match = world.caseMatch(name);
  return { matchId: match.matchId, mapStatsIds: match.maps.flatMap((map) => map.mapStatsId ?? []) };
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address() as AddressInfo;
      resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
