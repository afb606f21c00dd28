import { type Match, type MatchMap, otherSide, type Round, type RoundEconomy } from '../../records.ts';
import { KAGGLE_ROUNDS } from './files.ts';
import { type KaggleRow, matchColumns, teamNumber } from './match.ts';

type Rows = { maps: readonly MatchMap[]; rounds: readonly Round[]; economy: readonly RoundEconomy[] };

/** One row for each played map that has an economy. Overtime is left out, as in the original. */
export function economyRows(match: Match, { maps, rounds, economy }: Rows): KaggleRow[] {
  return maps.flatMap((map) => {
    const isOfMap = ({ mapNumber }: { mapNumber: number }): boolean => mapNumber === map.mapNumber;
    const own = economy.filter(isOfMap);
    return own.length === 0 ? [] : [rowOf(match, map, { rounds: rounds.filter(isOfMap), economy: own })];
  });
}

function rowOf(match: Match, map: MatchMap, { rounds, economy }: Omit<Rows, 'maps'>): KaggleRow {
  const start = map.team1StartSide;
  const row: KaggleRow = {
    ...matchColumns(match),
    team_1: match.team1Name,
    team_2: match.team2Name,
    _map: map.mapName,
    t1_start: start,
    t2_start: start === null ? null : otherSide(start),
  };
  const overtime = new Set(
    rounds.filter(({ isOvertime }) => isOvertime === true).map(({ roundNumber }) => roundNumber),
  );
  const last = Math.min(KAGGLE_ROUNDS, regulationRounds(map));
  const isShown = ({ roundNumber }: { roundNumber: number }): boolean =>
    roundNumber <= last && !overtime.has(roundNumber);
  for (const each of economy.filter(isShown)) {
    const number = teamNumber(match, each.teamId);
    if (number === null) continue;
    row[`${each.roundNumber}_t${number}`] = each.equipmentValue;
    if (each.won === true) row[`${each.roundNumber}_winner`] = number;
  }
  // The round history of the map stats page has precedence over the economy page.
  for (const { roundNumber, winnerTeamId } of rounds.filter(isShown)) {
    row[`${roundNumber}_winner`] = teamNumber(match, winnerTeamId);
  }
  return row;
}

/** The rounds before overtime by the half scores; without them infinity. */
function regulationRounds({ team1CtRounds, team1TRounds, team2CtRounds, team2TRounds }: MatchMap): number {
  const rounds = [team1CtRounds, team1TRounds, team2CtRounds, team2TRounds];
  return rounds.reduce<number>((sum, each) => sum + (each ?? Number.POSITIVE_INFINITY), 0);
}
