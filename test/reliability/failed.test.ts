import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import { openStore } from '../../src/store/store.ts';
import { type AttachedBrowser, startAttachedBrowser } from '../chaos/attached-browser.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { runCommand } from '../helpers/command.ts';
import { differences } from '../helpers/rows.ts';

/** What a person at the terminal learns of pages that fail. */
describe.runIf(hasBrowser)('a page that fails', () => {
  let attached: AttachedBrowser;
  let dataDir: string;
  let replica: Replica;
  /** The path whose page comes broken. */
  let broken: RegExp | null;
  let status: number;

  beforeAll(async () => {
    attached = await startAttachedBrowser();
  });
  afterAll(() => attached[Symbol.asyncDispose]());

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'hltv-failed-'));
    broken = null;
    status = 200;
    const bend =
      (next: RequestListener): RequestListener =>
      (request, response) => {
        if (broken?.test(request.url ?? '') !== true) return next(request, response);
        const html = status === 200 ? brokenMatch() : 'gone';
        response.writeHead(status, { 'content-type': 'text/html' }).end(html);
      };
    replica = await startReplica({ seed: 27, matches: 2, variants: 'plain', size: 'bare', intercept: bend });
  });

  afterEach(async () => {
    await replica.close();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  });

  const firstMatch = (): number => replica.matchIds()[0] ?? 0;

  function brokenMatch(): string {
    const page = renderPage(replica.world, { kind: 'match', id: firstMatch(), origin: replica.baseUrl });
    return page.replaceAll('countdown', 'moved');
  }

  const scrape = (...flags: string[]) =>
    runCommand([
      ...['--base-url', replica.baseUrl, '--data-dir', dataDir, '--min-delay', '0', '--max-delay', '0'],
      ...['--end-offset', '0', '--cdp-url', attached.cdpUrl, ...flags],
    ]);

  const readStatus = async () => JSON.parse((await runCommand(['status', '--json', '--data-dir', dataDir])).stdout);

  const asked = (): string[] =>
    replica.requests
      .splice(0)
      .filter(({ kind }) => ['results', 'match', 'map-stats', 'performance', 'economy'].includes(kind))
      .map(({ kind, id }) => `${kind} ${id}`);

  it('is reported in summary, exit code and status, is not fetched when exhausted, and is stored once it is fixed', async () => {
    const id = firstMatch();
    broken = new RegExp(`^/matches/${id}/`);
    const first = await scrape('--max-attempts', '2');
    expect(first.code).toBe(3);
    expect(first.stderr).toMatch(
      new RegExp(`failed {4}1 page, 1 of them quarantined: parse status \\(1\\)\\n {2}match ${id}: status: expected`),
    );
    expect(await readStatus()).toMatchObject({
      targets: { match: { pending: 1, failed: 0 } },
      quarantine: [{ kind: 'match', id }],
      quarantineByRule: [{ rule: 'parse', field: 'status', count: 1 }],
      runs: [{ exitCode: 3, reason: 'done' }],
    });

    const second = await scrape('--max-attempts', '2', '--json');
    expect(second.code).toBe(3);
    expect(JSON.parse(second.stdout)).toMatchObject({
      exitCode: 3,
      quarantined: 1,
      failedTargets: [{ kind: 'match', id }],
    });
    expect(await readStatus()).toMatchObject({
      targets: { match: { pending: 0, failed: 1 } },
      failed: [{ kind: 'match', id, lastError: expect.stringContaining('status: expected') }],
    });

    asked();
    expect((await scrape('--max-attempts', '2')).code).toBe(0);
    expect(asked()).toEqual(['results 0']);

    broken = null;
    expect((await scrape('--retry-failed')).code).toBe(0);
    expect(await readStatus()).toMatchObject({ failed: [], quarantine: [] });
    const store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
    store.close();
  }, 120_000);

  it('is reported for a page of the listing', async () => {
    broken = /^\/results/;
    status = 404;
    const { code, stderr } = await scrape();
    expect(code).toBe(3);
    expect(stderr).toMatch(/failed {4}1 page/);
    broken = null;
    expect((await scrape()).code).toBe(0);
  }, 60_000);
});
