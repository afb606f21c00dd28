import { expect, it } from 'vitest';
import { PAGES } from '../../src/pages/pages.ts';
import { createWorld, renderPage } from '../../src/replica/replica.ts';
import { keepPage, type PageInHand } from '../../src/stages/keep-page.ts';
import { overviewForm } from '../../src/stages/overview.ts';
import { openStore } from '../../src/store/store.ts';

const world = createWorld({ seed: 31, matches: 4, variants: 'plain' });

function overviewOf(id: number, html: string): PageInHand {
  const came = { url: 'https://example.org', httpStatus: 200, transport: 'fetch', transportReason: null } as const;
  return { kind: 'match', id, html, ...came, fetchedAtMs: 1, file: null, bytes: html.length, sha256: 'x'.repeat(64) };
}

it('puts a page that claims the map of another match into quarantine and leaves that match alone', () => {
  const store = openStore({ file: ':memory:', clock: () => 1 });
  const runId = store.runs.start({ command: 'test', settings: null });
  const form = overviewForm(store);
  const keep = (id: number, html: string) =>
    keepPage({ store, runId }, { form, page: overviewOf(id, html) }, () => undefined);
  const [first, second] = [world.matchAtPlace(0), world.matchAtPlace(1)].map((match) => match?.matchId ?? 0);
  if (first === undefined || second === undefined) throw new Error('the world is too small');
  const [one, other] = [first, second].map((id) => renderPage(world, { kind: 'match', id }));
  expect(keep(first, one ?? '').outcome).toBe('stored');
  const before = store.tables.all();

  const mapOf = (html: string, id: number): string => `${PAGES.match.parse(html, { id }).maps[0]?.mapStatsId}`;
  const thief = (other ?? '').replaceAll(mapOf(other ?? '', second), mapOf(one ?? '', first));
  expect(keep(second, thief)).toMatchObject({ outcome: 'quarantined', rule: 'constraint' });
  expect(store.tables.all()).toEqual(before);
  expect(store.quarantine.list()).toMatchObject([{ kind: 'match', id: second }]);

  expect(keep(second, other ?? '').outcome).toBe('stored');
  expect(store.quarantine.count()).toBe(0);
  store.close();
});
