import { expect, it } from 'vitest';
import { assembleMap, type MapPages } from '../../src/assembly/map.ts';
import type { EconomyPage, MapStatsPage } from '../../src/page-records.ts';
import { economyPage, mapStatsPage, matchPage, overviewMap, TEAM1, TEAM2 } from '../helpers/records.ts';

function teamsOf(pages: Partial<MapPages>, map = overviewMap(1, { state: 'played' })) {
  return assembleMap(matchPage(), map, { mapStats: null, performance: null, economy: null, ...pages }).map_teams;
}

const [round] = economyPage().roundEconomy;
if (round === undefined) throw new Error('no round');

const bought = (rows: [team: 1 | 2, buyType: 'full_eco' | 'full_buy' | null, won: boolean | null][]): EconomyPage => ({
  ...economyPage(),
  roundEconomy: rows.map(([team, buyType, won], index) => ({
    ...round,
    roundNumber: index + 1,
    team,
    side: null,
    buyType,
    won,
  })),
});

it('are both teams of a played map, without counts where a page is missing', () => {
  expect(teamsOf({}).map(({ teamId }) => teamId)).toEqual([TEAM1, TEAM2]);
  expect(new Set(teamsOf({}).flatMap((team) => [team.pistolRoundsWon, team.fullEcoRounds, team.fullBuyWins]))).toEqual(
    new Set([null]),
  );
});

it('are none on a map that was not played', () => {
  expect(teamsOf({ mapStats: mapStatsPage() }, overviewMap(1, { state: 'unplayed' }))).toEqual([]);
});

it('count rounds and wins by buy type, except wins where a result is unknown', () => {
  const economy = bought([
    [1, 'full_eco', true],
    [1, 'full_eco', null],
    [1, 'full_buy', false],
  ]);
  const [first, second] = teamsOf({ economy });
  expect(first).toMatchObject({
    fullEcoRounds: 2,
    fullEcoWins: null,
    fullBuyRounds: 1,
    fullBuyWins: 0,
    semiBuyRounds: 0,
  });
  expect(second).toMatchObject({ fullEcoRounds: null, fullBuyWins: null });
});

it('count no rounds of a team that bought something unknown', () => {
  const [first, second] = teamsOf({
    economy: bought([
      [1, 'full_buy', false],
      [1, null, true],
      [2, 'full_eco', true],
    ]),
  });
  expect(first).toMatchObject({ fullBuyRounds: null, fullBuyWins: null, semiEcoRounds: null });
  expect(second).toMatchObject({ fullEcoRounds: 1, fullEcoWins: 1, fullBuyRounds: 0, fullBuyWins: 0 });
});

it('count the pistol rounds that each team won, if both are known', () => {
  const page: MapStatsPage = mapStatsPage();
  expect(teamsOf({ mapStats: page }).map(({ pistolRoundsWon }) => pistolRoundsWon)).toEqual([2, 0]);
  const withoutSecond = { ...page, rounds: page.rounds.filter(({ roundNumber }) => roundNumber < 13) };
  expect(teamsOf({ mapStats: withoutSecond }).map(({ pistolRoundsWon }) => pistolRoundsWon)).toEqual([null, null]);
});
