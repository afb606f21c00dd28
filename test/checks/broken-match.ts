import { checkPage } from '../../src/checks/check-page.ts';
import { checkListingAgainstOverview } from '../../src/checks/cross-page.ts';
import { type BrokenCase, broken } from './broken.ts';
import { listingEntry, matchPage } from './records.ts';
import { TEAM_1, TEAM_2 } from './simulated-map.ts';

const match = broken(matchPage, (page) => checkPage('match', page));
const listed = broken(
  () => ({ entry: listingEntry(), page: matchPage() }),
  ({ entry, page }) => checkListingAgainstOverview(entry, page),
);

export const BROKEN_MATCH: BrokenCase[] = [
  match('match/saved-in-full', 'left out by SingleFile', (page) => {
    page.leftOut = { saver: 'SingleFile', parts: ['CT and T tables'] };
  }),
  match('match/fields-are-readable', '"x"', (page) => {
    page.issues = [{ rank: 'core', field: 'players[3]', expected: 'a player', seen: '"x"', mapNumber: null }];
  }),
  match('match/nothing-unknown', 'Warden', (page) => {
    page.unknowns = [{ what: 'map', seen: 'Warden' }];
  }),
  match('match/maps-as-planned', '2', (page) => page.maps.pop()),
  match('match/header-score', '3:1', (page) => {
    page.team1HeaderScore = 3;
  }),
  match('match/maps-won', '1:1', (page) => {
    page.team1MapsWon = 1;
  }),
  match('match/winner-has-more-maps', String(TEAM_2.teamId), (page) => {
    page.winnerTeamId = TEAM_2.teamId;
  }),
  match('match/map-winner-has-more-rounds', '13:9', (page) => {
    page.maps[0]!.winnerTeamId = TEAM_2.teamId;
  }),
  match('match/majority-wins', '2:1', (page) => {
    page.bestOf = 5;
  }),
  match('match/forfeit-has-one-winner', '3 played', (page) => {
    page.isForfeit = true;
  }),
  match('match/title', 'Alpha Wolves vs. Charlie', (page) => {
    page.title = 'Alpha Wolves vs. Charlie at Example Cup 1 | HLTV.org';
  }),
  match('match/half-scores-add-up', '(9:4; 5:5) = 14:9', (page) => {
    page.maps[0]!.team1CtRounds = 9;
  }),
  match('match/half-scores-have-sides', 'no start side', (page) => {
    page.maps[0]!.team1StartSide = null;
  }),
  match('match/first-half-is-12-or-15', '13 in (9:4; 4:5)', (page) => {
    Object.assign(page.maps[0]!, { team1CtRounds: 9, team1TRounds: 4 });
  }),
  match('match/second-half-is-not-longer', '13 in (8:4; 5:8)', (page) => {
    Object.assign(page.maps[0]!, { team2CtRounds: 8, team2Rounds: 12 });
  }),
  match('match/score-is-legal', '14:9', (page) => {
    Object.assign(page.maps[0]!, { team1TRounds: 6, team1Rounds: 14 });
  }),
  match('match/overtime-follows-a-draw', '13:9', (page) => {
    Object.assign(page.maps[0]!, { team1OtRounds: 0, team2OtRounds: 0 });
  }),
  match('match/veto-names-the-maps', 'Ancient', (page) => {
    page.vetoes[2]!.mapName = 'Train';
  }),
  match('match/veto-names-a-map-once', 'steps 1, 2', (page) => {
    page.vetoes[1]!.mapName = page.vetoes[0]!.mapName;
  }),
  match('match/pick-mark-is-the-veto-picker', `team ${TEAM_1.teamId}`, (page) => {
    page.maps[0]!.pickMarkerTeamId = TEAM_1.teamId;
  }),
  match('match/line-up-of-five', '4 entries', (page) => page.lineups.pop()),
  match('match/line-up-played', 'did not play: 999', (page) => {
    page.lineups[0]!.playerId = 999;
  }),
  match('match/stats-link-begins-with-ct', 'bravo-foxes-vs-alpha-wolves', (page) => {
    page.maps[0]!.mapStatsPath = '/stats/matches/mapstatsid/300001/bravo-foxes-vs-alpha-wolves';
  }),
  match('match/players-are-distinct', '2 rows', (page) => page.playerMapStats.push({ ...page.playerMapStats[0]! })),
  match('match/kast-is-a-percentage', '100.5', (page) => {
    page.playerMapStats[0]!.kast = 100.5;
  }),
  match('match/kills-are-possible', '111', (page) => {
    page.playerMapStats[0]!.kills = 111;
  }),
  match('match/deaths-cover-kills', '60', (page) => {
    page.playerMapStats[0]!.deaths! -= 1;
  }),
  match('match/kills-are-enough', '0', (page) => {
    for (const row of page.playerMapStats) row.kills = 0;
  }),
  match('match/few-deaths-without-killer', '67', (page) => {
    page.playerMapStats[0]!.deaths! += 6;
  }),
  match('match/kills-have-kast-and-damage', ', ADR 0', (page) => {
    page.playerMapStats[0]!.adr = 0;
  }),
  match('match/kast-counts-rounds', '70.1', (page) => {
    page.playerMapStats[0]!.kast = 70.1;
  }),
  match('match/swing-is-opposite', '3.60, -2.00', (page) => {
    page.playerMapStats[0]!.roundSwing! += 1.6;
  }),
  match('match/maps-have-tables', 'none', (page) => {
    page.playerMapStats = page.playerMapStats.filter((row) => row.mapNumber !== 2);
  }),
  match('match/tables-list-the-same-players', 'none of them', (page) => {
    page.playerMapStats.splice(1, 1);
  }),
  match('match/tables-list-the-same-players', 'none of them', (page) => {
    page.seriesPlayerStats.splice(0, 3);
  }),
  match('match/sides-add-up', 'CT 99', (page) => {
    page.playerMapStats[1]!.kills = 99;
  }),
  match('match/maps-add-up', 'the sum of 3 maps', (page) => {
    page.seriesPlayerStats[0]!.deaths! += 1;
  }),
  listed('match/id-of-the-listing', 'match 2400001', ({ entry }) => {
    entry.matchId = 2400002;
  }),
  listed('match/score-of-the-listing', '2 - 1', ({ entry }) => {
    entry.team2Score = 0;
  }),
  listed('match/teams-of-the-listing', 'Alpha Wolves - Bravo Foxes', ({ entry }) => {
    entry.team1Name = 'Alpha Bears';
  }),
  listed('match/event-of-the-listing', 'Example Cup 1', ({ entry }) => {
    entry.eventName = 'Example Cup 2';
  }),
  listed('match/format-of-the-listing', 'best of 3', ({ entry }) => {
    entry.format = 'anc';
  }),
  listed('match/forfeit-of-the-listing', 'was played', ({ entry }) => {
    entry.isForfeit = true;
  }),
  listed('match/ends-after-its-start', '1771079999000', ({ entry }) => {
    entry.endedAtMs = 1_771_079_999_000;
  }),
];
