import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { economyRows } from '../../src/export/kaggle/economy.ts';
import { KAGGLE_FILES } from '../../src/export/kaggle/files.ts';
import { picksRows } from '../../src/export/kaggle/picks.ts';
import { playersRows } from '../../src/export/kaggle/players.ts';
import type { Veto } from '../../src/records.ts';
import { openStore } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';
import { type Duck, openDuck } from './duck.ts';
import { storeWorld } from './stored-world.ts';

/** The steps of notebooks that were written for the Kaggle set, over our files. */

const folder = mkdtempSync(join(tmpdir(), 'hltv-export-kaggle-'));
const dataDir = join(folder, 'data');
const out = join(folder, 'kaggle');
let database: string;
let duck: Duck;

beforeAll(async () => {
  database = await storeWorld(dataDir);
  await runCommand(['export', '--set', 'kaggle', '--out', out, '--data-dir', dataDir]);
  duck = await openDuck();
  for (const name of Object.keys(KAGGLE_FILES)) {
    await duck.query(
      `CREATE VIEW ${name} AS SELECT * FROM read_csv('${out}/${name}.csv', header = true, sample_size = -1)`,
    );
  }
});

afterAll(() => {
  duck[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

const header = (name: string): string[] =>
  (readFileSync(join(out, `${name}.csv`), 'utf8').split('\r\n')[0] ?? '').split(',');

describe('the columns are those of the set, in its order', () => {
  it('results', () => {
    expect(header('results').join()).toBe(
      'date,team_1,team_2,_map,result_1,result_2,map_winner,starting_ct,ct_1,t_2,t_1,ct_2,event_id,match_id,rank_1,rank_2,map_wins_1,map_wins_2,match_winner',
    );
  });

  it('picks', () => {
    expect(header('picks').join()).toBe(
      'date,team_1,team_2,inverted_teams,match_id,event_id,best_of,system,t1_removed_1,t1_removed_2,t1_removed_3,t2_removed_1,t2_removed_2,t2_removed_3,t1_picked_1,t2_picked_1,left_over',
    );
  });

  it('economy', () => {
    const names = header('economy');
    expect(names.slice(0, 12).join()).toBe(
      'date,match_id,event_id,team_1,team_2,best_of,_map,t1_start,t2_start,1_t1,2_t1,3_t1',
    );
    expect([names.length, names[38], names[39], names[68], names[69], names[98]]).toEqual([
      99,
      '30_t1',
      '1_t2',
      '30_t2',
      '1_winner',
      '30_winner',
    ]);
  });

  it('players', () => {
    const names = header('players');
    expect(names.slice(0, 25).join()).toBe(
      'date,player_name,team,opponent,country,player_id,match_id,event_id,event_name,best_of,map_1,map_2,map_3,kills,assists,deaths,hs,flash_assists,kast,kddiff,adr,fkdiff,rating,m1_kills,m1_assists',
    );
    expect(names.slice(-6).join()).toBe('m3_kills_t,m3_deaths_t,m3_kddiff_t,m3_adr_t,m3_kast_t,m3_rating_t');
    expect(names.length).toBe(13 + 4 * 10 + 8 * 6);
  });
});

type Sum = Record<string, unknown>;

async function one(sql: string): Promise<Sum> {
  return (await duck.query(sql))[0] ?? {};
}

/** The same figures from our own tables. */
const own = <T>(read: (tables: ReturnType<ReturnType<typeof openStore>['tables']['all']>) => T): T => {
  using store = openStore({ file: database, clock: () => 1, readOnly: true });
  return read(store.tables.all());
};

const total = (values: readonly (number | null)[]): number =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

describe('the steps of a notebook run on our files and give the figures of our tables', () => {
  it('rounds by map and side', async () => {
    const rows = await duck.query(
      `SELECT _map, sum(ct_1 + ct_2) AS ct, sum(t_1 + t_2) AS t FROM results GROUP BY _map ORDER BY _map`,
    );
    const { ct, t } = await one('SELECT sum(ct_1 + ct_2) AS ct, sum(t_1 + t_2) AS t FROM results');
    const maps = own((tables) => tables.maps.filter(({ state }) => state === 'played'));
    expect(ct).toBe(total(maps.flatMap((map) => [map.team1CtRounds, map.team2CtRounds])));
    expect(t).toBe(total(maps.flatMap((map) => [map.team1TRounds, map.team2TRounds])));
    expect(rows.length).toBe(new Set(maps.map(({ mapName }) => mapName)).size);
  });

  it('how often the winner of a map won the match, by the rank of the teams', async () => {
    const { n } = await one('SELECT count(*) AS n FROM results WHERE map_winner IN (1, 2) AND starting_ct IN (1, 2)');
    const { bad } = await one('SELECT count(*) AS bad FROM results WHERE (result_1 > result_2) <> (map_winner = 1)');
    expect([Number(n) > 5, bad]).toEqual([true, 0]);
  });

  it('picks joined to results, with inverted teams', async () => {
    const { joined } =
      await one(`SELECT count(DISTINCT p.match_id) AS joined FROM picks AS p JOIN results AS r USING (match_id)
      WHERE CASE inverted_teams WHEN 1 THEN p.team_1 = r.team_2 ELSE p.team_1 = r.team_1 END`);
    const { both } = await one('SELECT count(DISTINCT match_id) AS both FROM picks JOIN results USING (match_id)');
    expect(joined).toBe(both);
    const { removed } = await one('SELECT count(t1_removed_1) + count(t2_removed_1) AS removed FROM picks');
    expect(Number(removed)).toBeGreaterThan(8);
  });

  it('equipment value and winner by round', async () => {
    const longOf = (team: 1 | 2): string =>
      `UNPIVOT (SELECT match_id, CAST(COLUMNS('^\\d+_t${team}$') AS INTEGER) FROM economy) ON COLUMNS(* EXCLUDE match_id) INTO NAME round VALUE dollars`;
    const { value, rounds } = await one(`SELECT sum(dollars) AS value, count(*) AS rounds FROM (${longOf(1)})`);
    const { second } = await one(`SELECT sum(dollars) AS second FROM (${longOf(2)})`);
    const expected = own(({ rounds: played, round_economy: economy }) => {
      const overtime = new Set(
        played
          .filter(({ isOvertime }) => isOvertime)
          .map((row) => `${row.matchId}/${row.mapNumber}/${row.roundNumber}`),
      );
      const shown = economy.filter(
        (row) => row.roundNumber <= 30 && !overtime.has(`${row.matchId}/${row.mapNumber}/${row.roundNumber}`),
      );
      return { value: total(shown.map(({ equipmentValue }) => equipmentValue)), rows: shown.length };
    });
    expect(Number(value) + Number(second)).toBe(expected.value);
    expect(Number(rounds) * 2).toBe(expected.rows);
    const { wins } = await one('SELECT count("1_winner") AS wins FROM economy WHERE "1_winner" IN (1, 2)');
    expect(wins).toBe((await one('SELECT count(*) AS n FROM economy')).n);
  });

  it('players by map and side', async () => {
    const sums = await one(
      'SELECT sum(kills) AS kills, sum(m1_kills) AS m1, sum(m1_kills_ct + m1_kills_t) AS sides, sum(kddiff) AS diff FROM players',
    );
    const rows = own(({ player_map_stats, maps }) => {
      const played = new Set(
        maps.filter(({ state }) => state === 'played').map((map) => `${map.matchId}/${map.mapNumber}`),
      );
      return player_map_stats.filter((row) => row.side === 'both' && played.has(`${row.matchId}/${row.mapNumber}`));
    });
    expect(sums.kills).toBe(total(rows.map(({ kills }) => kills)));
    expect(sums.diff).toBe(total(rows.map(({ kills, deaths }) => (kills ?? 0) - (deaths ?? 0))));
    expect(sums.m1).toBe(total(rows.filter(({ mapNumber }) => mapNumber === 1).map(({ kills }) => kills)));
    expect(sums.sides).toBe(sums.m1);
    const { rated } = await one(
      'SELECT count(*) AS rated FROM players WHERE rating IS NOT NULL AND adr IS NOT NULL AND kast IS NOT NULL',
    );
    expect(rated).toBe((await one('SELECT count(*) AS n FROM players')).n);
  });
});

describe('the system of a veto', () => {
  it('counts from the team that made the first step', () => {
    const match = own(({ matches: [first] }) => first);
    if (match === undefined) throw new Error('the world has matches');
    const teams = { team1Id: 1, team2Id: 2, team1Name: 'One', team2Name: 'Two' };
    const steps: Pick<Veto, 'teamId' | 'action' | 'mapName'>[] = [
      { teamId: 2, action: 'removed', mapName: 'Nuke' },
      { teamId: 1, action: 'removed', mapName: 'Train' },
      { teamId: 2, action: 'picked', mapName: 'Mirage' },
      { teamId: null, action: 'removed', mapName: 'Anubis' },
      { teamId: 1, action: 'picked', mapName: 'Dust2' },
      { teamId: null, action: 'left_over', mapName: 'Inferno' },
    ];
    const vetoes = steps.map((step, index) => ({ ...step, matchId: match.matchId, step: index + 1 }));
    expect(picksRows({ ...match, ...teams }, vetoes)).toMatchObject([
      {
        team_1: 'Two',
        team_2: 'One',
        inverted_teams: 1,
        system: '12304',
        t1_removed_1: 'Nuke',
        t2_removed_1: 'Train',
        t1_picked_1: 'Mirage',
        t2_picked_1: 'Dust2',
        left_over: 'Inferno',
      },
    ]);
  });
});

it('has no figures of one side in a match where a map lacks that side', () => {
  const { matches, maps, player_map_stats } = own((tables) => tables);
  const match = matches.find(({ team1MapsWon, bestOf }) => bestOf === 3 && team1MapsWon === 2);
  if (match === undefined) throw new Error('no such match');
  const isOf = ({ matchId }: { matchId: number }): boolean => matchId === match.matchId;
  const rowsOf = (stats: typeof player_map_stats) =>
    playersRows(match, {
      maps: maps.filter((map) => isOf(map) && map.state === 'played'),
      stats: stats.filter(isOf),
      series: [],
      countryOf: () => null,
    });
  const [whole] = rowsOf(player_map_stats);
  const [partial] = rowsOf(player_map_stats.filter(({ side, mapNumber }) => side !== 'ct' || mapNumber === 1));
  expect([whole?.kills_ct, whole?.m1_adr_ct].every((value) => typeof value === 'number')).toBe(true);
  expect(partial).toEqual({
    ...{ ...whole, kills_ct: null, deaths_ct: null, kddiff_ct: null, adr_ct: null, kast_ct: null, rating_ct: null },
    ...Object.fromEntries(
      [2, 3].flatMap((number) =>
        ['kills', 'deaths', 'kddiff', 'adr', 'kast', 'rating'].map((figure) => [`m${number}_${figure}_ct`, null]),
      ),
    ),
  });
});

it('has no overtime in the economy, also without the rounds of map stats', () => {
  const { matches, maps, round_economy } = own((tables) => tables);
  const map = maps.find(({ team1CtRounds, mapStatsId }) => team1CtRounds !== null && mapStatsId !== null);
  const match = matches.find(({ matchId }) => matchId === map?.matchId);
  if (map === undefined || match === undefined) throw new Error('no such map');
  const played = round_economy.filter((row) => row.matchId === map.matchId && row.mapNumber === map.mapNumber);
  const { roundNumber } = played.at(-1) ?? { roundNumber: 0 };
  const beyond = played.slice(-2).map((row) => ({ ...row, roundNumber: roundNumber + 1 }));
  const [row] = economyRows(match, { maps: [map], rounds: [], economy: [...played, ...beyond] });
  expect(row).toHaveProperty([`${roundNumber}_t1`]);
  expect(row).not.toHaveProperty([`${roundNumber + 1}_t1`]);
});
