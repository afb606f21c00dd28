import { checkPage } from '../../src/checks/check-page.ts';
import { checkMapStatsAgainstOverview } from '../../src/checks/cross-page.ts';
import { type BrokenCase, broken } from './broken.ts';
import { mapStatsPage, overtimePage, overviewContext } from './records.ts';
import { TEAM_2 } from './simulated-map.ts';

const page = broken(mapStatsPage, (page) => checkPage('map-stats', page));
const overtime = broken(overtimePage, (page) => checkPage('map-stats', page));
const compared = broken(
  () => ({ page: mapStatsPage(), overview: overviewContext() }),
  (subject) => checkMapStatsAgainstOverview(subject.page, subject.overview),
);

export const BROKEN_MAP_STATS: BrokenCase[] = [
  page('map-stats/saved-in-full', 'left out by SingleFile', (page) => {
    page.leftOut = { saver: 'SingleFile', parts: ['CT and T tables'] };
  }),
  page('map-stats/fields-are-readable', '"x"', (page) => {
    page.issues = [{ rank: 'core', field: 'players[3]', expected: 'a player', seen: '"x"', mapNumber: null }];
  }),
  page('map-stats/nothing-unknown', 'flash_win', (it) => {
    it.unknowns = [{ what: 'icon', seen: 'flash_win' }];
  }),
  page('map-stats/half-scores-add-up', '(8:4; 5:4) = 13:8', (it) => {
    it.team2CtRounds = 4;
  }),
  page('map-stats/half-scores-have-sides', 'none', (it) => {
    it.team1CtRounds = null;
  }),
  page('map-stats/first-half-is-12-or-15', '11 in', (it) => {
    it.team1CtRounds = 7;
  }),
  page('map-stats/second-half-is-not-longer', '13 in', (it) => {
    it.team2CtRounds = 8;
  }),
  page('map-stats/score-is-legal', '12:9', (it) => {
    it.team1Rounds = 12;
  }),
  page('map-stats/overtime-follows-a-draw', '13:9', (it) => {
    it.team2OtRounds = 0;
  }),
  page('map-stats/players-on-all-sides', 'none in t', (it) => it.playerMapStats.pop()),
  page('map-stats/rounds-are-numbered', '1, 2, 4', (it) => it.rounds.splice(2, 1)),
  page('map-stats/rounds-are-the-score', '12:9 in 21 rounds', (it) => it.rounds.pop()),
  page('map-stats/rounds-are-the-halves', '7:5 in the round history', (it) => {
    it.rounds[0]!.winnerTeamId = TEAM_2.teamId;
  }),
  page('map-stats/winner-plays-its-side', 't', (it) => {
    it.rounds[0]!.winnerSide = 't';
  }),
  overtime('map-stats/overtime-sides-change', 'both sides', (it) => {
    it.rounds[25]!.winnerSide = it.rounds[25]!.winnerSide === 'ct' ? 't' : 'ct';
  }),
  overtime('map-stats/overtime-sides-change', 'team 1 stays', (it) => {
    for (const round of it.rounds.slice(27)) round.winnerSide = round.winnerSide === 'ct' ? 't' : 'ct';
  }),
  page('map-stats/running-score', '3-0', (it) => {
    Object.assign(it.rounds[2]!, { team1Score: 3, team2Score: 0 });
  }),
  page('map-stats/players-are-distinct', '2 rows', (it) => it.playerMapStats.push({ ...it.playerMapStats[0]! })),
  page('map-stats/kast-is-a-percentage', '-0.1', (it) => {
    it.playerMapStats[0]!.kast = -0.1;
  }),
  page('map-stats/kills-are-possible', '111', (it) => {
    it.playerMapStats[0]!.kills = 111;
  }),
  page('map-stats/deaths-cover-kills', '60', (it) => {
    it.playerMapStats[0]!.deaths! -= 1;
  }),
  page('map-stats/kills-are-enough', '0', (it) => {
    for (const row of it.playerMapStats) row.kills = 0;
  }),
  page('map-stats/few-deaths-without-killer', '67', (it) => {
    it.playerMapStats[0]!.deaths! += 6;
  }),
  page('map-stats/kills-have-kast-and-damage', 'KAST 0, ADR', (it) => {
    it.playerMapStats[0]!.kast = 0;
  }),
  page('map-stats/kast-counts-rounds', '70.1', (it) => {
    it.playerMapStats[0]!.kast = 70.1;
  }),
  page('map-stats/swing-is-opposite', '3.60, -2.00', (it) => {
    it.playerMapStats[0]!.roundSwing! += 1.6;
  }),
  page('map-stats/parts-fit-the-whole', '99', (it) => {
    it.playerMapStats[1]!.headshots = 99;
  }),
  page('map-stats/parts-fit-the-whole', '98', (it) => {
    it.playerMapStats[1]!.tradedDeaths = 98;
  }),
  page('map-stats/parts-fit-the-whole', '97', (it) => {
    it.playerMapStats[1]!.flashAssists = 97;
  }),
  page('map-stats/parts-fit-the-whole', '23', (it) => {
    it.playerMapStats[1]!.multiKillRounds = 23;
  }),
  ...(['kills', 'headshots', 'assists', 'flashAssists', 'deaths', 'openingKills', 'openingDeaths'] as const).map(
    (field) =>
      page('map-stats/sides-add-up', 'CT', (it) => {
        it.playerMapStats[0]![field]! += 1;
      }),
  ),
  ...(['tradedDeaths', 'multiKillRounds', 'clutchesWon'] as const).map((field) =>
    page('map-stats/newer-columns-add-up', 'CT', (it) => {
      it.playerMapStats[0]![field]! += 1;
    }),
  ),
  page('map-stats/first-kills-fit-rounds', '23 + 9', (it) => {
    it.team1FirstKills = 23;
  }),
  page('map-stats/opening-kills-are-first-kills', '13 opening kills', (it) => {
    it.team1FirstKills = 12;
  }),
  page('map-stats/opening-duels-mirror', '13', (it) => {
    it.playerMapStats.find((row) => row.teamId === TEAM_2.teamId)!.openingDeaths! += 1;
  }),
  page('map-stats/clutches-are-the-players', '1 1vX', (it) => {
    it.team1ClutchesWon = 2;
  }),
  page('map-stats/team-rating-is-the-mean', 'mean 1.040', (it) => {
    it.team1Rating = 1.06;
  }),
  compared('map-stats/ids-of-the-overview', 'match 2400009', (it) => {
    it.page.matchId = 2400009;
  }),
  compared('map-stats/ids-of-the-overview', 'map stats 300009', (it) => {
    it.page.mapStatsId = 300009;
  }),
  compared('map-stats/teams-of-the-overview', '9001 and 9009', (it) => {
    it.page.team2Id = 9009;
  }),
  compared('map-stats/map-of-the-overview', 'Anubis', (it) => {
    it.page.mapName = 'Anubis';
  }),
  compared('map-stats/score-of-the-overview', '13:10', (it) => {
    it.page.team2Rounds = 10;
  }),
  compared('map-stats/left-is-team-1', 'team 9002', (it) => {
    Object.assign(it.page, { team1Id: it.page.team2Id, team2Id: it.page.team1Id });
  }),
  compared('map-stats/names-of-the-overview', 'Alpha Bears', (it) => {
    it.page.team1Name = 'Alpha Bears';
  }),
  compared('map-stats/halves-of-the-overview', 't', (it) => {
    it.page.team1StartSide = 't';
  }),
  compared('map-stats/halves-of-the-overview', '7', (it) => {
    it.page.team1CtRounds = 7;
  }),
  compared('map-stats/rating-version-of-the-overview', 'rating 2.0', (it) => {
    it.page.ratingVersion = '2.0';
  }),
  compared('map-stats/players-of-the-overview', 'only map stats: 999', (it) => {
    for (const row of it.page.playerMapStats) if (row.playerId === 101) row.playerId = 999;
  }),
  compared('map-stats/player-values-of-the-overview', 'kills 0', (it) => {
    it.page.playerMapStats[0]!.kills = 0;
  }),
  ...(['adr', 'kast', 'rating', 'roundSwing', 'ecoKills', 'ecoDeaths', 'ecoAdr', 'ecoKast', 'deaths'] as const).map(
    (field) =>
      compared('map-stats/player-values-of-the-overview', '', (it) => {
        it.page.playerMapStats[2]![field]! += 0.1;
      }),
  ),
];
