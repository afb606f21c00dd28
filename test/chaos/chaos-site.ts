import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import { runCommand } from '../helpers/command.ts';
import { type AttachedBrowser, startAttachedBrowser } from './attached-browser.ts';

/** What does not depend on how the program is ended: tests with the same matches share it. */
export type ChaosSite = AsyncDisposable & {
  replica: Replica;
  attachedBrowser: AttachedBrowser;
  /** The flags of a run against the site, without those of the browser. */
  flags(dataDir: string): string[];
  /** The flags that let a run attach to the browser. */
  attached: string[];
  /** The data folder of an uninterrupted run with the matches that the site has now, and what is wrong with that run. */
  uninterrupted(): Promise<Uninterrupted>;
};

type Uninterrupted = { dataDir: string; wrong: string[] };

export async function openChaosSite(options: { seed: number; matches: number }): Promise<ChaosSite> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-chaos-site-'));
  const replica = await startReplica(options);
  const attachedBrowser = await startAttachedBrowser();
  const runs = new Map<number, Promise<Uninterrupted>>();
  const attached = ['--cdp-url', attachedBrowser.cdpUrl];

  const flags = (dataDir: string): string[] => [
    ...['--base-url', replica.baseUrl, '--data-dir', dataDir],
    ...['--min-delay', '0', '--max-delay', '0', '--end-offset', '0'],
  ];

  async function run(matches: number): Promise<Uninterrupted> {
    const dataDir = join(folder, String(matches));
    const { code, stderr } = await runCommand([...flags(dataDir), ...attached]);
    return { dataDir, wrong: code === 0 ? [] : [`the uninterrupted run ended with ${code}: ${stderr.slice(-500)}`] };
  }

  return {
    ...{ replica, attachedBrowser, attached, flags },
    uninterrupted() {
      const matches = replica.matchIds().length;
      const started = runs.get(matches) ?? run(matches);
      runs.set(matches, started);
      return started;
    },
    async [Symbol.asyncDispose]() {
      await attachedBrowser[Symbol.asyncDispose]();
      await replica.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
