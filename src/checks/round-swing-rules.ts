import {
  aliveCounts,
  bombOrder,
  chanceSums,
  firstKillsOfMatrix,
  killedSides,
  killsOfMatrix,
  winnersByScore,
} from '../assembly/swing-identities.ts';
import {
  roundsOf,
  type SwingEvent,
  type SwingSide,
  sideOf,
  sidesOfPlayers,
  stepsOf,
} from '../assembly/swing-rounds.ts';
import { swingSums } from '../assembly/swing-sums.ts';
import type { PerformancePage } from '../page-records.ts';
import { difference, differs, listed } from './comparing.ts';
import { type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';
import { sameMembers } from './shared-values.ts';

/**
 * Rules of the Round swing section. All are soft, because faults of the section do not affect the rest of the page. If the
 * statement of a rule says so, `assembly/` withholds the round or the swings.
 */

/** Maximum number of findings per rule. */
const MAX_FAULTS = 20;
const CHANGE_ROUNDING = 0.11;

/** The first mismatches of a comparison, and how many more it has. */
export function firstOf<Subject>(compare: (subject: Subject) => Mismatch[]): (subject: Subject) => Mismatch[] {
  return (subject) => {
    const mismatches = compare(subject);
    const rest = mismatches.length - MAX_FAULTS;
    if (rest <= 0) return mismatches;
    return [...mismatches.slice(0, MAX_FAULTS), { expected: 'no more', seen: `${rest} more` }];
  };
}

/** The change of chance in each event with the swings of both teams; without swings of an ambiguous nick. */
function listChanges(page: PerformancePage) {
  const sides = sidesOfPlayers(page);
  const swings = Map.groupBy(page.roundSwing?.swings ?? [], (swing) => keyOf(swing));
  const steps = roundsOf(page).flatMap(stepsOf);
  return steps.flatMap(({ event, before }) => {
    const own = (swings.get(keyOf(event)) ?? []).map(({ playerId, swing }) => ({
      side: sideOf(sides, playerId),
      swing,
    }));
    const isKnown = own.length > 0 && own.every(({ side }) => side !== null);
    if (!isKnown || before?.eventNumber !== event.eventNumber - 1) return [];
    const swingOf = (team: SwingSide) => own.reduce((sum, { side, swing }) => sum + (side === team ? swing : 0), 0);
    return [
      { event, change: event.team1WinProbability - before.team1WinProbability, first: swingOf(1), second: swingOf(2) },
    ];
  });
}

function compareChanges(page: PerformancePage): Mismatch[] {
  const wrong = listChanges(page).filter(
    ({ change, first, second }) => differs(change, first, CHANGE_ROUNDING) || differs(-change, second, CHANGE_ROUNDING),
  );
  return wrong.map(({ event: { roundNumber, eventNumber }, change, first, second }) => ({
    expected: `round ${roundNumber}, event ${eventNumber}: swings of ${change.toFixed(1)} and ${(-change).toFixed(1)}`,
    seen: `${first.toFixed(2)} and ${second.toFixed(2)}`,
  }));
}

function keyOf({ roundNumber, eventNumber }: Pick<SwingEvent, 'roundNumber' | 'eventNumber'>): number {
  return roundNumber * 1_000 + eventNumber;
}

/** What rounds of the section lack: events, a score, or events between others. */
function listGaps(page: PerformancePage) {
  const rounds = roundsOf(page);
  const scores = page.roundSwing?.scores ?? [];
  const numbersOf = (rows: readonly { roundNumber: number }[]) => rows.map(({ roundNumber }) => roundNumber);
  const last = Math.max(0, ...numbersOf(rounds), ...numbersOf(scores));
  const all = Array.from({ length: last }, (_, index) => index + 1);
  const gaps = rounds.filter(({ events }) => events.some(({ eventNumber }, index) => eventNumber !== index + 1));
  return [
    { what: 'events of', missing: rounds.length === 0 ? [] : difference(all, numbersOf(rounds)) },
    { what: 'a score after', missing: difference(all, numbersOf(scores)) },
    { what: 'events without gaps in', missing: numbersOf(gaps) },
  ];
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
    compare: firstOf(aliveCounts),
  }),
  soft('performance/round-swing-kills-lower-a-side', {
    statement: 'A kill lowers the side of the victim, other deaths may lower it further; else the round is withheld.',
    compare: firstOf(killedSides),
  }),
  soft('performance/round-swing-chances-add-up', {
    statement: 'The chances of both teams add up to 100 within 0.1; a round that breaks this is withheld.',
    compare: firstOf(chanceSums),
  }),
  soft('performance/round-swing-winner-of-the-score', {
    statement:
      'The team with a chance of 100 after the last event wins the round by the score; else, or without start and score, it is withheld.',
    compare: firstOf(winnersByScore),
  }),
  soft('performance/round-swing-bomb-order', {
    statement:
      'Defuse and explosion follow a plant, nothing follows them or the end of time, no dead team plants or defuses; else it is withheld.',
    compare: firstOf(bombOrder),
  }),
  soft('performance/round-swing-kills-fit-the-matrix', {
    statement: 'A pair of opponents has at most the kills of the matrix; rounds with its kills are withheld otherwise.',
    compare: firstOf(killsOfMatrix),
  }),
  soft('performance/round-swing-first-kills-fit-the-matrix', {
    statement: 'A pair has at most the first kills of the matrix; rounds with its first kills are withheld otherwise.',
    compare: firstOf(firstKillsOfMatrix),
  }),
  soft('performance/round-swing-adds-up', {
    statement:
      'Swings divided by rounds are the swing of card and block within rounding; else the swings are withheld.',
    each: swingSums,
    holds: ({ isRight }) => isRight,
    expected: ({ playerId, shown }) => `player ${playerId}: swings that add up to ${shown ?? 'a swing of the map'}`,
    seen: ({ sum }) => sum.toFixed(2),
  }),
  soft('performance/round-swing-has-swings', {
    statement: 'A section with events has swings of players.',
    holds: ({ roundSwing }) =>
      roundSwing === undefined || roundSwing.events.length === 0 || roundSwing.swings.length > 0,
    expected: ({ roundSwing }) => `swings of players in ${roundSwing?.events.length} events`,
    seen: () => 'none',
  }),
  soft('performance/round-swing-is-the-change', {
    statement:
      'Swings of a team add up to the change of its chance within 0.11; a kill of a team mate is an exception.',
    compare: firstOf(compareChanges),
  }),
  soft('performance/round-swing-is-numbered', {
    statement: 'Rounds and events are numbered without gaps and each round has a score; withheld events leave gaps.',
    each: listGaps,
    holds: ({ missing }) => missing.length === 0,
    expected: ({ what }) => `${what} each round`,
    seen: ({ missing }) => `not in round ${listed(missing)}`,
  }),
  soft('performance/round-swing-players-of-the-cards', {
    statement: 'The players of the section are those of the cards, each of one of its two teams.',
    compare: comparePlayers,
  }),
];
