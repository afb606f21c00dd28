import type { Match, Veto } from '../../records.ts';
import { type KaggleRow, matchColumns, teamNumber } from './match.ts';

/** One row for a match with vetoes, else none. The team that made the first step is team 1. */
export function picksRows(match: Match, vetoes: readonly Veto[]): KaggleRow[] {
  if (vetoes.length === 0) return [];
  const first = vetoes.map(({ teamId }) => teamNumber(match, teamId)).find((number) => number !== null) ?? null;
  const isInverted = first === 2;
  const teams = [match.team1Name, match.team2Name];
  const [team1, team2] = isInverted ? teams.toReversed() : teams;
  const numberOf = (veto: Veto): 1 | 2 | null => {
    const number = teamNumber(match, veto.teamId);
    if (number === null || !isInverted) return number;
    return number === 1 ? 2 : 1;
  };
  const steps = vetoes.filter(({ action }) => action !== 'left_over');
  return [
    {
      ...matchColumns(match),
      team_1: team1 ?? null,
      team_2: team2 ?? null,
      inverted_teams: first === null ? null : Number(isInverted),
      system: steps.map((veto) => digitOf(veto, numberOf(veto))).join(''),
      ...mapsOf(vetoes, numberOf),
      left_over: vetoes.find(({ action }) => action === 'left_over')?.mapName ?? null,
    },
  ];
}

function digitOf({ action }: Veto, number: 1 | 2 | null): number {
  if (number === null) return 0;
  return action === 'picked' ? number + 2 : number;
}

function mapsOf(vetoes: readonly Veto[], numberOf: (veto: Veto) => 1 | 2 | null): KaggleRow {
  const row: KaggleRow = {};
  for (const number of [1, 2]) {
    const own = vetoes.filter((veto) => numberOf(veto) === number);
    for (const action of ['removed', 'picked']) {
      const maps = own.filter((veto) => veto.action === action);
      for (const [index, { mapName }] of maps.entries()) row[`t${number}_${action}_${index + 1}`] = mapName;
    }
  }
  return row;
}
