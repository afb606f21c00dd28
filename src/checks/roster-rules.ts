import type { MatchPage } from '../page-records.ts';
import { isPlaceholder, listed, namesDiffer, plainName } from './comparing.ts';
import { type Rule, soft } from './rule.ts';
import { sameMembers } from './shared-values.ts';

/** The steps of the veto that say which map is played, each with the map of the list. */
function listVetoedMaps(page: MatchPage) {
  const picks = page.vetoes.filter((veto) => veto.action === 'picked');
  const leftOver = page.vetoes.find((veto) => veto.action === 'left_over');
  const vetoedMaps = picks.map((veto, index) => ({ veto, map: page.maps[index], mapNumber: index + 1 }));
  if (leftOver) vetoedMaps.push({ veto: leftOver, map: page.maps.at(-1), mapNumber: page.maps.length });
  return vetoedMaps.flatMap(({ veto, map, mapNumber }) =>
    map === undefined ? [] : [{ ...veto, shownName: map.mapName, mapNumber }],
  );
}

/** The maps of the veto, each with its steps. */
function listStepsOfMaps({ vetoes }: MatchPage) {
  const byMap = Map.groupBy(vetoes, ({ mapName }) => plainName(mapName));
  return [...byMap.values()].flatMap((steps) => {
    const [first] = steps;
    return first === undefined ? [] : [{ mapName: first.mapName, steps: steps.map(({ step }) => step) }];
  });
}

function isSameMap(left: string, right: string): boolean {
  return !namesDiffer(left, right) || isPlaceholder(left) || isPlaceholder(right);
}

/** Each map with the team that picked it in the veto; without a pick of this map in the list, the team of the page. */
function listPicks(page: MatchPage) {
  return page.maps.map(({ mapNumber, mapName, pickMarkerTeamId, pickedByTeamId }) => {
    const pick = page.vetoes.find((veto) => veto.action === 'picked' && veto.mapName === mapName);
    return { mapNumber, mapName, pickMarkerTeamId, pickerId: pick ? pick.teamId : pickedByTeamId };
  });
}

/** The players of the line-up and of the all-maps tables of each known team. */
function listLineups(page: MatchPage) {
  const ofTeam = (rows: readonly { playerId: number; teamId: number }[], id: number) =>
    rows.filter(({ teamId }) => teamId === id).map(({ playerId }) => playerId);
  return [page.team1Id, page.team2Id]
    .filter((teamId) => teamId !== null)
    .map((teamId) => ({
      teamId,
      announced: ofTeam(page.lineups, teamId),
      played: ofTeam(page.seriesPlayerStats, teamId),
    }));
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Only a link with the names in one of the two orders is compared: slugs of names in other scripts are not known. */
function listLinks({ team1Name, team2Name, maps }: MatchPage) {
  if (team1Name === null || team2Name === null || !namesDiffer(slugOf(team1Name), slugOf(team2Name))) return [];
  const team1First = `${slugOf(team1Name)}-vs-${slugOf(team2Name)}`;
  const team2First = `${slugOf(team2Name)}-vs-${slugOf(team1Name)}`;
  return maps.flatMap(({ mapNumber, mapStatsPath, team1StartSide }) => {
    if (mapStatsPath === null || team1StartSide === null) return [];
    const [expected, reversed] = team1StartSide === 'ct' ? [team1First, team2First] : [team2First, team1First];
    return [{ mapNumber, expected, reversed, slug: mapStatsPath.split('/').at(-1) ?? '' }];
  });
}

/** Rules of vetoes, picks, line-ups, and of links and tables of the maps. */
export const ROSTER_RULES: Rule<MatchPage>[] = [
  soft('match/veto-names-the-maps', {
    statement:
      'Picked maps are maps 1 to n in this order and the map left over is the last; the number of steps is free.',
    each: listVetoedMaps,
    holds: ({ mapName, shownName }) => isSameMap(mapName, shownName),
    expected: ({ mapName, step }) => `${mapName} (veto step ${step})`,
    seen: ({ shownName }) => shownName,
  }),
  soft('match/veto-names-a-map-once', {
    statement: 'No map has two steps of the veto.',
    each: listStepsOfMaps,
    holds: ({ steps }) => steps.length === 1,
    expected: ({ mapName }) => `one step about ${mapName}`,
    seen: ({ steps }) => `steps ${listed(steps)}`,
  }),
  soft('match/pick-mark-is-the-veto-picker', {
    statement: 'The team marked as picker of a map picked it in the veto.',
    each: listPicks,
    same: ({ pickerId, pickMarkerTeamId }) => [pickerId, pickMarkerTeamId],
    expected: (teamId, { mapName }) => `${mapName} picked by team ${teamId}`,
    seen: (teamId) => `marked for team ${teamId}`,
  }),
  soft('match/line-up-of-five', {
    statement: 'An announced line-up has five distinct players; show matches and stand-ins differ.',
    skipIf: ({ lineups }) => lineups.length === 0,
    each: listLineups,
    holds: ({ announced }) => announced.length === 5 && new Set(announced).size === 5,
    expected: ({ teamId }) => `5 distinct players of team ${teamId}`,
    seen: ({ announced }) => `${announced.length} entries, ${new Set(announced).size} distinct`,
  }),
  soft('match/line-up-played', {
    statement: 'The line-up is the set of players of the all-maps tables; stand-ins and substitutes differ.',
    compare: (page) =>
      listLineups(page).flatMap(({ teamId, announced, played }) => {
        if (announced.length === 0 || played.length === 0) return [];
        const sets = { 'did not play': announced, 'not announced': played };
        return sameMembers(`the line-up of team ${teamId} in its tables`, sets);
      }),
  }),
  soft('match/stats-link-begins-with-ct', {
    statement: 'The stats link of a map names the team first that started as CT.',
    each: listLinks,
    holds: ({ slug, reversed }) => slug !== reversed,
    expected: ({ expected }) => expected,
    seen: ({ slug }) => slug,
  }),
];
