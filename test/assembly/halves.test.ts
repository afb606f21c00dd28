import { describe, expect, it } from 'vitest';
import { assembleMap } from '../../src/assembly/map.ts';
import type { EconomyPage, MapStatsPage } from '../../src/page-records.ts';
import { otherSide, Side } from '../../src/records.ts';
import { economyPage, mapStatsPage, matchPage, overviewMap, TEAM1, TEAM2 } from '../helpers/records.ts';

const NO_HALVES = {
  ...{ team1StartSide: null, team1CtRounds: null, team1TRounds: null, team1OtRounds: null },
  ...{ team2CtRounds: null, team2TRounds: null, team2OtRounds: null },
};
const played = matchPage().maps[0] ?? overviewMap(1);
const first = Side.parse(played.team1StartSide);
const second = otherSide(first);
const bare = { ...played, ...NO_HALVES };

/** Team 1 wins every round, on these sides: `a` that of the first half, `b` the other one, `?` unknown. */
function history(sides: string): MapStatsPage['rounds'] {
  return [...sides].map((side, index) => ({
    ...{ roundNumber: index + 1, winnerTeamId: TEAM1, outcome: null, team1Score: null, team2Score: null },
    winnerSide: side === '?' ? null : side === 'a' ? first : second,
  }));
}

type Pages = { map?: typeof played; rounds?: MapStatsPage['rounds']; economy?: EconomyPage | null };

function assemble({ map = bare, rounds, economy = null }: Pages) {
  const mapStats = rounds === undefined ? null : mapStatsPage({ ...NO_HALVES, rounds });
  return assembleMap(matchPage(), map, { mapStats, performance: null, economy });
}

const halves = (pages: Pages): string =>
  assemble(pages)
    .rounds.map(({ half }) => half ?? '?')
    .join('');
const pistols = (pages: Pages) => assemble(pages).rounds.filter(({ isPistol }) => isPistol);
const MR12 = `${'a'.repeat(12)}${'b'.repeat(12)}`;
const UNKNOWN = '?'.repeat(24);

describe('the half of a round', () => {
  it('comes from the half scores, when no round shows a side', () => {
    const pages = { map: played, rounds: history(UNKNOWN) };
    expect(halves(pages)).toBe(`${'1'.repeat(12)}${'2'.repeat(12)}`);
    expect(pistols(pages).map(({ roundNumber }) => roundNumber)).toEqual([1, 13]);
    expect(assemble(pages).rounds.every(({ isOvertime }) => isOvertime === false)).toBe(true);
  });

  it('comes from where team 1 changes sides, regardless of the winner', () => {
    const won = history(`${'a'.repeat(15)}${'b'.repeat(15)}`);
    const rounds = won.map((round, index) =>
      index % 3 === 0 ? { ...round, winnerTeamId: TEAM2, winnerSide: index < 15 ? second : first } : round,
    );
    expect(halves({ rounds })).toBe(`${'1'.repeat(15)}${'2'.repeat(15)}`);
    expect(pistols({ rounds }).map(({ roundNumber }) => roundNumber)).toEqual([1, 16]);
  });

  it('is not known where a side is missing before the change, except that of round 1', () => {
    const pages = { rounds: history(`${'a'.repeat(11)}?${'b'.repeat(12)}`) };
    expect(halves(pages)).toBe(`1${'?'.repeat(23)}`);
    expect(assemble(pages).rounds.slice(0, 2)).toMatchObject([
      { isPistol: true, isOvertime: false },
      { isPistol: null, isOvertime: null },
    ]);
  });

  it('is not known where half scores and sides contradict each other', () => {
    const rounds = history(`${'a'.repeat(15)}${'b'.repeat(9)}`);
    expect(halves({ map: played, rounds })).toBe(`1${'?'.repeat(23)}`);
  });

  it('is not known from the half scores of a map without a second half', () => {
    const map = { ...played, team1CtRounds: 1, team1TRounds: 0, team2CtRounds: 0, team2TRounds: 0 };
    expect(halves({ map, rounds: history('???') })).toBe('1??');
  });
});

describe('the half of an overtime round', () => {
  it.each([
    ['sides change between overtimes', `${MR12}bbbaaabbbaa`, '33344455566'],
    ['sides stay between overtimes', `${MR12}bbbaaaaaabb`, '33344455566'],
    ['overtimes of ten rounds', `${MR12}aaaaabbbb`, '333334444'],
    ['a side of the second half is missing', `${MR12}bbba?a`, '333444'],
  ])('%s', (_, sides, expected) => {
    const rounds = history(sides);
    expect(halves({ rounds }).slice(24)).toBe(expected);
    expect(assemble({ rounds }).rounds.map(({ isOvertime }) => isOvertime)).toEqual(
      rounds.map(({ roundNumber }) => roundNumber > 24),
    );
    expect(pistols({ rounds })).toHaveLength(2);
  });

  it.each([
    ['a side is missing before the change', `${MR12}bb?aaa`],
    ['the sides fit no halves of one length', `${MR12}bbbabaaaa`],
    ['no side ever changes', `${MR12}bbbb`],
  ])('is not known where %s', (_, sides) => {
    const overtime = assemble({ rounds: history(sides) }).rounds.slice(24);
    expect(overtime.every(({ half, isOvertime }) => half === null && isOvertime)).toBe(true);
  });
});

describe('pistol rounds of the economy', () => {
  const numbers = (pages: Pages) =>
    assemble(pages)
      .round_economy.filter(({ isPistol }) => isPistol)
      .map(({ roundNumber, teamId }) => [roundNumber, teamId]);
  const both = [1, 13].flatMap((round) => [TEAM1, TEAM2].map((team) => [round, team]));

  it('are known from the half scores and from the economy itself', () => {
    expect(numbers({ map: played, economy: economyPage() })).toEqual(both);
    expect(numbers({ economy: economyPage() })).toEqual(both);
  });

  it('are round 1 alone where nothing says how long a half is', () => {
    const roundEconomy = economyPage().roundEconomy.map((round) => ({ ...round, side: null }));
    expect(numbers({ economy: economyPage({ roundEconomy }) })).toEqual(both.slice(0, 2));
  });
});

it('the start of a map is that of its map stats page', () => {
  const pages = { mapStats: mapStatsPage({ startedAtMs: 77 }), performance: null, economy: null };
  expect(assembleMap(matchPage(), played, pages).maps[0]?.startedAtMs).toBe(77);
  expect(assembleMap(matchPage(), played, { ...pages, mapStats: null }).maps[0]?.startedAtMs).toBeNull();
});
