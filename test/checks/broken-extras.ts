import { checkPage } from '../../src/checks/check-page.ts';
import { checkEconomyBeside, checkPerformanceBeside } from '../../src/checks/cross-page.ts';
import { type BrokenCase, broken } from './broken.ts';
import { economyPage, mapStatsPage, overviewContext, performancePage, resultsPage } from './records.ts';

const results = broken(resultsPage, (page) => checkPage('results', page));
const performance = broken(performancePage, (page) => checkPage('performance', page));
const performanceBeside = broken(
  () => ({ page: performancePage(), mapStats: mapStatsPage() }),
  ({ page, mapStats }) => checkPerformanceBeside(page, { mapStats, overview: null }),
);
const economy = broken(economyPage, (page) => checkPage('economy', page));
const economyBeside = broken(
  () => ({ page: economyPage(), mapStats: mapStatsPage() }),
  ({ page, mapStats }) => checkEconomyBeside(page, { mapStats, overview: null }),
);

const performanceAlone = broken(performancePage, (page) =>
  checkPerformanceBeside(page, { mapStats: null, overview: overviewContext() }),
);
const economyAlone = broken(economyPage, (page) =>
  checkEconomyBeside(page, { mapStats: null, overview: overviewContext() }),
);

export const BROKEN_RESULTS: BrokenCase[] = [
  results('results/fields-are-readable', '"x"', (page) => {
    page.issues = [{ rank: 'core', field: 'players[3]', expected: 'a player', seen: '"x"', mapNumber: null }];
  }),
  results('results/path-holds-the-id', '/matches/24000019/x', (page) => {
    page.entries[0]!.path = '/matches/24000019/x';
  }),
  results('results/matches-are-distinct', '1 repeated rows', (page) => page.entries.pop()),
  results('results/offset-is-the-first-entry', '101', (page) => {
    page.offset = 200;
  }),
  results('results/range-is-within-the-total', '101 - 103 of 102', (page) => {
    page.total = 102;
  }),
  results('results/entries-as-announced', '2', (page) => {
    page.rowCount = 2;
  }),
  results('results/newest-first', 'below', (page) => page.entries.reverse()),
  results('results/scores-fit-the-format', '11 - 2', (page) => {
    Object.assign(page.entries[0]!, { format: 'bo3', team1Score: 11, team2Score: 2 });
  }),
  results('results/scores-fit-the-format', '1313 - 6', (page) => {
    Object.assign(page.entries[0]!, { format: 'nuke', team1Score: 1313, team2Score: 6 });
  }),
  results('results/forfeits-are-one-nil', '2 - 1', (page) => {
    page.entries[0]!.isForfeit = true;
  }),
];

export const BROKEN_PERFORMANCE: BrokenCase[] = [
  performance('performance/saved-in-full', 'left out by SingleFile', (page) => {
    page.leftOut = { saver: 'SingleFile', parts: ['CT and T tables'] };
  }),
  performance('performance/fields-are-readable', '"x"', (page) => {
    page.issues = [{ rank: 'core', field: 'players[3]', expected: 'a player', seen: '"x"', mapNumber: null }];
  }),
  performance('performance/nothing-unknown', 'flash_win', (it) => {
    it.unknowns = [{ what: 'icon', seen: 'flash_win' }];
  }),
  performance('performance/cards-are-the-matrix', 'only cards: 999; only matrix: 101', (page) => {
    page.playerMapStats[0]!.playerId = 999;
  }),
  performance('performance/matrices-have-the-same-pairs', 'none of', (page) => page.killMatrix.pop()),
  performance('performance/matrix-has-opponents', '2 cells', (page) =>
    page.killMatrix.push({ ...page.killMatrix[0]! }),
  ),
  performance('performance/matrix-has-opponents', '101 > 102', (page) =>
    page.killMatrix.push({ kind: 'awp', killerId: 101, victimId: 102, kills: 0 }),
  ),
  performance('performance/parts-fit-the-matrix', '50', (page) => {
    page.killMatrix.find((cell) => cell.kind === 'first_kill')!.kills = 50;
  }),
  performance('performance/parts-fit-the-matrix', '49', (page) => {
    page.killMatrix.find((cell) => cell.kind === 'awp')!.kills = 49;
  }),
  performance('performance/kast-is-a-percentage', '100.1', (page) => {
    page.playerMapStats[0]!.kast = 100.1;
  }),
  performance('performance/team-kills-are-the-matrix', 'in the kill matrix', (page) => {
    page.team1Kills! -= 1;
  }),
  performance('performance/deaths-cover-kills', '', (page) => {
    page.team2Deaths! -= 1;
  }),
  performanceAlone('performance/teams-of-the-overview', 'Left and Right', (page) => {
    Object.assign(page, { team1Name: 'Left', team2Name: 'Right' });
  }),
  performanceBeside('performance/id-of-map-stats', 'map stats 300009', ({ page }) => {
    page.mapStatsId = 300009;
  }),
  performanceBeside('performance/per-round-of-map-stats', '2.5', ({ page }) => {
    page.playerMapStats[0]!.kpr = 2.5;
  }),
  performanceBeside('performance/per-round-of-map-stats', '2.4', ({ page }) => {
    page.playerMapStats[0]!.dpr = 2.4;
  }),
  performanceBeside('performance/players-of-map-stats', 'only performance: 999', ({ page }) => {
    page.playerMapStats[0]!.playerId = 999;
  }),
  performanceBeside('performance/columns-are-teams', 'teams 9001, 9002', ({ page }) => {
    page.playerMapStats[0]!.team = 2;
  }),
  performanceBeside('performance/names-of-map-stats', 'Alpha Bears', ({ page }) => {
    page.team1Name = 'Alpha Bears';
  }),
  ...(['team1Kills', 'team2Deaths', 'team1Assists'] as const).map((field) =>
    performanceBeside('performance/totals-of-map-stats', '', ({ page }) => {
      page[field]! += 1;
    }),
  ),
  performanceBeside('performance/matrix-of-map-stats', 'in the kill matrix', ({ page }) => {
    page.killMatrix.find((cell) => cell.kind === 'all')!.kills += 1;
  }),
  performanceBeside('performance/matrix-of-map-stats', 'in the first-kill matrix', ({ page }) => {
    page.killMatrix.find((cell) => cell.kind === 'first_kill')!.kills += 1;
  }),
  performanceBeside('performance/first-kills-fit-rounds', '23', ({ page }) => {
    page.killMatrix.find((cell) => cell.kind === 'first_kill')!.kills += 1;
  }),
  ...(['kast', 'adr', 'roundSwing', 'rating'] as const).map((field) =>
    performanceBeside('performance/values-of-map-stats', '', ({ page }) => {
      page.playerMapStats[4]![field]! += 0.1;
    }),
  ),
  performanceBeside('performance/rating-version-of-map-stats', 'rating 2.0', ({ page }) => {
    page.ratingVersion = '2.0';
  }),
];

export const BROKEN_ECONOMY: BrokenCase[] = [
  economy('economy/saved-in-full', 'left out by SingleFile', (page) => {
    page.leftOut = { saver: 'SingleFile', parts: ['CT and T tables'] };
  }),
  economy('economy/fields-are-readable', '"x"', (page) => {
    page.issues = [{ rank: 'core', field: 'players[3]', expected: 'a player', seen: '"x"', mapNumber: null }];
  }),
  economy('economy/nothing-unknown', 'flash_win', (it) => {
    it.unknowns = [{ what: 'icon', seen: 'flash_win' }];
  }),
  economy('economy/rounds-are-numbered', '1, 2, 4', (page) => {
    page.roundEconomy = page.roundEconomy.filter((round) => round.roundNumber !== 3);
  }),
  economy('economy/both-teams-in-each-round', 'series 1', (page) => page.roundEconomy.pop()),
  economy('economy/one-point-a-round', '2400, 2400', (page) => {
    page.roundEconomy.push({ ...page.roundEconomy[0]! });
  }),
  economy('economy/one-winner-a-round', 'both teams', (page) => {
    for (const round of page.roundEconomy.slice(0, 2)) round.won = true;
  }),
  economy('economy/one-winner-a-round', 'no team', (page) => {
    for (const round of page.roundEconomy.slice(0, 2)) round.won = false;
  }),
  economy('economy/rounds-have-winners', 'none', (page) => {
    for (const round of page.roundEconomy.slice(0, 2)) round.won = null;
  }),
  economy('economy/sides-are-opposite', 'both t', (page) => {
    page.roundEconomy[0]!.side = 't';
  }),
  economy('economy/chart-is-the-table', '2400 / 2450', (page) => {
    page.cells[0]!.equipmentValue = 2450;
  }),
  economy('economy/chart-is-the-table', 'ct / t', (page) => {
    page.cells[0]!.side = 't';
  }),
  economy('economy/chart-is-the-table', 'won / lost', (page) => {
    page.cells[0]!.won = false;
  }),
  economy('economy/cells-are-complete', '43 cells', (page) => page.cells.pop()),
  economy('economy/buy-type-of-the-value', 'semi_eco', (page) => {
    page.roundEconomy[0]!.buyType = 'semi_eco';
  }),
  economy('economy/breakdown-counts-rounds', '99', (page) => {
    page.breakdown[0]!.played = 99;
  }),
  economy('economy/breakdown-counts-rounds', '(99)', (page) => {
    page.breakdown[0]!.won = 99;
  }),
  economy('economy/first-round-is-a-pistol-round', '5050', (page) => {
    page.roundEconomy[0]!.equipmentValue = 5050;
  }),
  economy('economy/values-are-plausible', '22310', (page) => {
    page.roundEconomy[4]!.equipmentValue = 22_310;
  }),
  economy('economy/values-are-shown', '44 zeros', (page) => {
    for (const round of page.roundEconomy) round.equipmentValue = 0;
  }),
  economy('economy/values-are-plausible', '40050', (page) => {
    page.roundEconomy[4]!.equipmentValue = 40_050;
  }),
  economyAlone('economy/teams-of-the-overview', 'null and null', (page) => {
    Object.assign(page, { team1Name: null, team2Name: null });
    for (const round of page.roundEconomy) round.side = null;
  }),
  economyBeside('economy/id-of-map-stats', 'map stats 300009', ({ page }) => {
    page.mapStatsId = 300009;
  }),
  economyBeside('economy/teams-can-be-told-apart', 'Left and Right', ({ page }) => {
    Object.assign(page, { team1Name: 'Left', team2Name: 'Right' });
    page.roundEconomy[0]!.side = 't';
  }),
  economyBeside('economy/names-of-map-stats', 'Alpha Bears', ({ page }) => {
    page.team1Name = 'Alpha Bears';
  }),
  economyBeside('economy/rounds-were-played', '23', ({ page }) => {
    page.roundEconomy.push({ ...page.roundEconomy[0]!, roundNumber: 23 });
  }),
  economyBeside('economy/rounds-are-covered', '21', ({ page }) => {
    page.roundEconomy = page.roundEconomy.filter((round) => round.roundNumber < 22);
  }),
  economyBeside('economy/winners-of-the-history', 'lost', ({ page }) => {
    page.roundEconomy[0]!.won = false;
  }),
  economyBeside('economy/sides-of-the-history', 't', ({ page }) => {
    page.roundEconomy[0]!.side = 't';
  }),
  economyBeside('economy/wins-of-the-halves', '12', ({ page, mapStats }) => {
    mapStats.rounds = [];
    page.roundEconomy[0]!.won = false;
  }),
  economyBeside('economy/second-half-begins-with-pistols', '9100', ({ page }) => {
    for (const round of page.roundEconomy) if (round.roundNumber === 13) round.equipmentValue = 9100;
  }),
];
