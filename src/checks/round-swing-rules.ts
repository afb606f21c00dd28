import {
  aliveCounts,
  bombOrder,
  chanceSums,
  firstKillsOfMatrix,
  killedSides,
  killsOfMatrix,
  type SwingFault,
  winnersByScore,
} from '../assembly/swing-identities.ts';
import { roundsOf, type SwingEvent, sidesOfPlayers, stepsOf } from '../assembly/swing-rounds.ts';
import { swingSums } from '../assembly/swing-sums.ts';
import type { PerformancePage } from '../page-records.ts';
import { differs, listed } from './comparing.ts';
import { type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';
import { sameMembers } from './shared-values.ts';

/**
 * Rules of the Round swing section. All are soft, because faults of the section do not affect the rest of the page. If the
 * statement of a rule says so, `assembly/` withholds the round or the swings.
 */

/** Maximum number of findings per rule. */
const MAX_FAULTS = 20;
const CHANGE_ROUNDING = 0.11;

/** Reports the faults of an identity. */
export function faultsOf<Subject>(identity: (subject: Subject) => SwingFault[]): (subject: Subject) => Mismatch[] {
  return (subject) => limited(identity(subject).map(({ expected, seen }) => ({ expected, seen })));
}

function limited(mismatches: Mismatch[]): Mismatch[] {
  const rest = mismatches.length - MAX_FAULTS;
  if (rest <= 0) return mismatches;
  return [...mismatches.slice(0, MAX_FAULTS), { expected: 'no more', seen: `${rest} more` }];
}

function compareSums(page: PerformancePage): Mismatch[] {
  return swingSums(page).flatMap(({ playerId, sum, shown, isRight }) =>
    mismatchIf(!isRight, () => ({
      expected: `player ${playerId}: swings that add up to ${shown ?? 'a swing of the map'}`,
      seen: sum.toFixed(2),
    })),
  );
}

/** Events without swings, or with a swing of an ambiguous nick, are not compared. */
function compareChanges(page: PerformancePage): Mismatch[] {
  const sides = sidesOfPlayers(page);
  const swings = Map.groupBy(page.roundSwing?.swings ?? [], (swing) => keyOf(swing));
  const mismatches = roundsOf(page).flatMap((round) =>
    stepsOf(round).flatMap(({ event, before }) => {
      const own = swings.get(keyOf(event)) ?? [];
      const isKnown = own.every(({ playerId }) => playerId !== null && sides.has(playerId));
      if (own.length === 0 || !isKnown || before?.eventNumber !== event.eventNumber - 1) return [];
      const change = event.team1WinProbability - before.team1WinProbability;
      const added = ([1, 2] as const).map((side) =>
        own.reduce(
          (sum, { playerId, swing }) => sum + (playerId !== null && sides.get(playerId) === side ? swing : 0),
          0,
        ),
      );
      const [first = 0, second = 0] = added;
      const isWrong = differs(change, first, CHANGE_ROUNDING) || differs(-change, second, CHANGE_ROUNDING);
      return mismatchIf(isWrong, () => ({
        expected: `round ${event.roundNumber}, event ${event.eventNumber}: swings of ${change.toFixed(1)} and ${(-change).toFixed(1)}`,
        seen: `${first.toFixed(2)} and ${second.toFixed(2)}`,
      }));
    }),
  );
  return limited(mismatches);
}

function keyOf({ roundNumber, eventNumber }: Pick<SwingEvent, 'roundNumber' | 'eventNumber'>): number {
  return roundNumber * 1_000 + eventNumber;
}

/** Rounds and events have no gaps; each round has a score. */
function compareNumbers(page: PerformancePage): Mismatch[] {
  const rounds = roundsOf(page);
  const last = Math.max(0, ...[...rounds, ...(page.roundSwing?.scores ?? [])].map(({ roundNumber }) => roundNumber));
  const all = Array.from({ length: last }, (_, index) => index + 1);
  const withEvents = new Set(rounds.map(({ roundNumber }) => roundNumber));
  const withScore = new Set(page.roundSwing?.scores.map(({ roundNumber }) => roundNumber));
  const noEvents = all.filter((roundNumber) => !withEvents.has(roundNumber));
  const noScore = all.filter((roundNumber) => !withScore.has(roundNumber));
  const gaps = rounds.filter(({ events }) => events.some(({ eventNumber }, index) => eventNumber !== index + 1));
  const faults: [string, number[]][] = [
    ['events of', rounds.length === 0 ? [] : noEvents],
    ['a score after', noScore],
    ['events without gaps in', gaps.map(({ roundNumber }) => roundNumber)],
  ];
  return faults.flatMap(([what, missing]) =>
    mismatchIf(missing.length > 0, () => ({ expected: `${what} each round`, seen: `not in round ${listed(missing)}` })),
  );
}

function comparePlayers({ roundSwing, playerMapStats }: PerformancePage): Mismatch[] {
  if (roundSwing === undefined || playerMapStats.length === 0) return [];
  const { team1Name, team2Name, players } = roundSwing;
  const teamless = players.filter(
    ({ teamName }) => team1Name !== null && teamName !== team1Name && teamName !== team2Name,
  );
  return [
    ...sameMembers('the players of the cards', {
      'only cards': playerMapStats.map(({ playerId }) => playerId),
      'only Round swing': players.map(({ playerId }) => playerId),
    }),
    ...mismatchIf(teamless.length > 0, () => ({
      expected: `players of ${team1Name} and ${team2Name}`,
      seen: listed(teamless.map(({ playerId, teamName }) => `${playerId} of ${teamName}`)),
    })),
  ];
}

export const ROUND_SWING_RULES: Rule<PerformancePage>[] = [
  soft('performance/round-swing-alive-counts', {
    statement: 'A round starts five against five and no count rises; a round that breaks this is withheld.',
    compare: faultsOf(aliveCounts),
  }),
  soft('performance/round-swing-kills-lower-a-side', {
    statement: 'A kill lowers the side of the victim, other deaths may lower it further; else the round is withheld.',
    compare: faultsOf(killedSides),
  }),
  soft('performance/round-swing-chances-add-up', {
    statement: 'The chances of both teams add up to 100 within 0.1; a round that breaks this is withheld.',
    compare: faultsOf(chanceSums),
  }),
  soft('performance/round-swing-winner-of-the-score', {
    statement:
      'After the last event one chance is 100, and that team wins the round by the score; else it is withheld.',
    compare: faultsOf(winnersByScore),
  }),
  soft('performance/round-swing-bomb-order', {
    statement:
      'Defuse and explosion follow a plant, and nobody plants or defuses in a dead team; else the round is withheld.',
    compare: faultsOf(bombOrder),
  }),
  soft('performance/round-swing-kills-fit-the-matrix', {
    statement: 'A pair of opponents has at most the kills of the matrix; rounds with its kills are withheld otherwise.',
    compare: faultsOf(killsOfMatrix),
  }),
  soft('performance/round-swing-first-kills-fit-the-matrix', {
    statement: 'A pair has at most the first kills of the matrix; rounds with its first kills are withheld otherwise.',
    compare: faultsOf(firstKillsOfMatrix),
  }),
  soft('performance/round-swing-adds-up', {
    statement:
      'Swings divided by rounds are the swing of card and block within rounding; else the swings are withheld.',
    compare: compareSums,
  }),
  soft('performance/round-swing-is-the-change', {
    statement:
      'Swings of a team add up to the change of its chance within 0.11; a kill of a team mate is an exception.',
    compare: compareChanges,
  }),
  soft('performance/round-swing-is-numbered', {
    statement: 'Rounds and events are numbered without gaps and each round has a score; withheld events leave gaps.',
    compare: compareNumbers,
  }),
  soft('performance/round-swing-players-of-the-cards', {
    statement: 'The players of the section are those of the cards, each of one of its two teams.',
    compare: comparePlayers,
  }),
];
