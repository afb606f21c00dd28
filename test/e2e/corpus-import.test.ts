import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PublicRows } from '../../src/records.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { CORPUS, corpusPages, hasCorpus, type Truth } from '../helpers/corpus.ts';

const bin = fileURLToPath(new URL('../../bin/hltv-scraper.js', import.meta.url));
const lower = (side: string | null): string | null => side?.toLowerCase() ?? null;

/** Real pages through the built program into an empty data folder: every value of the truth, from the database. */
describe.runIf(hasCorpus)('import of real pages', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hltv-corpus-'));
  let store: Store;
  let rows: PublicRows;

  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [bin, 'import', CORPUS, '--data-dir', dataDir], { maxBuffer: 1e8 });
    store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
    rows = store.tables.all();
  }, 120_000);

  afterAll(() => {
    store?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('stores every match and nothing else', () => {
    const truth = corpusPages('match').map((page) => page.truth.match_id);
    expect(rows.matches.map((match) => match.matchId)).toEqual(truth.sort((a, b) => a - b));
  });

  describe.each(corpusPages('match'))('$name', ({ truth }) => {
    const id: number = truth.match_id;
    const teamId = (team: 1 | 2 | null): number | null => (team === null ? null : truth[`team${team}`].id);

    it('has the header', () => {
      const listed = listingOf(id);
      expect(rows.matches.find((match) => match.matchId === id)).toMatchObject({
        status: truth.status,
        startedAtMs: truth.started_at_ms,
        endedAtMs: listed?.ended_at_ms ?? null,
        stars: listed?.stars ?? null,
        eventId: truth.event_id,
        eventName: truth.event_name,
        stage: truth.stage,
        bestOf: truth.best_of,
        isLan: truth.is_lan,
        team1Id: truth.team1.id,
        team1Name: truth.team1.name,
        team1Rank: truth.team1.rank,
        team1MapsWon: truth.maps_won.team1,
        team2Id: truth.team2.id,
        team2Name: truth.team2.name,
        team2Rank: truth.team2.rank,
        team2MapsWon: truth.maps_won.team2,
        winnerTeamId: teamId(truth.winner),
        isForfeit: truth.is_full_forfeit,
        note: truth.notes.length === 0 ? null : expect.any(String),
      });
    });

    it('has the vetoes', () => {
      const expected = truth.vetoes.map((veto: Truth) => ({
        matchId: id,
        step: veto.step,
        teamId: teamId(veto.team),
        action: veto.action,
        mapName: veto.map_name,
      }));
      expect(rows.vetoes.filter((veto) => veto.matchId === id)).toEqual(expected);
    });

    it('has the line-ups', () => {
      const expected = ([1, 2] as const).flatMap((team) =>
        (truth.lineups[team] ?? []).map((player: Truth) => ({
          matchId: id,
          playerId: player.player_id,
          teamId: teamId(team),
          playerName: player.nick,
        })),
      );
      const byPlayer = (a: { playerId: number }, b: { playerId: number }) => a.playerId - b.playerId;
      expect(rows.lineups.filter((player) => player.matchId === id)).toEqual(expected.sort(byPlayer));
    });

    it('has the maps', () => {
      const stored = rows.maps.filter((map) => map.matchId === id);
      expect(stored).toHaveLength(truth.maps.length);
      for (const [place, map] of truth.maps.entries()) {
        expect(stored[place]).toMatchObject({
          mapNumber: map.number,
          mapStatsId: map.map_stats_id,
          mapName: map.name,
          state: map.state,
          team1Rounds: map.team1_rounds,
          team2Rounds: map.team2_rounds,
          pickedByTeamId: truth.best_of === 1 ? null : teamId(map.picked_by),
          team1StartSide: lower(map.team1_start_side),
          team1CtRounds: map.team1_ct_rounds,
          team1TRounds: map.team1_t_rounds,
          team1OtRounds: map.team1_ot_rounds,
          team2CtRounds: map.team2_ct_rounds,
          team2TRounds: map.team2_t_rounds,
          team2OtRounds: map.team2_ot_rounds,
        });
      }
    });

    it('has the player rows of every map by side', () => {
      const expected = playerRows(truth, teamId);
      const stored = rows.player_map_stats.filter((row) => row.matchId === id);
      expect(stored.map((row) => key(row)).sort()).toEqual(expected.map((row) => key(row)).sort());
      const byKey = new Map(stored.map((row) => [key(row), row]));
      for (const row of expected) expect(byKey.get(key(row))).toMatchObject(row);
    });
  });

  type Keyed = { mapNumber: number; playerId: number; side: string };
  const key = (row: Keyed): string => `${row.mapNumber} ${row.playerId} ${row.side}`;

  function listingOf(matchId: number): Truth {
    const entries = corpusPages('results').flatMap((page) => page.truth.entries);
    return entries.find((entry: Truth) => entry.match_id === matchId);
  }

  function playerRows(truth: Truth, teamId: (team: 1 | 2) => number | null): Keyed[] {
    return truth.maps.flatMap((map: Truth) => {
      const tables = truth.player_tables[String(map.map_stats_id)];
      if (map.map_stats_id === null || tables === undefined) return [];
      return ['both', 'ct', 't'].flatMap((side) =>
        tables[side].map((player: Truth) => ({
          mapNumber: map.number,
          playerId: player.player_id,
          side,
          teamId: teamId(player.team),
          playerName: player.nick,
          kills: player.kills,
          deaths: player.deaths,
          adr: player.adr,
          kast: player.kast,
          roundSwing: player.round_swing,
          rating: player.rating,
          ecoKills: player.eco_kills,
          ecoDeaths: player.eco_deaths,
          ecoAdr: player.eco_adr,
          ecoKast: player.eco_kast,
        })),
      );
    });
  }
});
