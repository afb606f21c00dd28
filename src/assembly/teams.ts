import type { EconomyPage, MapStatsPage, MatchPage, PerformancePage } from '../page-records.ts';
import { otherSide, type Side } from '../records.ts';

/**
 * Which team of the match a part of a map page belongs to. Map pages may show the teams in another order than the match
 * overview, and two of the three kinds show no team ids.
 */

/** Team ids of the left and right part of a page, each null where the page does not show it. */
export type PartTeams = readonly [number | null, number | null];

type MatchTeams = Pick<MatchPage, 'team1Id' | 'team1Name' | 'team2Id' | 'team2Name'>;
type NamedTeams = Pick<PerformancePage, 'team1Name' | 'team2Name'>;

const UNKNOWN: PartTeams = [null, null];

/** True when the two teams of a map stats page are those of the match, in either order. */
export function hasTeamsOf(mapStats: Pick<MapStatsPage, 'team1Id' | 'team2Id'>, match: MatchTeams): boolean {
  const ofPage: (number | null)[] = [mapStats.team1Id, mapStats.team2Id];
  return ofPage.includes(match.team1Id) && ofPage.includes(match.team2Id);
}

/** The teams of the two columns of a performance page, by name. One name that fits one team settles both columns. */
export function teamsOfColumns(page: NamedTeams, match: MatchTeams): PartTeams {
  return inOrder(orderByName(page, match), match);
}

/** The teams of the two series of an economy page: by the side that the first starts on, else by name. */
export function teamsOfSeries(page: EconomyPage, match: MatchTeams, team1StartSide: Side | null): PartTeams {
  if (match.team1Id === null || match.team2Id === null) return UNKNOWN;
  const side = firstSide(page);
  const bySide = side === null || team1StartSide === null ? 0 : side === team1StartSide ? 1 : -1;
  return inOrder(bySide === 0 ? orderByName(page, match) : bySide, match);
}

/** Above 0: the teams are in the order of the match; below 0: swapped; 0: unknown. */
function inOrder(order: number, { team1Id, team2Id }: MatchTeams): PartTeams {
  if (order === 0) return UNKNOWN;
  return order > 0 ? [team1Id, team2Id] : [team2Id, team1Id];
}

/** Names exactly as written first, then without differences in blanks and case. */
export function orderByName(page: NamedTeams, match: MatchTeams): number {
  const exact = compareNames(page, match, (name) => name);
  return exact === 0 ? compareNames(page, match, normalizedName) : exact;
}

function compareNames(page: NamedTeams, match: MatchTeams, form: (name: string) => string): number {
  const isSame = (one: string | null, other: string | null): boolean =>
    one !== null && other !== null && form(one) === form(other);
  const isSameOrder = isSame(page.team1Name, match.team1Name) || isSame(page.team2Name, match.team2Name);
  const isSwapped = isSame(page.team1Name, match.team2Name) || isSame(page.team2Name, match.team1Name);
  return Number(isSameOrder) - Number(isSwapped);
}

function normalizedName(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}

// Both formats, halves of 12 and of 15, have changed sides in none of these.
const FIRST_HALF_ROUNDS = 12;

/** Side on which the first series starts; null where the page does not say or contradicts itself. */
function firstSide(page: EconomyPage): Side | null {
  const shown = page.roundEconomy
    .filter(({ side, roundNumber }) => side !== null && roundNumber <= FIRST_HALF_ROUNDS)
    .sort((one, other) => one.roundNumber - other.roundNumber);
  const [first] = shown;
  if (first === undefined) return null;
  const sides = shown
    .filter(({ roundNumber }) => roundNumber === first.roundNumber)
    .map(({ team, side }) => (team === 1 || side === null ? side : otherSide(side)));
  return new Set(sides).size === 1 ? (sides[0] ?? null) : null;
}
