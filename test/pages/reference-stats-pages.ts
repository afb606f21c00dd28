import { frame, NICKS, playerId } from './reference-pages.ts';

/** Map stats, performance and economy pages from the examples of the page reference, in the layout of 2026. */

const TEAMS = ['Alpha Wolves', 'Bravo Foxes'] as const;
const SLUG = 'alpha-wolves-vs-bravo-foxes';
type Team = 0 | 1;

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('\n');
const attribute = (value: unknown): string => JSON.stringify(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const flag = '<img class="flag" alt="Denmark" title="Denmark" src="dk.png">';

function menu(kind: '' | 'performance/' | 'economy/'): string {
  const tab = (path: string, label: string) =>
    `<a class="stats-top-menu-item stats-top-menu-item-link${path === kind ? ' selected' : ''}" href="/stats/matches/${path}mapstatsid/300001/${SLUG}">${label}</a>`;
  return `<div class="stats-match-menu standard-box"><div class="menu-header">Example Cup 1</div>
    <div class="stats-top-menu"><div class="tabs">${tab('', 'Overview')}${tab('performance/', 'Performance')}${tab('economy/', 'Economy<span class="new-feature">Beta</span>')}</div></div></div>
  <div class="section-spacer"></div><div class="stats-match-maps"></div>`;
}

/* ── 4.1 map stats ── */

/** Winners of 22 rounds, 13–9: left as CT 8:4, as T 5:5. */
const WINNERS = 'LLRLLRLLRLRL' + 'LRLRLRLRRL';

const ICONS = {
  first: { L: 'ct_win', R: 'bomb_exploded' },
  second: { L: 't_win', R: 'bomb_defused' },
} as const;

export function historyRows(winners = WINNERS, icon = (name: string) => `/img/static/scoreboard/${name}.svg`): string {
  const row = (team: 'L' | 'R') => {
    let score = [0, 0] as [number, number];
    const icons = [...winners].map((winner, index) => {
      score = winner === 'L' ? [score[0] + 1, score[1]] : [score[0], score[1] + 1];
      const file = winner === team ? ICONS[index < 12 ? 'first' : 'second'][team] : 'emptyHistory';
      const bar = index === 12 ? '<div class="round-history-bar"></div>' : '';
      return `${bar}<img class="round-history-outcome" src="${icon(file)}" title="${winner === team ? score.join('-') : ''}">`;
    });
    const name = TEAMS[team === 'L' ? 0 : 1];
    return `<div class="round-history-team-row"><img class="round-history-team" alt="${name}" title="${name}" src="a.png"><div class="round-history-bar"></div>${icons.join('\n')}</div>`;
  };
  return row('L') + row('R');
}

const CELLS: [classes: string, value: string][] = [
  ['st-opkd gtSmartphone-only traditional-data', '2 : 2'],
  ['st-opkd gtSmartphone-only eco-adjusted-data hidden', '4 : 1'],
  ['st-mks gtSmartphone-only', '5'],
  ['st-kast gtSmartphone-only traditional-data', '90.9%'],
  ['st-kast gtSmartphone-only eco-adjusted-data hidden', '116.2%'],
  ['st-clutches gtSmartphone-only', '1'],
  ['st-kills traditional-data', 'KILLS <span class="gtSmartphone-only">(8)</span>'],
  ['st-kills eco-adjusted-data hidden', '21 <span class="gtSmartphone-only">(10)</span>'],
  ['st-assists', '4 <span class="gtSmartphone-only" title="…">(0)</span>'],
  ['st-deaths traditional-data', 'KILLS <span class="gtSmartphone-only">(2)</span>'],
  ['st-deaths eco-adjusted-data hidden', '12 <span class="gtSmartphone-only">(3)</span>'],
  ['st-adr traditional-data', '63.2'],
  ['st-adr eco-adjusted-data hidden', '64.5'],
  ['st-kast smartphone-only traditional-data', '90.9%'],
  ['st-kast smartphone-only eco-adjusted-data hidden', '116.2%'],
  ['st-roundSwing won', 'SWING'],
  ['st-rating ratingPositive', '1.47'],
];

export function scoreboard(team: Team, side: string): string {
  const half = side !== 'totalstats';
  const text = (value: string) =>
    value
      .replace('KILLS', half ? '9' : '18')
      .replace('SWING', team === 0 ? '+5.31%' : '-5.31%')
      .replace('2 : 2', half ? '1 : 1' : '2 : 2')
      .replace(/^4 </, half ? '2 <' : '4 <')
      .replace('(8)', half ? '(4)' : '(8)');
  const row = (
    index: number,
  ) => `<tr><td class="st-player"><div class="flag-align">${flag}<a class="text-ellipsis" href="/stats/players/${playerId(team, index)}/${NICKS[team][index]}">${NICKS[team][index]}</a></div></td>
    ${CELLS.map(([classes, value]) => `<td class="${classes}">${text(value)}</td>`).join('')}</tr>`;
  return `<table class="stats-table ${side}"><thead><tr><th class="st-teamname text-ellipsis">${TEAMS[team]}</th>
    ${CELLS.map(([classes]) => `<th class="${classes.replace(/ won| rating\w+/g, '')}">${classes.startsWith('st-rating') ? 'Rating<span class="ratingDesc">3.0</span>' : ''}</th>`).join('')}</tr></thead>
    <tbody>${times(5, row)}</tbody></table>`;
}

const SIDES = ['totalstats', 'ctstats hidden', 'tstats hidden'];
export const BREAKDOWN =
  '<span class="won">13</span> : <span class="lost">9</span> ( <span class="ct-color">8</span> : <span class="t-color">4</span> ) ( <span class="t-color">5</span> : <span class="ct-color">5</span> )';

const infoRow = (label: string, value: string): string =>
  `<div class="match-info-row"><div class="right">${value}</div><div class="bold">${label}</div></div>`;

export type MapStats = Partial<{
  history: string;
  breakdown: string;
  scores: [string, string];
  boards: string;
  teams: [string, string];
  info: string;
}>;

export function mapStatsPage(change: MapStats = {}): string {
  const { history = `<div class="standard-box round-history-con">${historyRows()}</div>`, scores = ['13', '9'] } =
    change;
  const [left, right] = change.teams ?? [
    `<a href="/stats/teams/9001/alpha-wolves" class="block text-ellipsis">Alpha Wolves</a><div class="bold won">${scores[0]}</div>`,
    `<a href="/stats/teams/9002/bravo-foxes" class="block text-ellipsis">Bravo Foxes</a><div class="bold lost">${scores[1]}</div>`,
  ];
  const boards =
    change.boards ?? ([0, 1] as const).flatMap((team) => SIDES.map((side) => scoreboard(team, side))).join('');
  const info =
    change.info ??
    `<div class="match-info-box-con">
    <img alt="Denmark" src="dk.png" class="match-info-flag-left flag" title="Denmark"><img alt="Spain" src="es.png" class="match-info-flag-right flag" title="Spain">
    <div class="match-info-box"><a href="/stats?event=9100" class="block text-ellipsis" data-tooltip-id="t1">Example Cup 1</a>
      <div class="small-text"><span data-time-format="yyyy-MM-dd HH:mm" data-unix="1771080000000">2026-02-14 15:40</span><br><br><span class="bold">Map</span></div>
      Ancient
      <div class="team-left"><img alt="Alpha Wolves" src="a.png" class="team-logo">${left}</div>
      <div class="team-right"><img alt="Bravo Foxes" src="b.png" class="team-logo">${right}</div>
      <div class="hidden" id="t1"><a href="/stats?event=9100">tooltip</a></div></div>
    ${infoRow('Breakdown', change.breakdown ?? BREAKDOWN)}${infoRow('Team rating 3.0', '1.47 : 1.47')}
    ${infoRow('First kills', '10 : 10')}${infoRow('Clutches won', '5 : 5')}
    <a href="/matches/2400001/${SLUG}-example-cup-1" class="match-page-link button">More info on match page</a></div>`;
  return frame(`<div class="stats-section stats-match">${menu('')}
  <div class="wide-grid"><div class="col match-info-box-col">${info}</div></div>
  <div class="standard-headline">Round history</div>${history}
  <div class="standard-headline">Performance - rating 3.0</div>
  <div class="standard-box"><worker-ignore class="graph " id="uniqueChartId1" data-fusionchart-config="${attribute({ type: 'bar2D', dataSource: { data: [] } })}"></worker-ignore></div>
  <div class="stats-content ">${boards}</div></div>`);
}

/* ── 5.1 and 5.3 performance ── */

export type Bar = Record<string, unknown>;

export const BARS: Bar[] = [
  { label: 'KPR', value: '1.41', color: '00707b', tooltext: 'Kills per round: 0.82', displayValue: '0.82' },
  { label: 'DPR', value: '1.22', color: '518823', tooltext: 'Deaths / round: 0.82', displayValue: '0.82' },
  { label: 'KAST', value: '1.31', color: '00707b', tooltext: 'Kill, assist: 90.9%', displayValue: '90.9%' },
  { label: 'MK rating', value: '1.18', color: 'e0a440', tooltext: 'Multi-kill rating: 1.18', displayValue: '1.18' },
  { label: 'Swing', value: '1.66', color: '00707b', tooltext: 'Round Swing: +5.31%', displayValue: '+5.31%' },
  { label: 'ADR', value: '0.88', color: 'e0a440', tooltext: 'Damage / round: 63.2', displayValue: '63.2' },
  { label: 'Rating 3.0', value: '1.47', color: '0d5c9a', tooltext: '', displayValue: '1.47' },
];

const chartOf = (bars: Bar[]) => ({
  type: 'bar2D',
  renderAt: 'uniqueChartId-429819946',
  dataSource: { chart: { yAxisMaxValue: '2.40', theme: 'fint' }, data: bars, trendlines: [] },
});

function card(team: Team, index: number, config: string): string {
  return `<div class="highlighted-player"><div class="standard-box"><div class="headline">
    <span>${flag}<a href="/player/${playerId(team, index)}/x"><span class="gtSmartphone-only">Adam '<span class="player-nick">${NICKS[team][index]}</span>' Ashby</span><span class="smartphone-only">${NICKS[team][index]}</span></a></span><span class="header-info"></span></div>
    <div class="picture-and-chart"><div class="facts"><worker-ignore class="graph small" id="uniqueChartId-429819946" data-fusionchart-config="${config}"><svg></svg></worker-ignore></div></div></div></div>`;
}

function matrix(id: string, [row, column]: [number, number]): string {
  const header = times(
    5,
    (index) =>
      `<td class="text-center team1" role="columnheader"><span class="gtSmartphone-only">${flag}</span><a href="/stats/players/${playerId(0, index)}/x">${NICKS[0][index]}</a></td>`,
  );
  const rows = times(
    5,
    (index) => `<tr><td class="team2"><a href="/stats/players/${playerId(1, index)}/x">${NICKS[1][index]}</a></td>
    ${times(5, () => `<td class="text-center"><span class="team2-player-score">${row}</span> : <span class="team1-player-score">${column}</span></td>`)}</tr>`,
  );
  return `<div class="killmatrix-content" id="${id}-content"><table class="stats-table"><tbody><tr class="killmatrix-topbar"><td class=""></td>${header}</tr>${rows}</tbody></table></div>`;
}

export type Performance = Partial<{ bars: Bar[]; config: string; matrices: string }>;

export function performancePage({
  bars = BARS,
  config = attribute(chartOf(bars)),
  matrices,
}: Performance = {}): string {
  const logo = (team: Team) => `<img class="team-logo" alt="${TEAMS[team]}" title="${TEAMS[team]}" src="a.png">`;
  const total = (label: string, value: number) =>
    `<tr><td class="name-column">${label}</td><td class="team1-column">${value}</td><td class="chart-column"></td><td class="team2-column">${value}</td></tr>`;
  const column = (team: Team) =>
    `<div class="col"><div class="players-team-header"><span class="label-and-text">${flag}${TEAMS[team]}</span>${logo(team)}</div>${times(5, (index) => card(team, index, config))}</div>`;
  return frame(`<div class="stats-section stats-match stats-match-performance">${menu('performance/')}
  <div class="overview standard-box"><table class="overview-table"><tr><th class="name-column"></th><th class="team1-column">${logo(0)}</th><th class="chart-column"></th><th class="team2-column">${logo(1)}</th></tr>
    ${total('Kills', 90)}${total('Deaths', 90)}${total('Assists', 20)}</table></div>
  <div class="killmatrix-menu"><div class="killmatrix-menu-link bold" id="ALL">All</div></div>
  ${matrices ?? matrix('ALL', [4, 3]) + matrix('FIRST_KILL', [0, 1]) + matrix('AWP', [1, 0])}
  <div class="player-overview columns">${column(0)}${column(1)}</div></div>`);
}

/* ── 6.1 and 6.2 economy ── */

type Point = Record<string, unknown>;
type Series = { seriesname: string; data: Point[] } & Record<string, unknown>;

const won = (side: string): Point => ({
  anchorImageUrl: `https://www.hltv.org/img/static/economy/${side}RoundWon.png`,
  anchorImageScale: 15,
});

export const SERIES: Series[] = [
  {
    seriesname: 'Alpha Wolves',
    color: '#aeaeae',
    dashed: 0,
    data: [{ value: '4200', ...won('ct') }, { value: '22300' }, { value: '9100' }],
  },
  {
    seriesname: 'Bravo Foxes',
    color: '#525252',
    dashed: 1,
    data: [{ value: '4050' }, { value: '8700', ...won('t') }, { value: '24100', ...won('t') }],
  },
];

export const economyChart = (dataset: unknown[] = SERIES, labels: unknown[] = ['1', '2', '3']) => ({
  type: 'msline',
  renderAt: 'uniqueChartId7654321',
  dataSource: {
    chart: { yAxisMaxValue: '40000', drawAnchors: 1 },
    categories: [{ category: labels.map((label) => ({ label })) }],
    dataset,
    trendlines: [],
  },
});

const CATEGORY_CELLS: [value: string, icon: string][][] = [
  [
    ['4200', 'ctPistolWin'],
    ['22300', 'ctRifleArmorLoss'],
    ['9100', 'ctForcePistolLoss'],
  ],
  [
    ['4050', 'tPistolLoss'],
    ['8700', 'tForcePistolWin'],
    ['24100', 'tRifleArmorWin'],
  ],
];

export function categories(
  cells = CATEGORY_CELLS,
  name = (team: Team) => `<img class="team-logo" alt="${TEAMS[team]}" title="${TEAMS[team]}" src="a.png">`,
): string {
  const row = (team: Team) =>
    `<tr class="team-categories"><td class="team">${name(team)}</td>${(cells[team] ?? [])
      .map(([value, icon]) =>
        value === ''
          ? '<td class="equipment-category-td"></td>'
          : `<td class="equipment-category-td" title="Equipment value: ${value}"><img class="equipment-category" src="/img/static/equipmentcategories/${icon}.svg"></td>`,
      )
      .join('')}</tr>`;
  return `<table class="standard-box equipment-categories"><tbody>${row(0)}${row(1)}</tbody></table>`;
}

const PLAYED: string[] = [
  '2<span title="Won"> (1)</span>',
  '1<span title="Won"> (0)</span>',
  '0<span title="Won"> (0)</span>',
  '1<span title="Won"> (1)</span>',
];

export function breakdownBox(team: Team, played = PLAYED): string {
  const labels = [
    'full eco rounds [0-5k]',
    'semi-eco rounds [5-10k]',
    'semi-buy rounds [10-20k]',
    'full buy rounds [20k+]',
  ];
  return `<div class="col standard-box stats-rows"><div class="stats-row"><span class="label-and-text"><img class="label flag" src="x.png">${TEAMS[team]}</span><img class="team-logo" src="a.png"></div>
    ${labels.map((label, index) => `<div class="stats-row team-economy-stat" title="Rounds: 4,13"><span><span>Total ${label} </span></span><span title="Played">${played[index]}</span></div>`).join('')}</div>`;
}

export type Economy = Partial<{
  chart: unknown;
  config: string;
  tables: string;
  boxes: string;
  wrap: (chart: string) => string;
}>;

export function economyPage(change: Economy = {}): string {
  const config = change.config ?? attribute(change.chart === undefined ? economyChart() : change.chart);
  const element = `<worker-ignore class="graph" data-fusionchart-config="${config}"></worker-ignore>`;
  return frame(`<div class="stats-section stats-match stats-match-economy">${menu('economy/')}
  <div class="standard-headline">Round start equipment value</div>
  <div class="standard-box">${change.chart === null ? '' : (change.wrap ?? ((chart) => chart))(element)}</div>
  <div class="standard-headline">Round breakdown by round start equipment value</div>
  <div class="columns">${change.boxes ?? breakdownBox(0) + breakdownBox(1)}</div>
  <div class="standard-headline">First half round history</div>${change.tables ?? categories()}</div>`);
}
