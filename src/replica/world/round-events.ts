import type { Pair, PlayedRound, RoundEvent, RoundStep, TeamIndex } from './model.ts';
import { actorOf, decidingStep, teamOf, victimOf } from './objectives.ts';
import type { Random } from './random.ts';
import { shareSwing } from './swings.ts';

export type EventsInput = Pick<PlayedRound, 'winner' | 'sides' | 'active' | 'equipment'> & { eventRandom: Random };

/** The steps of a round as events: players alive, team 0's chance after each, and the players credited with the change. */
export function roundEvents(steps: readonly RoundStep[], input: EventsInput): RoundEvent[] {
  const alive: Pair = [input.active[0].length, input.active[1].length];
  const deciding = decidingStep(steps);
  let isPlanted = false;
  let chance = openChance({ ...input, alive, isPlanted });
  const nobody = { player: null, victim: null };
  const events: RoundEvent[] = [{ type: 'round_started', ...nobody, alive: [...alive], chance, swings: [] }];
  for (const [index, step] of steps.entries()) {
    const victim = victimOf(step);
    if (victim !== null) alive[teamOf(input.active, victim)] -= 1;
    if (step.type === 'bomb_planted') isPlanted = true;
    if (step.type === 'accident') continue;
    const before = chance;
    const isDecided = index >= deciding;
    chance = isDecided ? (input.winner === 0 ? ALWAYS : 0) : openChance({ ...input, alive, isPlanted });
    const type = step.type === 'team_kill' ? 'kill' : step.type;
    const swings = shareSwing({ step, change: chance - before, active: input.active, random: input.eventRandom });
    events.push({ type, player: actorOf(step), victim, alive: [...alive], chance, swings });
  }
  return events;
}

/** Chances are counted in hundredths of a percent. */
const ALWAYS = 10_000;

type Situation = Pick<EventsInput, 'winner' | 'sides' | 'equipment'> & { alive: Pair; isPlanted: boolean };

/** Team 0's chance while the round is open, from players alive, equipment and the bomb. */
function openChance({ winner, sides, equipment, alive, isPlanted }: Situation): number {
  const weight = (team: TeamIndex): number => {
    const bomb = sides[team] === 't' ? (isPlanted ? 3 : 0.95) : 1;
    // A planted bomb may still win for attackers who are dead.
    const players = Math.max(alive[team], isPlanted && sides[team] === 't' ? 0.3 : 0);
    return players ** 1.7 * bomb * (equipment[team] + 4000) ** 0.6;
  };
  const [left, right] = [weight(0), weight(1)];
  const chance = Math.round((ALWAYS * left) / (left + right));
  // Shown with one decimal, an open round may look decided, but only for the team that wins it.
  const [low, high] = winner === 0 ? [10, ALWAYS - 1] : [1, ALWAYS - 10];
  return Math.min(high, Math.max(low, chance));
}
