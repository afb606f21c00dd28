import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TARGET_KINDS, type TargetKind } from '../../src/page-kinds.ts';
import type { PageRecords } from '../../src/page-records.ts';
import { PAGES } from '../../src/pages/pages.ts';
import type { Store } from '../../src/store/store.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { matchPage, overviewMap } from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';

/** What a parser takes, the schema takes: every record of a fixture is saved, twice, with the match that it belongs to. */

const ROOT = new URL('../pages/fixtures/', import.meta.url);

const idOf = (meta: unknown): number => (meta as { id: number }).id;
const names = (kind: TargetKind): string[] => readdirSync(new URL(`${kind}/`, ROOT)).sort();

function recordOf<Kind extends TargetKind>(kind: Kind, name: string): PageRecords[Kind] | null {
  const read = (file: string): string => readFileSync(new URL(`${kind}/${name}/${file}`, ROOT), 'utf8');
  try {
    return PAGES[kind].parse(read('page.html'), { id: idOf(JSON.parse(read('meta.json'))) }) as PageRecords[Kind];
  } catch {
    // Fixtures of pages that fail have no record.
    return null;
  }
}

const idOfRecord = (record: object): number => {
  const { mapStatsId, matchId = 0 } = record as { mapStatsId?: number; matchId?: number };
  return mapStatsId ?? matchId;
};

/** An overview that links the map, with the teams of the page where it has their ids. */
function saveOverview(store: Store, record: object): void {
  const { mapStatsId = 0, team1Id, team2Id } = record as { mapStatsId?: number; team1Id?: number; team2Id?: number };
  const teams = team1Id === undefined || team2Id === undefined ? {} : { team1Id, team2Id, winnerTeamId: team1Id };
  const map = overviewMap(1, { mapStatsId, winnerTeamId: null, pickedByTeamId: null });
  savePage(store, 'match', matchPage({ ...teams, vetoes: [], lineups: [], playerMapStats: [], maps: [map] }));
}

describe.each(TARGET_KINDS)('records of %s fixtures', (kind) => {
  const records = names(kind).flatMap((name) => {
    const record = recordOf(kind, name);
    return record === null ? [] : [{ name, record }];
  });

  it('are there', () => {
    expect(records.length).toBeGreaterThan(10);
  });

  it.each(records)('are saved: $name', ({ record }) => {
    using store = memoryStore(() => 1);
    if (kind !== 'match') saveOverview(store, record);
    savePage(store, kind, record);
    expect(store.pageRecords.find(kind, idOfRecord(record))).toEqual(record);
    const before = store.tables.all();
    savePage(store, kind, record);
    expect(store.tables.all()).toEqual(before);
    expect(store.diagnose().problems).toEqual([]);
  });
});
