import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PublicRows } from '../../src/records.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { startReplica } from '../../src/replica/replica.ts';
import { truthOf } from '../../src/replica/truth/truth.ts';
import { hasRoundSwing } from '../../src/replica/world/visible.ts';
import { createWorld, type World } from '../../src/replica/world/world.ts';
import { openStore } from '../../src/store/store.ts';
import { firstUnlessAll } from '../helpers/all-forms.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { runCommand } from '../helpers/command.ts';
import { differences } from '../helpers/rows.ts';

/** The events of the Round swing section, from the page to the tables, for every case that the section has. */

const CASES = [
  'bo1-overtime-5',
  'six-players',
  'player-only-on-performance',
  'player-missing-from-performance',
  'swapped-teams',
  'unknown-icon',
  'hostile-names-1',
  'hostile-names-3',
  'hostile-names-5',
  'killed-in-names',
  'equal-nicks',
  'team-kills',
  'unknown-round-event',
  'short-copies',
  'no-round-swing',
  'mr15',
];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-round-swing-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const dataDir = (): string => join(folder, 'data');

function stored(): PublicRows {
  const store = openStore({ file: join(dataDir(), 'hltv.db'), clock: Date.now, readOnly: true });
  try {
    return store.tables.all();
  } finally {
    store.close();
  }
}

/** Writes the pages of a match and of its maps as files; returns how many maps have the section. */
function writePages(world: World, pages: string, matchId: number): number {
  const write = (kind: 'match' | 'map-stats' | 'performance' | 'economy', id: number): void =>
    writeFileSync(join(pages, `${kind}-${id}.html`), renderPage(world, { kind, id, size: 'bare' }));
  const match = world.findMatch(matchId);
  if (match === null) throw new Error(`The world has no match ${matchId}.`);
  write('match', matchId);
  for (const { mapStatsId } of match.maps) {
    if (mapStatsId === null) continue;
    for (const kind of ['map-stats', 'performance', 'economy'] as const) write(kind, mapStatsId);
  }
  return match.maps.filter((map) => map.mapStatsId !== null && hasRoundSwing(match, map)).length;
}

describe('the tables of round events', () => {
  it.each(firstUnlessAll([1, 2]))(
    'hold the truth of seed %i after an import of its pages',
    async (seed) => {
      const world = createWorld({ seed });
      const matchIds = CASES.map((name) => world.caseMatch(name).matchId);
      const pages = join(folder, 'pages');
      mkdirSync(pages);
      const sections = matchIds.map((matchId) => writePages(world, pages, matchId));
      const { code } = await runCommand(['import', pages, '--data-dir', dataDir()]);
      expect(code).toBe(0);
      const [rows, truth] = [stored(), truthOf(world, { matchIds, fromListing: false })];
      expect(differences(rows, truth)).toEqual([]);
      const maps = new Set(rows.round_events.map(({ matchId, mapNumber }) => `${matchId}/${mapNumber}`));
      expect(maps.size).toBe(sections.reduce((sum, count) => sum + count, 0));
      expect(rows.round_event_swings.length).toBeGreaterThan(10_000);
    },
    240_000,
  );

  it.runIf(hasBrowser)(
    'hold the truth after a crawl through a real browser',
    async () => {
      await using closing = new AsyncDisposableStack();
      const replica = await startReplica({ seed: 4, size: 'bare' });
      closing.defer(() => replica.close());
      const names = [
        'bo3-overtime-2',
        'killed-in-names',
        'equal-nicks',
        'team-kills',
        'unknown-round-event',
        'short-copies',
      ];
      const matchIds = names.map((name) => replica.case(name).matchId);
      const site = ['--base-url', replica.baseUrl, '--data-dir', dataDir(), '--min-delay', '0', '--max-delay', '0'];
      const { code } = await runCommand([...site, '--match', ...matchIds.map(String)]);
      expect(code).toBe(0);
      expect(differences(stored(), replica.truth({ matchIds, fromListing: false }))).toEqual([]);
    },
    240_000,
  );
});
