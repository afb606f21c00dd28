import { describe, expect, it } from 'vitest';
import type { PlayerMapStats, PublicRows } from '../../src/records.ts';
import { truthOf } from '../../src/replica/truth/truth.ts';
import { killCounts } from '../../src/replica/world/statistics.ts';
import { createWorld, type MapStory, type World } from '../../src/replica/world/world.ts';
import { firstUnlessAll } from '../helpers/all-forms.ts';

const SEEDS = firstUnlessAll([1, 2, 3, 4]);

function sum(values: Iterable<number | null | undefined>): number {
  let total = 0;
  for (const value of values) total += value ?? 0;
  return total;
}

function storiesOf(world: World): MapStory[] {
  return world.matchIds().flatMap((matchId) => {
    const match = world.findMatch(matchId)!;
    return match.maps.filter((map) => map.state === 'played').map((map) => world.storyOf(match, map));
  });
}

const keyOf = (row: { matchId: number; mapNumber: number }): string => `${row.matchId}/${row.mapNumber}`;

function grouped<Row extends { matchId: number; mapNumber: number }>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, keyOf);
}

describe.each(SEEDS)('the truth of seed %i', (seed) => {
  const world = createWorld({ seed });
  const rows: PublicRows = truthOf(world);
  const rounds = grouped(rows.rounds);
  const players = grouped(rows.player_map_stats);
  const maps = new Map(rows.maps.map((map) => [keyOf(map), map]));

  it('has as many maps as the format says, and their winners add up', () => {
    for (const match of rows.matches) {
      const own = rows.maps.filter((map) => map.matchId === match.matchId);
      const bestOf = match.bestOf ?? 0;
      // A full forfeit has one map, whatever the format.
      expect(own).toHaveLength(match.isForfeit ? 1 : bestOf);
      expect(match.team1MapsWon).toBe(own.filter((map) => map.winnerTeamId === match.team1Id).length);
      expect(match.team2MapsWon).toBe(own.filter((map) => map.winnerTeamId === match.team2Id).length);
      if (bestOf % 2 === 1 && !match.isForfeit)
        expect(Math.max(match.team1MapsWon ?? 0, match.team2MapsWon ?? 0)).toBe((bestOf + 1) / 2);
    }
  });

  it('has legal scores whose halves and overtimes add up', () => {
    for (const map of rows.maps) {
      if (map.state !== 'played' || map.team1StartSide === null) continue;
      const left = sum([map.team1CtRounds, map.team1TRounds, map.team1OtRounds]);
      const right = sum([map.team2CtRounds, map.team2TRounds, map.team2OtRounds]);
      expect([left, right]).toEqual([map.team1Rounds, map.team2Rounds]);
      const first =
        map.team1StartSide === 'ct'
          ? sum([map.team1CtRounds, map.team2TRounds])
          : sum([map.team1TRounds, map.team2CtRounds]);
      expect([12, 15]).toContain(first);
      const [high, low] = [Math.max(left, right), Math.min(left, right)];
      const extra = (high - first - 1) / 3;
      expect(Number.isInteger(extra)).toBe(true);
      expect(low).toBeLessThanOrEqual(extra === 0 ? first - 1 : first + 3 * extra - 1);
      if (extra > 0) expect(low).toBeGreaterThanOrEqual(first + 3 * (extra - 1));
    }
  });

  it('has one winner a round, the final score, and sides that fit the halves', () => {
    expect(rounds.size).toBeGreaterThan(100);
    for (const [key, own] of rounds) {
      const map = maps.get(key)!;
      const { team1Id } = rows.matches.find((match) => match.matchId === map.matchId)!;
      expect(own.map((round) => round.roundNumber)).toEqual(own.map((_, index) => index + 1));
      expect(own.filter((round) => round.winnerTeamId === team1Id)).toHaveLength(map.team1Rounds!);
      expect(own.filter((round) => round.winnerTeamId !== team1Id)).toHaveLength(map.team2Rounds!);
      const regulation =
        own.length > 24 && sum([map.team1CtRounds, map.team1TRounds, map.team2CtRounds, map.team2TRounds]);
      const inRegulation = regulation === false ? own : own.slice(0, regulation);
      const asCt = inRegulation.filter((round) => round.winnerTeamId === team1Id && round.winnerSide === 'ct');
      expect(asCt).toHaveLength(map.team1CtRounds!);
      for (const round of own) {
        if (round.outcome === 'bomb_exploded') expect(round.winnerSide).toBe('t');
        if (round.outcome === 'bomb_defused' || round.outcome === 'time') expect(round.winnerSide).toBe('ct');
      }
    }
  });

  it('adds CT and T rows up to the totals, eco values aside', () => {
    const fields = [
      'kills',
      'headshots',
      'assists',
      'flashAssists',
      'deaths',
      'openingKills',
      'openingDeaths',
    ] as const;
    const bySide = new Map(rows.player_map_stats.map((row) => [`${keyOf(row)}/${row.playerId}/${row.side}`, row]));
    let ecoDiffers = 0;
    for (const both of rows.player_map_stats.filter((row) => row.side === 'both')) {
      const at = (side: string): PlayerMapStats | undefined => bySide.get(`${keyOf(both)}/${both.playerId}/${side}`);
      const [ct, t] = [at('ct'), at('t')];
      if (ct === undefined || t === undefined) continue;
      expect(fields.filter((field) => sum([ct[field], t[field]]) !== (both[field] ?? 0))).toEqual([]);
      if (sum([ct.ecoKills, t.ecoKills]) !== both.ecoKills) ecoDiffers += 1;
    }
    expect(ecoDiffers).toBeGreaterThan(20);
  });

  it('keeps every player row within its bounds', () => {
    for (const row of rows.player_map_stats) {
      const played = rounds.get(keyOf(row))?.length ?? Number.POSITIVE_INFINITY;
      if (row.headshots !== null) expect(row.headshots).toBeLessThanOrEqual(row.kills!);
      if (row.tradedDeaths !== null) expect(row.tradedDeaths).toBeLessThanOrEqual(row.deaths!);
      if (row.flashAssists !== null) expect(row.flashAssists).toBeLessThanOrEqual(row.assists!);
      if (row.multiKillRounds !== null) expect(row.multiKillRounds).toBeLessThanOrEqual(played);
      if (row.kast !== null) expect(row.kast).toBeLessThanOrEqual(100);
      expect(row.kills ?? 0).toBeLessThanOrEqual(5 * played);
      expect(Object.values(row).some((value) => Object.is(value, -0))).toBe(false);
    }
  });

  it('has first kills and clutches that are the sums over players, and team ratings near the mean', () => {
    for (const [key, own] of players) {
      const map = maps.get(key)!;
      const match = rows.matches.find((candidate) => candidate.matchId === map.matchId)!;
      const left = own.filter((row) => row.side === 'both' && row.teamId === match.team1Id);
      if (map.team1FirstKills === null || left.some((row) => row.openingKills === null)) continue;
      expect(sum(left.map((row) => row.openingKills))).toBe(map.team1FirstKills);
      expect(map.team1FirstKills + map.team2FirstKills!).toBe(rounds.get(key)!.length);
      if (left.every((row) => row.clutchesWon !== null))
        expect(sum(left.map((row) => row.clutchesWon))).toBe(map.team1ClutchesWon);
      expect(Math.abs(sum(left.map((row) => row.rating)) / left.length - map.team1Rating!)).toBeLessThan(0.0101);
    }
  });

  it('has a kill matrix that is the scoreboard', () => {
    const cells = grouped(rows.kill_matrix);
    expect(cells.size).toBeGreaterThan(80);
    for (const [key, own] of cells) {
      const totals = players.get(key)!.filter((row) => row.side === 'both');
      const onMatrix = new Set(own.map((cell) => cell.killerId));
      const left = totals.every((row) => onMatrix.has(row.playerId)) ? totals : [];
      for (const row of left) {
        const killsOf = (kind: string): number =>
          sum(own.filter((cell) => cell.kind === kind && cell.killerId === row.playerId).map((cell) => cell.kills));
        if (row.kills !== null) expect(killsOf('all')).toBe(row.kills);
        if (row.openingKills !== null) expect(killsOf('first_kill')).toBe(row.openingKills);
        expect(killsOf('awp')).toBeLessThanOrEqual(killsOf('all'));
      }
      for (const cell of own.filter((candidate) => candidate.kind !== 'all')) {
        const all = own.find(
          (other) => other.kind === 'all' && other.killerId === cell.killerId && other.victimId === cell.victimId,
        );
        expect(cell.kills).toBeLessThanOrEqual(all!.kills);
      }
    }
  });

  it('has KPR and DPR that are kills and deaths over rounds', () => {
    for (const row of rows.player_map_stats) {
      const played = rounds.get(keyOf(row))?.length;
      if (row.kpr === null || row.kills === null || played === undefined) continue;
      expect(Math.abs(row.kpr - row.kills / played)).toBeLessThan(0.0051);
      expect(Math.abs(row.dpr! - row.deaths! / played)).toBeLessThan(0.0051);
      expect(
        Math.abs(((row.kast! * played) / 100) % 1) * (1 - Math.abs(((row.kast! * played) / 100) % 1)),
      ).toBeLessThan(0.03);
    }
  });

  it('has an economy of both teams in every round of regulation, poor in pistol rounds', () => {
    const economy = grouped(rows.round_economy);
    for (const [key, own] of economy) {
      const played = rounds.get(key)!;
      const listed = new Set(own.map((row) => row.roundNumber));
      expect(own).toHaveLength(2 * listed.size);
      expect(listed.size).toBe(Math.min(played.length, [24, 30].find((limit) => listed.size <= limit)!));
      for (const row of own) {
        expect(row.equipmentValue % 50).toBe(0);
        expect(row.equipmentValue).toBeLessThanOrEqual(40_000);
        if (row.roundNumber === 1) expect(row.equipmentValue).toBeLessThan(5000);
        const round = played[row.roundNumber - 1]!;
        expect(row.won).toBe(round.winnerTeamId === row.teamId);
        expect(row.side === round.winnerSide).toBe(row.won);
      }
    }
    expect(new Set(rows.round_economy.map((row) => row.buyType)).size).toBe(4);
  });
});

describe.each(SEEDS)('the simulated maps of seed %i', (seed) => {
  const stories = storiesOf(createWorld({ seed, variants: seed % 2 === 0 ? 'plain' : 'all' }));

  it('have at least as many deaths as kills of the opponents, and no more than a few accidents', () => {
    for (const { played, lines } of stories) {
      for (const team of [0, 1]) {
        const deaths = sum(
          played.players.filter((player) => player.team === team).map((player) => lines[player.index]!.both.deaths),
        );
        const kills = sum(
          played.players.filter((player) => player.team !== team).map((player) => lines[player.index]!.both.kills),
        );
        expect(deaths - kills).toBeGreaterThanOrEqual(0);
        expect(deaths - kills).toBeLessThanOrEqual(3);
      }
    }
  });

  it('have swings of both teams that are opposite', () => {
    for (const { played, lines } of stories) {
      const all = sum(played.players.map((player) => lines[player.index]!.both.roundSwing));
      expect(Math.abs(all)).toBeLessThan(0.1);
    }
  });

  it('have rounds in which nobody dies twice or kills a dead or absent player', () => {
    for (const { played } of stories) {
      for (const round of played.rounds) {
        const alive = new Set([...round.active[0], ...round.active[1]]);
        expect(alive.size).toBe(10);
        const dead = new Set<number>();
        for (const kill of round.kills) {
          expect(dead.has(kill.victim) || dead.has(kill.killer)).toBe(false);
          expect(alive.has(kill.victim) && alive.has(kill.killer)).toBe(true);
          expect(kill.assister).not.toBe(kill.killer);
          dead.add(kill.victim);
        }
        const losers = round.active[round.winner === 0 ? 1 : 0];
        const wiped = losers.every((index) => dead.has(index) || round.otherDeaths.includes(index));
        if (round.outcome === 'elimination') expect(wiped).toBe(true);
        if (round.outcome === 'time' || round.outcome === 'bomb_exploded') expect(wiped).toBe(false);
      }
    }
  });

  it('have clutches, trades, sniper kills and all endings', () => {
    const rounds = stories.flatMap(({ played }) => played.rounds);
    expect(rounds.filter((round) => round.clutch !== null).length).toBeGreaterThan(rounds.length / 50);
    expect(rounds.filter((round) => round.kills.some((kill) => kill.traded)).length).toBeGreaterThan(
      rounds.length / 10,
    );
    expect(new Set(rounds.map((round) => round.outcome)).size).toBe(4);
    const [story] = stories;
    expect(sum(killCounts(story!.played, 'awp').flat())).toBeGreaterThan(0);
  });
});
