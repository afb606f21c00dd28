import { pageSources } from '../field-source.ts';

const CHART = '[data-fusionchart-config]';
const CELL = '.equipment-categories .team-categories .equipment-category-td';

/** The selectors of the fields of a map economy page. A test checks them against the parser and the fixtures. */
export const ECONOMY_SOURCES = pageSources('economy', '.stats-match', {
  'economy.ts': {
    eventName: '.menu-header',
    chart: CHART,
    team1Name: CHART,
    team2Name: CHART,
    roundEconomy: CHART,
    'roundEconomy.roundNumber': CHART,
    'roundEconomy.equipmentValue': CHART,
    'roundEconomy.won': CHART,
  },
  'tables.ts': {
    cells: CELL,
    'cells.equipmentValue': `${CELL}[title]`,
    'cells.icon': `${CELL} img[src]`,
  },
  'breakdown.ts': {
    breakdown: '.stats-rows .team-economy-stat',
    'breakdown.team': '.stats-rows .label-and-text',
    'breakdown.played': '.stats-rows .team-economy-stat [title]',
  },
});
