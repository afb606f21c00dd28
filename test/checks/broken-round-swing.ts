import { checkPage } from '../../src/checks/check-page.ts';
import { checkEconomyBeside, checkPagesBeside, checkPerformanceBeside } from '../../src/checks/cross-page.ts';
import type { PerformancePage } from '../../src/page-records.ts';
import { type BrokenCase, broken } from './broken.ts';
import { economyPage, mapStatsPage, performancePage } from './records.ts';

type Section = NonNullable<PerformancePage['roundSwing']>;

export function sectionOf(page: PerformancePage): Section {
  if (page.roundSwing === undefined) throw new Error('the page has no section');
  return page.roundSwing;
}

export function eventOf(page: PerformancePage, roundNumber: number, eventNumber: number): Section['events'][number] {
  const found = sectionOf(page).events.find(
    (each) => each.roundNumber === roundNumber && each.eventNumber === eventNumber,
  );
  if (found === undefined) throw new Error('no such event');
  return found;
}

const performance = broken(performancePage, (page) => checkPage('performance', page));
const beside = broken(
  () => ({ page: performancePage(), mapStats: mapStatsPage() }),
  ({ page, mapStats }) => checkPerformanceBeside(page, { mapStats, overview: null }),
);
const after = broken(
  () => ({ page: performancePage(), mapStats: mapStatsPage() }),
  ({ page, mapStats }) => checkPagesBeside(mapStats, { performance: page, economy: null }),
);
const withEconomy = broken(
  () => ({ page: performancePage(), economy: economyPage() }),
  ({ page, economy }) => checkPerformanceBeside(page, { mapStats: null, overview: null, economy }),
);
const economyLater = broken(
  () => ({ page: performancePage(), economy: economyPage() }),
  ({ page, economy }) => checkEconomyBeside(economy, { mapStats: null, overview: null, performance: page }),
);
const rule = (name: string) => `performance/round-swing-${name}`;

export const BROKEN_ROUND_SWING: BrokenCase[] = [
  performance(rule('alive-counts'), '5 vs 4', (page) => {
    eventOf(page, 1, 1).team2Alive = 4;
  }),
  performance(rule('alive-counts'), '5 vs 5', (page) => {
    Object.assign(eventOf(page, 1, 3), { team1Alive: 5, team2Alive: 5 });
  }),
  performance(rule('kills-lower-a-side'), '4 vs 5', (page) => {
    Object.assign(eventOf(page, 1, 2), { team1Alive: 4, team2Alive: 5 });
  }),
  performance(rule('kills-lower-a-side'), '5 vs 5', (page) => {
    Object.assign(eventOf(page, 1, 2), { team1Alive: 5, team2Alive: 5, victimId: null });
  }),
  performance(rule('chances-add-up'), '52 and 47.8', (page) => {
    eventOf(page, 3, 2).team2WinProbability = 47.8;
  }),
  performance(rule('winner-of-the-score'), '52 and 48', (page) => {
    const { events } = sectionOf(page);
    sectionOf(page).events = events.filter(
      ({ roundNumber, team1WinProbability }) => roundNumber > 1 || team1WinProbability < 100,
    );
  }),
  performance(rule('winner-of-the-score'), '1 and 1 rounds more', (page) => {
    Object.assign(sectionOf(page).scores[1] ?? {}, { team2Rounds: 1 });
  }),
  performance(rule('winner-of-the-score'), 'neither', (page) => {
    const last = sectionOf(page).events.at(-1);
    if (last !== undefined) sectionOf(page).events.push({ ...last, roundNumber: 25 });
  }),
  performance(rule('bomb-order'), 'bomb_defused', (page) => {
    Object.assign(eventOf(page, 1, 3), { type: 'bomb_defused', victimId: null });
  }),
  performance(rule('bomb-order'), 'kill', (page) => {
    Object.assign(eventOf(page, 1, 3), { type: 'time_expired', playerId: null, victimId: null });
  }),
  performance(rule('bomb-order'), '3 vs 0', (page) => {
    const last = sectionOf(page)
      .events.filter(({ roundNumber }) => roundNumber === 2)
      .at(-1);
    Object.assign(last ?? {}, { type: 'bomb_planted', playerId: 201, victimId: null });
  }),
  performance(rule('kills-fit-the-matrix'), 'in rounds', (page) => {
    const { playerId, victimId } = eventOf(page, 1, 2);
    for (const cell of page.killMatrix) {
      if (cell.killerId === playerId && cell.victimId === victimId) cell.kills = 0;
    }
  }),
  performance(rule('first-kills-fit-the-matrix'), 'in rounds', (page) => {
    const { playerId, victimId } = eventOf(page, 1, 2);
    for (const cell of page.killMatrix) {
      if (cell.kind === 'first_kill' && cell.killerId === playerId && cell.victimId === victimId) cell.kills = 0;
    }
  }),
  performance(rule('adds-up'), '4.05', (page) => {
    Object.assign(sectionOf(page).swings[0] ?? {}, { swing: 5 });
  }),
  performance(rule('adds-up'), '4.00', (page) => {
    Object.assign(page.playerMapStats[0] ?? {}, { roundSwing: 4.2 });
  }),
  performance(rule('has-swings'), 'none', (page) => {
    sectionOf(page).swings = [];
  }),
  performance(rule('is-the-change'), '2.20 and -2.00', (page) => {
    Object.assign(sectionOf(page).swings[0] ?? {}, { swing: 4.2 });
  }),
  performance(rule('is-numbered'), 'not in round 4', (page) => {
    sectionOf(page).scores = sectionOf(page).scores.filter(({ roundNumber }) => roundNumber !== 4);
  }),
  performance(rule('is-numbered'), 'not in round 5', (page) => {
    sectionOf(page).events = sectionOf(page).events.filter((each) => each.roundNumber !== 5 || each.eventNumber !== 3);
  }),
  performance(rule('is-numbered'), 'not in round 6', (page) => {
    sectionOf(page).events = sectionOf(page).events.filter(({ roundNumber }) => roundNumber !== 6);
  }),
  performance(rule('players-of-the-cards'), 'only cards: 101', (page) => {
    sectionOf(page).players.shift();
  }),
  performance(rule('players-of-the-cards'), '101 of Gamma', (page) => {
    Object.assign(sectionOf(page).players[0] ?? {}, { teamName: 'Gamma' });
  }),
  beside(rule('teams-of-map-stats'), 'Gamma and Delta', ({ page }) => {
    Object.assign(sectionOf(page), { team1Name: 'Gamma', team2Name: 'Delta' });
  }),
  ...[beside, after].flatMap((each) => [
    each(rule('winners-of-map-stats'), 'won by team 9001', ({ mapStats }) => {
      Object.assign(mapStats.rounds[0] ?? {}, { winnerTeamId: 9002 });
    }),
    each(rule('winners-of-map-stats'), 'one more', ({ mapStats }) => {
      mapStats.team1Rounds -= 1;
    }),
    each(rule('outcomes-of-map-stats'), 'elimination', ({ mapStats }) => {
      Object.assign(mapStats.rounds[0] ?? {}, { outcome: 'time' });
    }),
    each(rule('sides-of-map-stats'), 'on the ct side', ({ page }) => {
      Object.assign(eventOf(page, 1, 3), { type: 'bomb_planted', playerId: 101, victimId: null });
    }),
  ]),
  ...[withEconomy, economyLater].flatMap((each) => [
    each(rule('values-of-economy'), '2500', ({ page }) => {
      Object.assign(sectionOf(page).equipment[0] ?? {}, { equipmentValue: 2500 });
    }),
    each(rule('values-of-economy'), '2500', ({ page }) => {
      Object.assign(sectionOf(page).equipment[1] ?? {}, { equipmentValue: 2500 });
    }),
  ]),
];
