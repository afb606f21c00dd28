import type { MatchPage } from '../page-records.ts';
import { differs, isPlaceholder, namesDiffer } from './comparing.ts';
import { type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';
import { sameMembers } from './shared-values.ts';

/** Rules of vetoes, picks, line-ups, and of links and tables of the maps. */
export const ROSTER_RULES: Rule<MatchPage>[] = [
  soft({
    name: 'match/veto-names-the-maps',
    statement:
      'Picked maps are maps 1 to n in this order and the map left over is the last; the number of steps is free.',
    compare: compareVetoMaps,
  }),
  soft({
    name: 'match/pick-mark-is-the-veto-picker',
    statement: 'The team marked as picker of a map picked it in the veto.',
    compare: comparePickMarks,
  }),
  soft({
    name: 'match/line-up-of-five',
    statement: 'An announced line-up has five distinct players; show matches and stand-ins differ.',
    compare: compareLineupSize,
  }),
  soft({
    name: 'match/line-up-played',
    statement: 'The line-up is the set of players of the all-maps tables; stand-ins and substitutes differ.',
    compare: compareLineupWithTables,
  }),
  soft({
    name: 'match/stats-link-begins-with-ct',
    statement: 'The stats link of a map names the team first that started as CT.',
    compare: compareLinks,
  }),
];

function isSameMap(left: string, right: string): boolean {
  return !namesDiffer(left, right) || isPlaceholder(left) || isPlaceholder(right);
}

function compareVetoMaps(page: MatchPage): Mismatch[] {
  const picks = page.vetoes.filter((veto) => veto.action === 'picked');
  const leftOver = page.vetoes.find((veto) => veto.action === 'left_over');
  const expectations = picks.map((veto, index) => ({ veto, map: page.maps[index], mapNumber: index + 1 }));
  if (leftOver) expectations.push({ veto: leftOver, map: page.maps.at(-1), mapNumber: page.maps.length });
  return expectations.flatMap(({ veto, map, mapNumber }) => {
    if (map === undefined || isSameMap(veto.mapName, map.mapName)) return [];
    return [{ expected: `${veto.mapName} (veto step ${veto.step})`, seen: map.mapName, mapNumber }];
  });
}

function comparePickMarks(page: MatchPage): Mismatch[] {
  return page.maps.flatMap(({ mapNumber, mapName, pickMarkerTeamId, pickedByTeamId }) => {
    const pick = page.vetoes.find((veto) => veto.action === 'picked' && veto.mapName === mapName);
    const [expected, seen] = pick ? [pick.teamId, pickMarkerTeamId] : [pickedByTeamId, pickMarkerTeamId];
    return mismatchIf(differs(expected, seen), () => ({
      expected: `${mapName} picked by team ${expected}`,
      seen: `marked for team ${seen}`,
      mapNumber,
    }));
  });
}

function teamsOf(page: MatchPage): number[] {
  return [page.team1Id, page.team2Id].filter((teamId) => teamId !== null);
}

function lineupOf(page: MatchPage, teamId: number): number[] {
  return page.lineups.filter((player) => player.teamId === teamId).map((player) => player.playerId);
}

function compareLineupSize(page: MatchPage): Mismatch[] {
  if (page.lineups.length === 0) return [];
  return teamsOf(page).flatMap((teamId) => {
    const players = lineupOf(page, teamId);
    const distinct = new Set(players).size;
    return mismatchIf(distinct !== 5 || players.length !== 5, () => ({
      expected: `5 distinct players of team ${teamId}`,
      seen: `${players.length} entries, ${distinct} distinct`,
    }));
  });
}

function compareLineupWithTables(page: MatchPage): Mismatch[] {
  return teamsOf(page).flatMap((teamId) => {
    const announced = lineupOf(page, teamId);
    const played = page.seriesPlayerStats.filter((row) => row.teamId === teamId).map((row) => row.playerId);
    if (announced.length === 0 || played.length === 0) return [];
    return sameMembers(`the line-up of team ${teamId} in its tables`, {
      'did not play': announced,
      'not announced': played,
    });
  });
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Only a link with the names in one of the two orders is compared: slugs of names in other scripts are not known. */
function compareLinks(page: MatchPage): Mismatch[] {
  const { team1Name, team2Name } = page;
  if (team1Name === null || team2Name === null || !namesDiffer(slugOf(team1Name), slugOf(team2Name))) return [];
  const team1First = `${slugOf(team1Name)}-vs-${slugOf(team2Name)}`;
  const team2First = `${slugOf(team2Name)}-vs-${slugOf(team1Name)}`;
  return page.maps.flatMap(({ mapNumber, mapStatsPath, team1StartSide }) => {
    if (mapStatsPath === null || team1StartSide === null) return [];
    const [expected, reversed] = team1StartSide === 'ct' ? [team1First, team2First] : [team2First, team1First];
    const slug = mapStatsPath.split('/').at(-1) ?? '';
    return mismatchIf(slug === reversed, () => ({ expected, seen: slug, mapNumber }));
  });
}
