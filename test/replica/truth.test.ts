import { describe, expect, it } from 'vitest';
import { PUBLIC_TABLES, type PublicRows, type PublicTable } from '../../src/records.ts';
import type { TruthSelection } from '../../src/replica/truth/selection.ts';
import { truthOf } from '../../src/replica/truth/truth.ts';
import { CASE_NAMES, LISTED_CASES } from '../../src/replica/world/cases.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { firstUnlessAll } from '../helpers/all-forms.ts';

const TABLES = Object.keys(PUBLIC_TABLES) as PublicTable[];
const world = createWorld({ seed: 31 });

function truthOfCase(name: string, selection: TruthSelection = {}): PublicRows {
  return truthOf(world, { matchIds: [world.caseMatch(name).matchId], ...selection });
}

describe('truth', () => {
  it.each(firstUnlessAll([31, 32, 33]))('has rows that the schemas take, with unique keys, seed %i', (seed) => {
    const every = createWorld({ seed });
    const unlisted = CASE_NAMES.map((name) => every.caseMatch(name).matchId);
    const rows = truthOf(every, { matchIds: [...every.matchIds(), ...unlisted] });
    for (const table of TABLES) {
      const { schema, key } = PUBLIC_TABLES[table];
      const keys = rows[table].map((row) => key.map((field) => (row as Record<string, unknown>)[field]).join('/'));
      expect(new Set(keys).size, table).toBe(keys.length);
      expect((rows[table] as object[]).filter((row) => !schema.safeParse(row).success)).toEqual([]);
    }
  });

  it('has a row for everything other rows point to', () => {
    const rows = truthOf(world);
    const teams = new Set(rows.teams.map((team) => team.teamId));
    const players = new Set(rows.players.map((player) => player.playerId));
    const events = new Set(rows.events.map((event) => event.eventId));
    expect(rows.matches.filter(({ eventId }) => !events.has(eventId ?? 0))).toEqual([]);
    const isKnown = (row: { playerId: number; teamId: number | null }) =>
      players.has(row.playerId) && teams.has(row.teamId ?? 0);
    expect([...rows.player_map_stats, ...rows.lineups].filter((row) => !isKnown(row))).toEqual([]);
  });

  it('has full forfeits and leaves old matches out unless they are asked for', () => {
    const forfeit = world.caseMatch('full-forfeit').matchId;
    expect(truthOf(world).matches.map((match) => match.matchId)).toContain(forfeit);
    const [row] = truthOf(world, { matchIds: [forfeit] }).matches;
    expect(row).toMatchObject({ status: 'deleted', isForfeit: true, demoId: null });
    expect([row?.team1MapsWon, row?.team2MapsWon].toSorted()).toEqual([0, 1]);
    const middle = world.matchAtPlace(20)?.endedAtMs ?? 0;
    expect(truthOf(world, { sinceMs: middle }).matches.every((match) => (match.endedAtMs ?? 0) >= middle)).toBe(true);
    const old = createWorld({ seed: 1, matches: 10, variants: 'plain', newestEndAtMs: Date.UTC(2023, 8, 27, 3) });
    expect(truthOf(old).matches.length).toBeLessThan(10);
    expect(truthOf(old, { sinceMs: null }).matches).toHaveLength(10);
  });

  it('takes exactly the listing pages asked for', () => {
    const large = createWorld({ seed: 1, matches: 350, variants: 'plain' });
    const ids = truthOf(large, { offsets: [100, 200], stages: ['overview'] }).matches.map((match) => match.matchId);
    expect(new Set(ids)).toEqual(new Set(large.matchIds().slice(100, 300)));
  });

  it('holds only what the stages read', () => {
    const overview = truthOfCase('bo3-2-1', { stages: ['overview'] });
    expect(overview.rounds).toEqual([]);
    expect(overview.kill_matrix).toEqual([]);
    expect(overview.player_map_stats).toHaveLength(90);
    expect(
      overview.player_map_stats.every((row) => row.headshots === null && row.kpr === null && row.adr !== null),
    ).toBe(true);
    expect(overview.maps.every((map) => map.team1Rating === null && map.team1CtRounds !== null)).toBe(true);
    expect(truthOfCase('bo3-2-1', { stages: ['overview', 'economy'] }).round_economy.length).toBeGreaterThan(0);
  });

  it('knows end and stars from the listing alone', () => {
    expect(truthOfCase('bo1').matches[0]?.endedAtMs).not.toBeNull();
    expect(truthOfCase('bo1', { fromListing: false }).matches[0]).toMatchObject({ endedAtMs: null, stars: null });
    expect(truthOfCase('live').matches[0]).toMatchObject({
      endedAtMs: null,
      stars: null,
      status: 'live',
      winnerTeamId: null,
    });
  });

  it('renames one team and one player midway and keeps everybody else', () => {
    const names = new Map<number, Set<string>>();
    const nicks = new Map<number, Set<string>>();
    for (const matchId of world.matchIds()) {
      const rows = truthOf(world, { matchIds: [matchId] });
      for (const { teamId, name } of rows.teams) names.set(teamId, (names.get(teamId) ?? new Set()).add(name));
      for (const { playerId, name } of rows.players) nicks.set(playerId, (nicks.get(playerId) ?? new Set()).add(name));
    }
    const renamedTeams = [...names].filter(([, known]) => known.size > 1);
    const renamedPlayers = [...nicks].filter(([, known]) => known.size > 1);
    expect([renamedTeams.length, renamedPlayers.length]).toEqual([1, 1]);
    const rows = truthOf(world);
    expect(rows.teams.find((team) => team.teamId === renamedTeams[0]?.[0])?.name).toMatch(/ Academy$/);
    expect(rows.players.find((player) => player.playerId === renamedPlayers[0]?.[0])?.name).toMatch(/-neo$/);
  });
});

describe('variants', () => {
  it('are all found in a world of the default size, each at its place', () => {
    expect(LISTED_CASES.length).toBeLessThan(60);
    const ids = new Set(CASE_NAMES.map((name) => world.caseMatch(name).matchId));
    expect(ids.size).toBe(CASE_NAMES.length);
    const listed = new Set(world.matchIds());
    expect(CASE_NAMES.filter((name) => listed.has(world.caseMatch(name).matchId))).toHaveLength(LISTED_CASES.length);
  });

  it('are missing with a reason in plain and in small worlds', () => {
    expect(() => createWorld({ seed: 1, variants: 'plain' }).caseMatch('bo1')).toThrow('plain');
    expect(() => createWorld({ seed: 1, matches: 5 }).caseMatch('hostile-names-1')).toThrow(/at least \d+ matches/);
    expect(() => world.caseMatch('no such')).toThrow('no such');
  });

  it('occur in older matches too', () => {
    const large = createWorld({ seed: 1, matches: 1000 });
    const old = Array.from({ length: 900 }, (_, index) => large.matchAtPlace(100 + index));
    expect(old.filter((match) => match?.maps.some((map) => map.quirks.size > 0)).length).toBeGreaterThan(15);
  });

  it('say NULL where the page says nothing', () => {
    expect(truthOfCase('no-location').matches[0]?.isLan).toBeNull();
    expect(truthOfCase('no-stage').matches[0]?.stage).toBeNull();
    expect(truthOfCase('no-demo').matches[0]?.demoId).toBeNull();
    expect(truthOfCase('unranked-both').matches[0]).toMatchObject({ team1Rank: null, team2Rank: null });
    expect(truthOfCase('no-lineups')).toMatchObject({ lineups: [], matches: [{ team1Rank: null, demoId: null }] });
    expect(truthOfCase('upcoming-undecided-team').matches[0]).toMatchObject({ team2Id: null, team2Name: null });
    expect(truthOfCase('no-stats-link-bo1').maps[0]).toMatchObject({ mapStatsId: null, team1CtRounds: null });
    expect(truthOfCase('no-half-scores', { stages: ['overview'] }).maps[0]?.team1CtRounds).toBeNull();
    expect(truthOfCase('mr15').player_map_stats.every((row) => row.ecoKills === null && row.roundSwing === null)).toBe(
      true,
    );
    expect(truthOfCase('e22-layout').player_map_stats.every((row) => row.tradedDeaths === null)).toBe(true);
    expect(truthOfCase('missing-adr').player_map_stats.filter((row) => row.adr === null)).toHaveLength(3);
    expect(truthOfCase('unknown-icon').rounds.filter((round) => round.outcome === null)).toHaveLength(2);
  });

  it('say who picked a map from the veto list, and from the marker without one', () => {
    const pickers = (name: string): (number | null)[] => truthOfCase(name).maps.map((map) => map.pickedByTeamId);
    expect(pickers('no-veto')).toEqual([null, null, null]);
    expect(pickers('no-veto-marked-picks').filter((id) => id === null)).toHaveLength(1);
    expect(pickers('unmarked-picks').filter((id) => id === null)).toHaveLength(1);
    expect(pickers('bo1')).toEqual([null]);
  });

  it('have players whom only some pages know', () => {
    const both = (name: string) => truthOfCase(name).player_map_stats.filter((row) => row.side === 'both');
    expect(both('one-scoreboard').filter((row) => row.mapNumber === 1 && row.headshots === null)).toHaveLength(5);
    expect(both('player-missing-from-performance').filter((row) => row.kpr === null)).toHaveLength(1);
    const extra = both('player-only-on-performance').filter((row) => row.kills === null);
    expect(extra).toHaveLength(1);
    expect(extra[0]).toMatchObject({ kpr: 0, rating: expect.any(Number) });
    expect(both('six-players').filter((row) => row.mapNumber === 2)).toHaveLength(11);
    const standIn = truthOfCase('stand-in');
    const announced = new Set(standIn.lineups.map((row) => row.playerId));
    expect(
      standIn.players.filter((player) => !announced.has(player.playerId) && player.fullName === null),
    ).toHaveLength(1);
  });

  it('have forfeited and unplayed maps beside complete ones', () => {
    const { maps, matches } = truthOfCase('partial-forfeit');
    expect(maps.map((map) => map.state)).toEqual(['played', 'played', 'forfeit', 'unplayed', 'unplayed']);
    expect(maps[2]).toMatchObject({ mapName: 'Default', mapStatsId: null, pickedByTeamId: null, team1CtRounds: null });
    expect(matches[0]).toMatchObject({ isForfeit: false, note: 'Map 3 is a forfeit.\nThe team could not continue.' });
    expect(truthOfCase('note-without-forfeit').matches[0]?.isForfeit).toBe(false);
    expect(truthOfCase('bo2-draw').matches[0]).toMatchObject({ team1MapsWon: 1, team2MapsWon: 1, winnerTeamId: null });
  });

  it('have buy types whose limits belong to the cheaper one, where the map is made for that', () => {
    const rows = truthOfCase('economy-thresholds').round_economy;
    const typeOf = (value: number) => rows.find((row) => row.equipmentValue === value)?.buyType;
    expect([0, 4950, 5000, 9950, 10_000, 19_950, 20_000, 40_000].map(typeOf)).toEqual([
      'full_eco',
      'full_eco',
      'full_eco',
      'semi_eco',
      'semi_eco',
      'semi_buy',
      'semi_buy',
      'full_buy',
    ]);
  });
});
