import { columnsOf, pageSources } from '../field-source.ts';

const CHART = '[data-fusionchart-config]';

/** The selectors of the fields of a map performance page. A test checks them against the parser and the fixtures. */
export const PERFORMANCE_SOURCES = pageSources('performance', '.stats-match', {
  'performance.ts': {
    eventName: '.menu-header',
    team1Name: '.overview-table .team1-column img',
    team2Name: '.overview-table .team2-column img',
    team1Kills: '.overview-table .team1-column',
    team1Deaths: '.overview-table .team1-column',
    team1Assists: '.overview-table .team1-column',
    team2Kills: '.overview-table .team2-column',
    team2Deaths: '.overview-table .team2-column',
    team2Assists: '.overview-table .team2-column',
    playerMapStats: '.player-overview .col .highlighted-player',
    ...columnsOf(['playerMapStats'], '.player-overview .col', {
      team: '.players-team-header .label-and-text',
      playerId: '.highlighted-player .headline a[href]',
      playerName: '.highlighted-player .headline .player-nick',
      country: '.highlighted-player .headline img.flag',
      chart: `.highlighted-player ${CHART}`,
      kpr: `.highlighted-player ${CHART}`,
      dpr: `.highlighted-player ${CHART}`,
      kast: `.highlighted-player ${CHART}`,
      impact: `.highlighted-player ${CHART}`,
      mkRating: `.highlighted-player ${CHART}`,
      roundSwing: `.highlighted-player ${CHART}`,
      adr: `.highlighted-player ${CHART}`,
      rating: `.highlighted-player ${CHART}`,
    }),
  },
  'kill-matrix.ts': {
    killMatrix: '.killmatrix-content[id]',
    'killMatrix.victimId': '.killmatrix-content .killmatrix-topbar',
    'killMatrix.playerId': '.killmatrix-content a[href]',
    'killMatrix.playerName': '.killmatrix-content a',
    'killMatrix.kills': '.killmatrix-content .team1-player-score, .killmatrix-content .team2-player-score',
  },
  'round-swing-boxes.ts': {
    roundSwing: 'div[id]',
    'roundSwing.players': '.round-swing-player',
    'roundSwing.players.playerId': '.round-swing-player [data-toggle-value]',
    'roundSwing.players.playerName': '.round-swing-player .player-nick',
    'roundSwing.players.roundSwing': '.round-swing-player .player-round-swing-total',
    'roundSwing.team1Name': 'div[id] .team img[title]',
    'roundSwing.scores': 'div[id] .team .team-stat',
    'roundSwing.events': 'div[id] strong.title',
    'roundSwing.events.alive': 'div[id]',
    'roundSwing.events.winProbability': 'div[id] .team-stat',
    'roundSwing.events.type': 'div[id] strong.title',
    'roundSwing.events.playerId': 'div[id] strong.title, div[id] .player-nick',
    'roundSwing.swings': 'div[id] span.stat',
    'roundSwing.equipment': 'div[id] span.stat',
  },
});
