import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { PeerCase } from './peer-cases.ts';

const FOLDER = join(import.meta.dirname, 'peers');
const NAMES = ['hltv', 'hltv-next'] as const;

/** Name of a package. */
export type PeerName = (typeof NAMES)[number];
/** An installed package. */
export type Peer = {
  name: PeerName;
  version: string;
  /** Calls the function of the package for these pages. Rejects when it throws. */
  call(input: PeerCase): Promise<unknown>;
};

type Client = {
  getMatch(of: { id: number }): Promise<unknown>;
  getMatchMapStats(of: { id: number }): Promise<unknown>;
  getResults(of: object): Promise<unknown>;
};
type Package = { HLTV: { createInstance(settings: { loadPage: (url: string) => Promise<string> }): Client } };

/** Installs the packages at the versions of their lock file if they are not there, and loads them. */
export function installPeers(): Peer[] {
  if (!existsSync(join(FOLDER, 'node_modules'))) {
    const { status } = spawnSync('npm', ['ci', '--prefix', FOLDER, '--ignore-scripts', '--no-audit', '--no-fund'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    if (status !== 0)
      throw new Error('The packages of bench/peers could not be installed; this part needs the registry of npm.');
  }
  const require = createRequire(join(FOLDER, 'package.json'));
  return NAMES.map((name) => {
    const { version } = JSON.parse(readFileSync(join(FOLDER, 'node_modules', name, 'package.json'), 'utf8'));
    const { HLTV } = require(name) as Package;
    return { name, version, call: (input) => callWith(HLTV, input) };
  });
}

function callWith({ createInstance }: Package['HLTV'], { pages, id }: PeerCase): Promise<unknown> {
  const [first, second] = pages;
  if (first === undefined) throw new Error('a case without pages');
  let listings = 0;
  const client = createInstance({
    loadPage(url) {
      // After the first page of the listing, one without results ends the loop of `getResults`.
      if (first.kind === 'results') return Promise.resolve(listings++ === 0 ? first.html : '<html></html>');
      return Promise.resolve(url.includes('/performance/') ? (second?.html ?? '') : first.html);
    },
  });
  if (first.kind === 'match') return client.getMatch({ id });
  return first.kind === 'results' ? client.getResults({}) : client.getMatchMapStats({ id });
}
