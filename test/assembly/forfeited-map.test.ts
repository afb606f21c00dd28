import { expect, it } from 'vitest';
import { assembleMap } from '../../src/assembly/map.ts';
import { mapStatsPage, matchPage } from '../checks/records.ts';

it('has the awarded score of a forfeited map, although its map stats page shows the rounds that were played', () => {
  const [match, mapStats] = [matchPage(), mapStatsPage()];
  const [map] = match.maps;
  if (map === undefined) throw new Error('no map');
  const played = assembleMap(match, map, { mapStats, performance: null, economy: null });
  const forfeit = { ...map, state: 'forfeit' as const, team1Rounds: 0, team2Rounds: 1, winnerTeamId: match.team2Id };
  const rows = assembleMap(match, forfeit, { mapStats, performance: null, economy: null });
  const [awarded] = rows.maps;
  expect(awarded).toMatchObject({ state: 'forfeit', team1Rounds: 0, team2Rounds: 1, winnerTeamId: match.team2Id });
  expect(awarded?.team1CtRounds).toBe(played.maps[0]?.team1CtRounds);
  expect(rows.rounds).toEqual(played.rounds);
});
