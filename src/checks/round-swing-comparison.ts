import {
  outcomesOfRounds,
  type SwingBeside,
  sidesOfBombs,
  winnersOfRounds,
} from '../assembly/swing-beside-map-stats.ts';
import { teamsByMapStats } from '../assembly/swing-rounds.ts';
import type { EconomyPage, PerformancePage } from '../page-records.ts';
import { differs, plainName } from './comparing.ts';
import { firstOf } from './round-swing-rules.ts';
import { type Rule, soft } from './rule.ts';

/** Compares the Round swing section with the other pages of its map. */

export const ROUND_SWING_COMPARISON: Rule<SwingBeside>[] = [
  soft('performance/round-swing-teams-of-map-stats', {
    statement: 'Names or players say which team is first in the section; without that its events are not stored.',
    skipIf: ({ page }) => page.roundSwing === undefined || page.roundSwing.events.length === 0,
    holds: ({ page, mapStats }) => teamsByMapStats(page, mapStats)[0] !== null,
    expected: ({ mapStats }) => `${mapStats.team1Name} and ${mapStats.team2Name}`,
    seen: ({ page }) => `${page.roundSwing?.team1Name} and ${page.roundSwing?.team2Name}`,
  }),
  soft('performance/round-swing-winners-of-map-stats', {
    statement: 'The round is won by the team that map stats names; a round that breaks this is withheld.',
    compare: firstOf(winnersOfRounds),
  }),
  soft('performance/round-swing-outcomes-of-map-stats', {
    statement:
      'Explosion, defuse, expired time or none of them is the outcome on map stats; else the round is withheld.',
    compare: firstOf(outcomesOfRounds),
  }),
  soft('performance/round-swing-sides-of-map-stats', {
    statement: 'Terrorists plant and counter-terrorists defuse; a round that breaks this is withheld.',
    compare: firstOf(sidesOfBombs),
  }),
];

export type SwingBesideEconomy = { page: PerformancePage; economy: EconomyPage };

/** Values are shown in thousands with two decimals, and are multiples of fifty. */
const SHOWN_VALUE = 50;

/**
 * The series of a short team name: the one whose name equals it or begins with it, otherwise the one that the other
 * name does not match.
 */
function seriesOf(teamName: string, others: readonly string[], economy: EconomyPage): 1 | 2 | null {
  const own = matches(teamName, economy);
  const [other] = others.filter((each) => each !== teamName).map((each) => matches(each, economy));
  if (own === null) return other === null || other === undefined ? null : other === 1 ? 2 : 1;
  return own === other ? null : own;
}

function matches(teamName: string, { team1Name, team2Name }: EconomyPage): 1 | 2 | null {
  const fits = (name: string | null): boolean => name !== null && plainName(name).startsWith(plainName(teamName));
  const [first, second] = [fits(team1Name), fits(team2Name)];
  return first === second ? null : first ? 1 : 2;
}

/** The values of the section with those of the economy page. */
function listValues({ page, economy }: SwingBesideEconomy) {
  const equipment = page.roundSwing?.equipment ?? [];
  const names = [...new Set(equipment.map(({ teamName }) => teamName))];
  const values = new Map(economy.roundEconomy.map((each) => [`${each.roundNumber} ${each.team}`, each.equipmentValue]));
  return equipment.map(({ roundNumber, teamName, equipmentValue }) => {
    const value = values.get(`${roundNumber} ${seriesOf(teamName, names, economy)}`) ?? null;
    return { roundNumber, teamName, equipmentValue, value };
  });
}

export const ROUND_SWING_WITH_ECONOMY: Rule<SwingBesideEconomy>[] = [
  soft('performance/round-swing-values-of-economy', {
    statement: 'The values of the first event are those of the economy page within 50 dollars.',
    each: listValues,
    same: ({ value, equipmentValue }) => [value, equipmentValue],
    differ: (value, equipmentValue) => differs(value, equipmentValue, SHOWN_VALUE),
    expected: (value, { roundNumber, teamName }) => `round ${roundNumber}, ${teamName}: ${value} dollars (economy)`,
  }),
];
