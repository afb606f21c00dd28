import type { MatchPage } from '../page-records.ts';
import type { BuyType, MatchMap, Round, RoundEconomy } from '../records.ts';

/** A team of a played map, with what is counted once for `team_map_facts`. */
export type MapTeam = { matchId: number; mapNumber: number; teamId: number; pistolRoundsWon: number | null } & Counts;

/** Null where the map has no economy of the team, the type of a round is unknown, or for wins the winner of a round. */
type Counts = Record<`${'fullEco' | 'semiEco' | 'semiBuy' | 'fullBuy'}${'Rounds' | 'Wins'}`, number | null>;

type Rows = { map: MatchMap; rounds: readonly Round[]; economy: readonly RoundEconomy[] };

/** The teams of a played map, as far as the match has them: pistol rounds won, rounds and wins by buy type. */
export function assembleMapTeams(
  { team1Id, team2Id }: Pick<MatchPage, 'team1Id' | 'team2Id'>,
  { map, rounds, economy }: Rows,
): MapTeam[] {
  if (map.state !== 'played') return [];
  const { matchId, mapNumber } = map;
  const pistols = rounds.filter(({ isPistol }) => isPistol);
  return [team1Id, team2Id].flatMap((teamId) => {
    if (teamId === null) return [];
    const won = pistols.filter(({ winnerTeamId }) => winnerTeamId === teamId).length;
    const pistolRoundsWon = pistols.length === PISTOL_ROUNDS ? won : null;
    const ofTeam = economy.filter((round) => round.teamId === teamId);
    return [{ matchId, mapNumber, teamId, pistolRoundsWon, ...countByBuyType(ofTeam) }];
  });
}

const PISTOL_ROUNDS = 2;

function countByBuyType(economy: readonly RoundEconomy[]): Counts {
  const isKnown = economy.length > 0 && economy.every(({ buyType }) => buyType !== null);
  const ofType = (type: BuyType): RoundEconomy[] => economy.filter(({ buyType }) => buyType === type);
  const rounds = (type: BuyType): number | null => (isKnown ? ofType(type).length : null);
  const wins = (type: BuyType): number | null => {
    const won = ofType(type).map((round) => round.won);
    return isKnown && !won.includes(null) ? won.filter(Boolean).length : null;
  };
  return {
    ...{ fullEcoRounds: rounds('full_eco'), fullEcoWins: wins('full_eco') },
    ...{ semiEcoRounds: rounds('semi_eco'), semiEcoWins: wins('semi_eco') },
    ...{ semiBuyRounds: rounds('semi_buy'), semiBuyWins: wins('semi_buy') },
    ...{ fullBuyRounds: rounds('full_buy'), fullBuyWins: wins('full_buy') },
  };
}
