import type { PerformancePage } from '../page-records.ts';
import {
  aliveOf,
  isWhole,
  roundsOf,
  type SwingEvent,
  type SwingRound,
  sideOf,
  sidesOfPlayers,
  stepsOf,
  winnerOf,
} from './swing-rounds.ts';

/**
 * Identities of the Round swing section. The events of a round that violates one of them are withheld. The rules in
 * `checks/` report the same faults.
 */

/** A violated identity, and the rounds that are withheld for it. */
export type SwingFault = { rounds: number[]; expected: string; seen: string };

/** The identities of the page alone. */
export const PAGE_IDENTITIES: readonly ((page: PerformancePage) => SwingFault[])[] = [
  aliveCounts,
  killedSides,
  chanceSums,
  winnersByScore,
  bombOrder,
  killsOfMatrix,
  firstKillsOfMatrix,
];

const CHANCE_ROUNDING = 0.1 + 1e-6;

function at({ roundNumber, eventNumber }: SwingEvent): string {
  return `round ${roundNumber}, event ${eventNumber}`;
}

function aliveText(event: SwingEvent): string {
  return `${event.team1Alive} vs ${event.team2Alive}`;
}

function faultAt(event: SwingEvent, expected: string, seen: string): SwingFault {
  return { rounds: [event.roundNumber], expected: `${at(event)}: ${expected}`, seen };
}

/** Five against five at the start; no count rises. */
export function aliveCounts(page: PerformancePage): SwingFault[] {
  return roundsOf(page).flatMap((round) =>
    stepsOf(round).flatMap(({ event, before }) => {
      const isStart = event.eventNumber === 1;
      if (isStart && aliveText(event) !== '5 vs 5') return [faultAt(event, '5 vs 5', aliveText(event))];
      if (before === null) return [];
      const rises = event.team1Alive > before.team1Alive || event.team2Alive > before.team2Alive;
      return rises ? [faultAt(event, `at most ${aliveText(before)} alive`, aliveText(event))] : [];
    }),
  );
}

/** A kill lowers the count of the victim's side. Deaths without an event (fall, bomb) can lower a side further. */
export function killedSides(page: PerformancePage): SwingFault[] {
  const sides = sidesOfPlayers(page);
  return roundsOf(page).flatMap((round) =>
    stepsOf(round).flatMap(({ event, before }) => {
      if (event.type !== 'kill' || before === null) return [];
      const side = sideOf(sides, event.victimId);
      const possible = side === null ? ([1, 2] as const) : [side];
      if (possible.some((each) => aliveOf(event, each) < aliveOf(before, each))) return [];
      const who = side === null ? 'one team' : `team ${side}`;
      return [faultAt(event, `fewer alive in ${who} than before (${aliveText(before)})`, aliveText(event))];
    }),
  );
}

export function chanceSums(page: PerformancePage): SwingFault[] {
  return (page.roundSwing?.events ?? []).flatMap((event) => {
    const { team1WinProbability: first, team2WinProbability: second } = event;
    const isSum = Math.abs(first + second - 100) <= CHANCE_ROUNDING;
    return isSum ? [] : [faultAt(event, 'chances that add up to 100', `${first} and ${second}`)];
  });
}

/** The last event decides the round, and the score after the round agrees. Start or score confirm its number. */
export function winnersByScore(page: PerformancePage): SwingFault[] {
  const scores = new Map((page.roundSwing?.scores ?? []).map((score) => [score.roundNumber, score]));
  return roundsOf(page).flatMap((round) => {
    const { roundNumber } = round;
    const winner = winnerOf(round);
    const last = round.events.at(-1);
    if (winner === null) {
      const seen = `${last?.team1WinProbability} and ${last?.team2WinProbability}`;
      return [
        { rounds: [roundNumber], expected: `round ${roundNumber}: chances of 100 and 0 after the last event`, seen },
      ];
    }
    const score = scores.get(roundNumber);
    if (score === undefined && round.events[0]?.eventNumber !== 1) {
      return [
        { rounds: [roundNumber], expected: `round ${roundNumber}: its start, or a score after it`, seen: 'neither' },
      ];
    }
    const before = roundNumber === 1 ? { team1Rounds: 0, team2Rounds: 0 } : scores.get(roundNumber - 1);
    if (score === undefined || before === undefined) return [];
    const won = [score.team1Rounds - before.team1Rounds, score.team2Rounds - before.team2Rounds].join(' and ');
    if (won === (winner === 1 ? '1 and 0' : '0 and 1')) return [];
    return [
      { rounds: [roundNumber], expected: `round ${roundNumber}: won by team ${winner}`, seen: `${won} rounds more` },
    ];
  });
}

/** No defuse or explosion before a plant, nothing after them; no plant or defuse by a team without players alive. */
export function bombOrder(page: PerformancePage): SwingFault[] {
  const rounds = roundsOf(page);
  return [...rounds.flatMap(tooEarly), ...rounds.flatMap(afterTheEnd), ...handledByTheDead(page)];
}

/** The plant itself can be missing if the round lacks an event or has one of unknown type. */
function tooEarly(round: SwingRound): SwingFault[] {
  const plant = round.events.find(({ type }) => type === 'bomb_planted');
  const plantedAt = plant?.eventNumber ?? (isWhole(round) ? Number.POSITIVE_INFINITY : 0);
  return round.events
    .filter(({ type, eventNumber }) => (type === 'bomb_defused' || type === 'bomb_exploded') && eventNumber < plantedAt)
    .map((event) => faultAt(event, 'a plant before it', `${event.type}`));
}

/** Defuse, explosion and the end of the time end a round, whatever the kills. */
function afterTheEnd({ events }: SwingRound): SwingFault[] {
  const end = events.find(({ type }) => type === 'bomb_defused' || type === 'bomb_exploded' || type === 'time_expired');
  const next = end && events[events.indexOf(end) + 1];
  return next === undefined ? [] : [faultAt(next, `nothing after ${end?.type}`, next.type ?? 'an event')];
}

function handledByTheDead(page: PerformancePage): SwingFault[] {
  const sides = sidesOfPlayers(page);
  const handled = (page.roundSwing?.events ?? []).filter(
    ({ type }) => type === 'bomb_planted' || type === 'bomb_defused',
  );
  return handled.flatMap((event) => {
    const side = sideOf(sides, event.playerId);
    const isDead = side !== null && aliveOf(event, side) === 0;
    return isDead ? [faultAt(event, `somebody alive in team ${side}`, aliveText(event))] : [];
  });
}

/** Kills between opponents: team kills are in no matrix. */
function killsOfOpponents(page: PerformancePage, { events }: SwingRound): SwingEvent[] {
  const sides = sidesOfPlayers(page);
  return events.filter(({ type, playerId, victimId }) => {
    const [killer, victim] = [sideOf(sides, playerId), sideOf(sides, victimId)];
    return type === 'kill' && killer !== null && victim !== null && killer !== victim;
  });
}

export function killsOfMatrix(page: PerformancePage): SwingFault[] {
  return tooMany(page, 'all', (round) => killsOfOpponents(page, round));
}

/**
 * Kills after the decision of a round are not in the section, so it can have fewer first kills than the matrix, but not
 * more.
 */
export function firstKillsOfMatrix(page: PerformancePage): SwingFault[] {
  return tooMany(page, 'first_kill', (round) => {
    const [first] = killsOfOpponents(page, round);
    const start = round.events.find(({ type }) => type === 'kill');
    // An earlier kill can be between opponents with ambiguous nicks, or can be withheld.
    const isFirst = first === start || (start?.playerId !== null && start?.victimId !== null);
    const hasGap = round.events.some(
      (event, index) => event.eventNumber !== index + 1 && event.eventNumber <= (first?.eventNumber ?? 0),
    );
    return first === undefined || !isFirst || hasGap ? [] : [first];
  });
}

type Pick = (round: SwingRound) => SwingEvent[];

/** Pairs with more kills in the events than in the matrix; all rounds with a kill of the pair are withheld. */
function tooMany(page: PerformancePage, kind: 'all' | 'first_kill', pick: Pick): SwingFault[] {
  const cells = page.killMatrix.filter((cell) => cell.kind === kind);
  const limits = new Map(cells.map(({ killerId, victimId, kills }) => [`${killerId} > ${victimId}`, kills]));
  const kills = Map.groupBy(roundsOf(page).flatMap(pick), ({ playerId, victimId }) => `${playerId} > ${victimId}`);
  return [...kills].flatMap(([pair, events]) => {
    const limit = limits.get(pair);
    if (limit === undefined || events.length <= limit) return [];
    const rounds = [...new Set(events.map(({ roundNumber }) => roundNumber))];
    const seen = `${events.length} in rounds ${rounds.join(', ')}`;
    return [{ rounds, expected: `${pair}: at most ${limit} kills of the matrix ${kind}`, seen }];
  });
}
