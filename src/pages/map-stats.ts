import { MapStatsPage } from '../page-records.ts';
import {
  decimalPair,
  eventLink,
  integer,
  Misread,
  matchLink,
  name,
  optional,
  pair,
  quoted,
  required,
  sometimes,
  teamLink,
  unixMs,
} from './fields.ts';
import { type Form, NoData, type Proof } from './form.ts';
import { type Halves, readHalves, scoreTokens } from './half-scores.ts';
import { readMapStatsPlayers } from './map-stats-players.ts';
import { indexOfClass } from './markup.ts';
import { pathOf } from './paths.ts';
import { countryOf } from './player-cell.ts';
import { readRounds } from './round-history.ts';
import type { PageTeam } from './team.ts';
import {
  attributeOf,
  childrenOf,
  collapse,
  type Element,
  firstIn,
  firstOfClass,
  hasClass,
  select,
  selectFirst,
  type Tree,
  textOf,
} from './tree.ts';

/** The map stats page: info box, round history and the scoreboards by side. */
export const mapStatsForm: Form<'map-stats'> = {
  kind: 'map-stats',
  parserVersion: 1,
  schema: MapStatsPage,
  path: pathOf('/stats/matches/mapstatsid'),
  cut: (html) => html.slice(Math.max(0, indexOfClass(html, 'stats-match'))),
  read: readMapStats,
};

function readMapStats(tree: Tree, proof: Proof): MapStatsPage {
  if (selectFirst(tree, 'table.totalstats, table .st-player') === undefined) {
    throw new NoData('no scoreboard on the page');
  }
  const teams = readTeams(tree);
  const { firstHalfRounds, regulationRounds, ...halves } = readBreakdown(tree, teams);
  const { players, scoreboards, ratingVersion } = readMapStatsPlayers(tree, teams);
  return {
    mapStatsId: proof.id,
    matchId: optional('matchId', attributeOf(selectFirst(tree, 'a.match-page-link'), 'href'), matchLink),
    ...readEvent(tree),
    mapName: required('mapName', mapNameIn(tree), name),
    ratingVersion,
    ...halves,
    ...readTotals(tree),
    ...teamFields(teams),
    scoreboards,
    playerMapStats: players,
    rounds: readRounds(tree, { teams, start: halves.team1StartSide, firstHalfRounds, regulationRounds }),
  };
}

function readTeams(tree: Tree): [PageTeam, PageTeam] {
  const read = (ordinal: 1 | 2, side: 'left' | 'right'): PageTeam => {
    const box = selectFirst(tree, `.match-info-box .team-${side}`);
    const link = box === undefined ? undefined : childrenOf(box).find((child) => child.name === 'a');
    const score = firstOfClass(box, 'bold');
    return {
      teamId: required(`team${ordinal}Id`, attributeOf(link, 'href'), teamLink),
      teamName: required(`team${ordinal}Name`, textOf(link), name),
      country: countryOf(selectFirst(tree, `img.match-info-flag-${side}`)),
      rounds: required(`team${ordinal}Rounds`, textOf(score), integer),
    };
  };
  return [read(1, 'left'), read(2, 'right')];
}

function teamFields([left, right]: [PageTeam, PageTeam]) {
  return {
    team1Id: left.teamId,
    team1Name: left.teamName,
    team1Country: left.country,
    team1Rounds: left.rounds,
    team2Id: right.teamId,
    team2Name: right.teamName,
    team2Country: right.country,
    team2Rounds: right.rounds,
  };
}

/** Event and start; tooltips in the same box repeat the link, so only its own children count. */
function readEvent(tree: Tree): Pick<MapStatsPage, 'eventId' | 'eventName' | 'startedAtMs'> {
  const box = selectFirst(tree, '.match-info-box');
  const link = box === undefined ? undefined : childrenOf(box).find((child) => child.name === 'a');
  const time = firstIn(box, (element) => element.attribs['data-unix'] !== undefined);
  return {
    eventId: required('eventId', attributeOf(link, 'href'), eventLink),
    eventName: required('eventName', textOf(link), name),
    startedAtMs: required('startedAtMs', attributeOf(time, 'data-unix'), unixMs),
  };
}

/** The map's name stands bare between the date and the teams; the tab of the map says it too. */
function mapNameIn(tree: Tree): string | undefined {
  const box = selectFirst(tree, '.match-info-box');
  const texts = box?.children.flatMap((node) => (node.type === 'text' ? [collapse(node.data)] : [])) ?? [];
  const tab = selectFirst(tree, '.stats-match-map:not(.inactive) .dynamic-map-name-full');
  return texts.find((text) => text !== '') ?? textOf(tab);
}

/** A row of the info box, found by the label beside its value. */
function infoRow(tree: Tree, label: string): Element | undefined {
  const rows = select(tree, '.match-info-row');
  const row = rows.find((element) => {
    const bold = childrenOf(element).find((child) => hasClass(child, 'bold'));
    return textOf(bold)?.toLowerCase().startsWith(label.toLowerCase());
  });
  return firstOfClass(row, 'right');
}

/** `16 : 5 ( 14 : 1 ) ( 2 : 4 )`: the score again, the halves, the overtimes in one. */
function readBreakdown(tree: Tree, [left, right]: [PageTeam, PageTeam]): Halves {
  const place = infoRow(tree, 'Breakdown');
  if (place === undefined) {
    throw new Misread('halves', 'a row named Breakdown', 'nothing');
  }
  const [team1, team2, ...halves] = scoreTokens(place);
  if (team1?.text !== `${left.rounds}` || team2?.text !== `${right.rounds}`) {
    throw new Misread('team1Rounds', `${left.rounds} : ${right.rounds} as in the breakdown`, quoted(textOf(place)));
  }
  return readHalves(halves);
}

function readTotals(tree: Tree) {
  const reason = 'old maps lack it';
  const ratings = sometimes(reason, 'team1Rating', { text: textOf(infoRow(tree, 'Team rating')), reader: decimalPair });
  const kills = sometimes(reason, 'team1FirstKills', { text: textOf(infoRow(tree, 'First kills')), reader: pair });
  const clutches = sometimes(reason, 'team1ClutchesWon', { text: textOf(infoRow(tree, 'Clutches won')), reader: pair });
  return {
    team1Rating: ratings?.[0] ?? null,
    team2Rating: ratings?.[1] ?? null,
    team1FirstKills: kills?.[0] ?? null,
    team2FirstKills: kills?.[1] ?? null,
    team1ClutchesWon: clutches?.[0] ?? null,
    team2ClutchesWon: clutches?.[1] ?? null,
  };
}
