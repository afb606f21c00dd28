import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';

/** A database of version 0.1.0, with three matches of the replica, and what its public tables said. */

const root = mkdtempSync(join(tmpdir(), 'hltv-conversion-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const fixture = (name: string): Buffer =>
  gunzipSync(readFileSync(new URL(`./fixtures/0.1.0.${name}.gz`, import.meta.url)));
/** Sides were in upper case. */
const inLowerCase = (json: string): string =>
  json.replace(
    /"(team1StartSide|winnerSide|side)":"(CT|T)"/g,
    (_, field, side: string) => `"${field}":"${side.toLowerCase()}"`,
  );
const NO_STANDINGS = Object.fromEntries(
  ['Points', 'Rank', 'PointsChange', 'RankAfter'].flatMap((field) => [
    [`team1Vrs${field}`, null],
    [`team2Vrs${field}`, null],
  ]),
);
const rows = withLaterColumns(JSON.parse(inLowerCase(fixture('rows.json').toString('utf8'))));

type Rows = Record<string, Record<string, unknown>[]>;

/** Tables and columns that 0.1.0 did not have: no events, no standings, halves of 12 rounds on all maps, and each map began with its match. */
function withLaterColumns(before: Rows): Rows {
  const { matches = [], maps = [], rounds = [], round_economy = [] } = before;
  const startOf = new Map(matches.map(({ matchId, startedAtMs }) => [matchId, startedAtMs]));
  const pistol = ({ roundNumber }: Record<string, unknown>) => ({ isPistol: [1, 13].includes(Number(roundNumber)) });
  const halfOf = (round: number): number => (round > 24 ? 2 + Math.ceil((round - 24) / 3) : round > 12 ? 2 : 1);
  return {
    ...before,
    round_events: [],
    round_event_swings: [],
    matches: matches.map((match) => ({ ...NO_STANDINGS, ...match })),
    maps: maps.map((map) => ({ ...map, startedAtMs: startOf.get(map.matchId) })),
    rounds: rounds.map((round) => {
      const number = Number(round.roundNumber);
      return { ...round, ...pistol(round), half: halfOf(number), isOvertime: number > 24 };
    }),
    round_economy: round_economy.map((round) => ({ ...round, ...pistol(round) })),
  };
}

const file = join(root, 'hltv.db');
beforeEach(() => {
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  writeFileSync(file, fixture('db'));
});

const open = (onConversion?: (progress: { done: number; total: number }) => void) =>
  openStore({ file, clock: () => 1, onConversion });

describe('a database of 0.1.0', () => {
  it('has the same rows in its public tables afterwards', () => {
    using store = open();
    expect(store.tables.all()).toEqual(rows);
    expect(store.diagnose().problems).toEqual([]);
  });

  it('says how far it is', () => {
    const seen: string[] = [];
    open(({ done, total }) => seen.push(`${done} of ${total}`)).close();
    expect(seen).toEqual(['6 of 21', '12 of 21', '18 of 21', '21 of 21']);
  });

  it.each([1, 2, 3, 4])('ends in the same rows when it is interrupted after batch %i', (batch) => {
    let count = 0;
    const interrupt = (): void => {
      count += 1;
      if (count === batch) throw new Error('power cut');
    };
    expect(() => open(interrupt)).toThrow('power cut');
    using store = open();
    expect(store.tables.all()).toEqual(rows);
  });

  it('keeps a record of each page, which later pages are assembled with', () => {
    using store = open();
    const [map] = store.tables.rows('maps').filter(({ mapStatsId }) => mapStatsId !== null);
    const economy = store.pageRecords.find('economy', map?.mapStatsId ?? 0);
    if (economy === null) throw new Error('no economy record');
    store.pageRecords.save({
      kind: 'economy',
      id: economy.mapStatsId,
      record: economy,
      fetchedAtMs: 1,
      parserVersion: 2,
    });
    expect(store.tables.all()).toEqual(rows);
  });
});
