import type { PlayedRound, RoundEvent, RoundStep, TeamIndex } from './model.ts';
import { actorOf, teamOf, victimOf } from './objectives.ts';
import { at, type Random } from './random.ts';

type Swings = RoundEvent['swings'];
/** `change`: of team 0's chance, in hundredths of a percent. */
type Change = { step: RoundStep; change: number; active: PlayedRound['active']; random: Random };

/**
 * Divides the change of the chances: what one team gains goes to the actor first, what the other loses to the victim
 * first, the rest to some of the others. The swings of a team add up to its change, kills inside a team excepted.
 */
export function shareSwing(input: Change): Swings {
  const { step, change, active, random } = input;
  if (step.type === 'team_kill') return shareTeamKill(input, step);
  const [actor, victim] = [actorOf(step), victimOf(step)];
  if (change === 0) return actor !== null && random.chance(0.5) ? [{ player: actor, swing: 0 }] : [];
  return ([0, 1] as const).flatMap((team) => {
    const first = [actor, victim].find((player) => player !== null && teamOf(active, player) === team) ?? null;
    return divide({ total: team === 0 ? change : -change, squad: active[team], first, random });
  });
}

/** Both players of the team lose, together more than the team; the opponents gain less than they are given. */
function shareTeamKill(
  { change, active, random }: Change,
  { killer, victim }: { killer: number; victim: number },
): Swings {
  const team = teamOf(active, killer);
  const opponents: TeamIndex = team === 0 ? 1 : 0;
  const own = team === 0 ? change : -change;
  return [
    { player: killer, swing: own },
    { player: victim, swing: Math.trunc(own * 0.6) },
    ...divide({ total: Math.trunc(-own / 2), squad: active[opponents], first: null, random }),
  ];
}

type Division = { total: number; squad: readonly number[]; first: number | null; random: Random };

function divide({ total, squad, first, random }: Division): Swings {
  const others = random.shuffle(squad.filter((player) => player !== first));
  const helpers = others.slice(0, first === null ? random.int(2, 5) : random.pick([0, 0, 1, 2, 3]));
  const lead = first ?? at(helpers, 0);
  const shares = helpers.filter((player) => player !== lead).map((player) => ({ player, part: random.next() * 0.2 }));
  const swings = shares.map(({ player, part }) => ({ player, swing: Math.trunc(total * part) + 0 }));
  const rest = total - swings.reduce((sum, { swing }) => sum + swing, 0);
  return [{ player: lead, swing: rest }, ...swings];
}
