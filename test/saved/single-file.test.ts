import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPage } from '../../src/checks/check-page.ts';
import { PAGE_KINDS, type PageKind } from '../../src/page-kinds.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { saverOf } from '../../src/pages/saver.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import { readPage } from '../../src/stages/page-handler.ts';
import { openStore } from '../../src/store/store.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { runCommand } from '../helpers/command.ts';
import { lostFields, wrongValues } from '../helpers/copies.ts';

import { saveWithSingleFile } from '../helpers/single-file.ts';

/** Pages of the replica, saved by the command line of SingleFile at its defaults, as a user runs it. */

const WIDTHS = { wide: 1280, narrow: 390 };
type Width = keyof typeof WIDTHS;

type Loss = { parts: string[]; fields: string[] };
const ECO = ['ecoAdr', 'ecoDeaths', 'ecoKast', 'ecoKills'];
const MATCH: Loss = {
  parts: ['tables of Mirage', 'tables of Inferno', 'tables of Anubis', 'CT and T tables', 'eco-adjusted columns'],
  fields: [
    'maps[].ratingVersion',
    'playerMapStats[]',
    'seriesPlayerStats[]',
    ...ECO.map((each) => `seriesPlayerStats[].${each}`),
  ],
};
const MAP_STATS: Loss = {
  parts: ['CT and T tables', 'eco-adjusted columns', 'icons of the round history'],
  fields: [
    'playerMapStats[]',
    ...[...ECO, 'ecoHeadshots', 'ecoOpeningDeaths', 'ecoOpeningKills', 'ecoTradedDeaths'].map(
      (each) => `playerMapStats[].${each}`,
    ),
    'rounds[].outcome',
  ],
};
const WIDE_PARTS = ['opening duels', 'multi-kill rounds', 'clutches', 'headshots', 'flash assists', 'traded deaths'];
const WIDE_FIELDS = [
  ...['clutchesWon', 'flashAssists', 'headshots', 'multiKillRounds'],
  ...['openingDeaths', 'openingKills', 'tradedDeaths'],
];

/** All that is lost in each kind of page, and how the one finding names it. */
const WIDE: Record<PageKind, Loss | null> = {
  match: MATCH,
  'map-stats': MAP_STATS,
  performance: { parts: ['first-kill matrix', 'AWP matrix'], fields: ['killMatrix[]'] },
  economy: {
    parts: ['icons of the round history'],
    fields: ['buyType', 'icon', 'side', 'won'].map((each) => `cells[].${each}`),
  },
  results: null,
};
const LOST: Record<Width, Partial<Record<PageKind, Loss | null>>> = {
  wide: WIDE,
  // The other pages lose the same in any window.
  narrow: {
    match: {
      parts: [...MATCH.parts, 'countries of the line-ups'],
      fields: [...MATCH.fields, 'lineups[].country'],
    },
    'map-stats': {
      parts: [...MAP_STATS.parts, ...WIDE_PARTS],
      fields: [...MAP_STATS.fields, ...WIDE_FIELDS.map((each) => `playerMapStats[].${each}`)],
    },
  },
};

const kindsIn = (width: Width): PageKind[] => PAGE_KINDS.filter((kind) => kind in LOST[width]);

const folder = mkdtempSync(join(tmpdir(), 'hltv-single-file-'));
const pages = new Map<PageKind, { url: string; html: string }>();
const copies = new Map<Width, Map<string, string>>();
let replica: Replica;

function urlOf(kind: PageKind): string {
  const match = replica.world.matchAtPlace(3);
  const mapStatsId = match?.maps.flatMap((map) => map.mapStatsId ?? [])[0] ?? 0;
  const ids = { results: 0, match: match?.matchId ?? 0 };
  return `${replica.baseUrl}${PAGES[kind].path({ id: kind === 'match' || kind === 'results' ? ids[kind] : mapStatsId })}`;
}

function tablesIn(dataDir: string) {
  using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
  return store.tables.all();
}

describe.runIf(hasBrowser)('pages saved by SingleFile', () => {
  beforeAll(async () => {
    replica = await startReplica({ seed: 31, matches: 8, variants: 'plain' });
    mkdirSync(join(folder, 'full'));
    for (const kind of PAGE_KINDS) {
      const url = urlOf(kind);
      const html = await (await fetch(url)).text();
      pages.set(kind, { url, html });
      writeFileSync(join(folder, 'full', `${kind}.html`), html);
    }
    for (const width of ['wide', 'narrow'] as const) {
      const urls = kindsIn(width).map((kind) => pages.get(kind)?.url ?? '');
      copies.set(width, await saveWithSingleFile({ urls, folder: join(folder, width), width: WIDTHS[width] }));
    }
  }, 600_000);

  afterAll(async () => {
    await replica?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(['wide', 'narrow'] as const)('in a %s window', (width) => {
    it.each(kindsIn(width))('have no wrong value, and one finding that names all that is missing: %s', (kind) => {
      const { url, html } = pages.get(kind) ?? { url: '', html: '' };
      const copy = copies.get(width)?.get(url) ?? '';
      expect(saverOf(copy)).toBe('SingleFile');
      const whole = PAGES[kind].parse(html, { id: null });
      const record = PAGES[kind].parse(copy, { id: null });
      const { leftOut, ...part } = record;
      expect(wrongValues(part, whole, kind)).toEqual([]);
      const lost = LOST[width][kind] ?? null;
      expect(leftOut?.parts).toEqual(lost?.parts);
      expect(lostFields(part, whole)).toEqual((lost?.fields ?? []).map((field) => `.${field}`).sort());
      const rules = checkPage(kind, record as never).map(({ rule }) => rule);
      expect(rules).toEqual(lost === null ? [] : [`${kind}/saved-in-full`]);
      expect(readPage(PAGES[kind], copy, { id: null, known: null }).blocks).toEqual([]);
    });
  });

  it('do not replace the pages in full, in whichever order they are imported', async () => {
    const folders = { full: join(folder, 'full'), narrow: join(folder, 'narrow'), wide: join(folder, 'wide') };
    const [once, later] = [join(folder, 'once'), join(folder, 'later')];
    await runCommand(['import', folders.full, '--data-dir', once]);
    const whole = tablesIn(once);
    expect(whole.player_map_stats.length).toBeGreaterThan(0);
    const ended = await runCommand(['import', folders.wide, folders.narrow, '--data-dir', once]);
    expect(ended.stderr.match(/it has less data than the stored page/g)).toHaveLength(6);
    expect(tablesIn(once)).toEqual(whole);
    await runCommand(['import', folders.narrow, '--data-dir', later]);
    expect(tablesIn(later)).not.toEqual(whole);
    await runCommand(['import', folders.wide, folders.full, '--data-dir', later]);
    expect(tablesIn(later)).toEqual(whole);
  }, 120_000);
});
