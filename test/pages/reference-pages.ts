/** Pages put together from the examples of the page reference, word for word, without the replica. */

export const NICKS = [
  ['ash', 'bob', 'cid', 'dan', 'eli'],
  ['kit', 'leo', 'max', 'ned', 'oli'],
] as const;
const TEAMS = ['Alpha Wolves', 'Bravo Foxes'] as const;
const SLUGS = ['alpha-wolves', 'bravo-foxes'] as const;
const COUNTRIES = ['Denmark', 'Spain'] as const;

export const playerId = (team: 0 | 1, index: number): number => 50_001 + 10 * team + index;
const flag = (team: 0 | 1): string =>
  `<img alt="${COUNTRIES[team]}" src="/img/static/flags/300x200/XX.png" class="flag" title="${COUNTRIES[team]}">`;
const fullName = (team: 0 | 1, index: number): string => `Adam '${NICKS[team][index]}' Ashby`;
const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('\n');

/** The frame of every page: head, body, the columns around the content. */
export function frame(
  content: string,
  { head = '', title = 'HLTV.org - The home of competitive Counter-Strike' } = {},
) {
  return `<!DOCTYPE html>
<html lang="en" data-client-country-iso="DK"><!-- Worker debug info --><head><title>${title}</title>${head}</head>
<body class="preload colsCustom1101 "><div class="bgPadding"><div class="widthControl"><div class="colCon">
<div class="contentCol">${content}</div>
</div></div></div></body></html>
`;
}

/* ── 2.1 results listing ── */

type Entry = { id: number; unix: string; score?: string; format?: string };

export function listingEntry({ id, unix, score, format }: Entry): string {
  return `<div class="result-con "${unix}>
  <a href="/matches/${id}/alpha-wolves-vs-bravo-foxes-example-cup-1" class="a-reset"><div class="result"><table><tr>
    <td class="team-cell"><div class="line-align team1"><div class="team team-won">Alpha Wolves</div>
      <img alt="Alpha Wolves" src="a.png" class="team-logo day-only" title="Alpha Wolves"></div></td>
    <td class="result-score">${score ?? '<span class="score-won">2</span> - <span class="score-lost">1</span>'}</td>
    <td class="team-cell"><div class="line-align team2"><img alt="Bravo Foxes" src="b.png" class="team-logo">
      <div class="team ">Bravo Foxes</div></div></td>
    <td class="event"><img alt="Example Cup 1" src="e.png" class="event-logo"><span class="event-name">Example Cup 1</span></td>
    <td class="star-cell">${
      format ??
      '<div class="map-and-stars"><div class="stars"><i class="fa fa-star star"></i><i class="fa fa-star star"></i></div><div class="map map-text">bo3</div></div>'
    }</td>
  </tr></table></div></a></div>`;
}

export function listingPage({ range = '1 - 2 of 116506', entries = '', featured = '' } = {}): string {
  const pagination = (where: string) => `<div class="pagination-component ${where} ">
    <span class="pagination-data">${range}</span>
    <a class="pagination-prev inactive"><i class=" fa fa-chevron-left pagination-left"></i></a>
    <a href="/results?offset=100" class="pagination-next "><i class=" fa fa-chevron-right pagination-right"></i></a></div>`;
  return frame(
    `<div class="results"><h1 class="standard-headline inline">Featured results</h1>
  ${pagination('pagination-top')}
  ${featured === '' ? '' : `<div class="big-results"><div class="tab-content-holder"><div class="results-holder results-all"><div class="results-sublist">${featured}</div></div></div></div>`}
  <div class="results-holder allres"><div class="results-all"><div class="results-sublist">
    <span class="standard-headline">Results for February 14th 2026</span>${entries}</div></div>
    ${pagination('pagination-bottom')}<span class="clearfix"></span></div></div>`,
    {
      title: 'Counter-Strike Results | HLTV.org',
      head: '<link href="https://www.hltv.org/results" rel="canonical">',
    },
  );
}

/* ── 3.1 match overview ── */

export type Holder = {
  name: string;
  scores?: [string, string];
  outcome?: [string, string];
  halves?: string | undefined;
  stats?: string;
  /** Replaces all of the results. */
  results?: string;
};

export const HALVES =
  '<span> (</span><span class="ct">8</span><span class="">:</span><span class="t">4</span><span>; </span><span class="t">5</span><span class="">:</span><span class="ct">5</span><span></span><span>)</span>';

export const ANCIENT: Holder = {
  name: 'Ancient',
  scores: ['13', '9'],
  outcome: ['won ', 'lost pick'],
  halves: HALVES,
  stats: '/stats/matches/mapstatsid/300001/alpha-wolves-vs-bravo-foxes',
};
export const NUKE: Holder = {
  name: 'Nuke',
  scores: ['13', '9'],
  outcome: ['won pick', 'lost '],
  halves: HALVES.replaceAll('"ct"', '"x"').replaceAll('"t"', '"ct"').replaceAll('"x"', '"t"'),
  stats: '/stats/matches/mapstatsid/300002/bravo-foxes-vs-alpha-wolves',
};
export const MIRAGE: Holder = { name: 'Mirage', scores: ['-', '-'], outcome: ['tie ', 'tie '] };

function mapHolder({ name, scores, outcome = ['', ''], halves, stats, results }: Holder): string {
  const played = halves === undefined && stats === undefined ? 'optional' : 'played';
  const side = (tag: string, side: string, index: 0 | 1) => `<${tag} class="results-${side} ${outcome[index]}">
    <div class="results-teamlogo-container"><img alt="${TEAMS[index]}" src="a.png" class="logo team1Logo"></div>
    <div class="results-teamname-container text-ellipsis"><div class="results-teamname text-ellipsis">${TEAMS[index]}</div>
    <div class="results-team-score">${scores?.[index]}</div></div></${tag}>`;
  const center = `<div class="results-center">${stats === undefined ? '' : `<div class="results-center-stats"><a href="${stats}" class="results-stats">STATS</a></div>`}
    ${halves === undefined ? '' : `<div class="results-center-half-score">${halves}</div>`}</div>`;
  const block =
    scores === undefined
      ? ''
      : `<div class="results ${played}">${side('div', 'left', 0)}${center}${side('span', 'right', 1)}</div>`;
  return `<div class="mapholder"><div class="${played}"><div class="map-name-holder"><img alt="${name}" src="m.png" class="minimap" title="${name}">
    <div class="mapname">${name}</div></div></div>${results ?? block}</div>`;
}

export const STEPS = [
  '1. Bravo Foxes removed Dust2',
  '2. Alpha Wolves removed Inferno',
  '3. Bravo Foxes picked Ancient',
  '4. Alpha Wolves picked Nuke',
  '5. Alpha Wolves removed Anubis',
  '6. Bravo Foxes removed Overpass',
  '7. Mirage was left over',
];

function overviewTable(team: 0 | 1, side: string): string {
  const row = (index: number) => `<tr><td class="players"><div class="flagAlign">${flag(team)}
    <a href="/player/${playerId(team, index)}/${NICKS[team][index]}" class="text-ellipsis">
    <div class="gtSmartphone-only statsPlayerName text-ellipsis">Adam '<span class="player-nick">${NICKS[team][index]}</span>' Ashby</div>
    <div class="smartphone-only statsPlayerName text-ellipsis">${NICKS[team][index]}</div></a></div></td>
    <td class="kd text-center traditional-data">${side === 'totalstats' ? '18-18' : '9-9'}</td><td class="kd text-center eco-adjusted-data hidden">21-11</td>
    <td class="roundSwing text-center won">${team === 0 ? '+' : '-'}5.31%</td>
    <td class="adr text-center traditional-data">63.2</td><td class="adr text-center eco-adjusted-data hidden">64.5</td>
    <td class="kast text-center traditional-data">90.9%</td><td class="kast text-center eco-adjusted-data hidden">91.0%</td>
    <td class="rating text-center ratingPositive">1.47</td></tr>`;
  return `<table class="table ${side}"><tr class="header-row">
    <td class="players"><div class="align-logo"><img class="logo" src="a.png"><a href="/team/${9001 + team}/${SLUGS[team]}" class="teamName team">${TEAMS[team]}</a></div></td>
    <td class="kd text-center traditional-data">K-D</td><td class="kd text-center eco-adjusted-data hidden">eK-eD</td>
    <td class="roundSwing text-center">Swing</td>
    <td class="adr text-center traditional-data">ADR</td><td class="adr text-center eco-adjusted-data hidden">eADR</td>
    <td class="kast text-center traditional-data">KAST</td><td class="kast text-center eco-adjusted-data hidden">eKAST</td>
    <td class="rating text-center">Rating<span class="ratingDesc">3.0</span></td></tr>${times(5, row)}</table>`;
}

const SIDES = ['totalstats', 'ctstats hidden', 'tstats hidden'];

/** Six tables of a map or of the series. */
export function statsContent(id: number | 'all'): string {
  const tables = ([0, 1] as const).flatMap((team) => SIDES.map((side) => overviewTable(team, side)));
  const text = tables.join('');
  return `<div class="stats-content" id="${id}-content">${id === 'all' ? text.replaceAll('18-18', '36-36').replaceAll('9-9', '18-18') : text}</div>`;
}

function lineup(team: 0 | 1, rank = 'World rank: '): string {
  const cells = (make: (index: number) => string) => `<tr>${times(5, make)}</tr>`;
  const link = (index: number) => `/player/${playerId(team, index)}/${NICKS[team][index]}`;
  return `<div class="lineup standard-box"><div class="box-headline flex-align-center">
    <div class="flex-align-center"><img class="logo" src="a.png"><a href="/team/${9001 + team}/${SLUGS[team]}" class="text-ellipsis">${TEAMS[team]}</a></div>
    <div class="teamRanking">${rank === 'Unranked' ? '<div class="a-reset"><span>Unranked</span></div>' : `<a href="/ranking/teams/2026/february/9/9001" class="a-reset"><span>World rank: </span>#27</a>`}</div></div>
    <div class="players"><table class="table">
    ${cells((index) => `<td class="player player-image"><a href="${link(index)}"><div><img alt="${fullName(team, index)}" src="p.png" class="player-photo" title="${fullName(team, index)}" loading="lazy"></div></a></td>`)}
    ${cells((index) => `<td class="player"><a href="${link(index)}"><div class="flagAlign" data-player-id="${playerId(team, index)}" data-team-ordinal="${team + 1}">${flag(team)}<div class="text-ellipsis">${NICKS[team][index]}</div></div></a></td>`)}
    </table></div></div>`;
}

export type Overview = Partial<{
  format: string;
  countdown: string;
  scores: [string, string];
  holders: Holder[];
  standings: string;
  steps: string[];
  stats: string;
  lineups: string;
  title: string;
  teams: [string, string];
  potm: string;
  demo: string;
}>;

const team = (ordinal: 1 | 2, score: string): string => `<div class="team">
  <img alt="${COUNTRIES[ordinal - 1]}" src="f.png" class="team${ordinal}" title="${COUNTRIES[ordinal - 1]}">
  <div class="team${ordinal}-gradient"><a href="/team/${9000 + ordinal}/${SLUGS[ordinal - 1]}">
  <img alt="${TEAMS[ordinal - 1]}" src="l.png" class="logo" title="${TEAMS[ordinal - 1]}"><div class="teamName">${TEAMS[ordinal - 1]}</div></a>${score}</div></div>`;

const OVER = '<div class="countdown">Match over</div>';
const TITLE = 'Alpha Wolves vs. Bravo Foxes at Example Cup 1 | HLTV.org';
const URL = 'https://www.hltv.org/matches/2400001/alpha-wolves-vs-bravo-foxes-example-cup-1';
const LINEUPS = `<div class="lineups" id="lineups" data-content-block=""><span class="headline">Lineups</span><div class="">${lineup(0)}<div class="section-spacer"></div>${lineup(1)}</div></div>`;
const POTM = `<div class="spoiler"><div class="highlighted-player potm-container"><a href="/player/50001/ash">ash</a></div></div>`;
const DEMO =
  '<a class="stream-box" data-demo-link-button="" data-demo-link="/download/demo/109000"><div class="flexbox left-right-padding">Demo download</div></a>';

/** A finished best of three, 2–0, with whatever differs from it. */
export function overviewPage(change: Overview = {}): string {
  const { holders = [ANCIENT, NUKE, MIRAGE], steps = STEPS, countdown = OVER, title = TITLE } = change;
  const [left, right] = change.scores ?? ['<div class="won">2</div>', '<div class="lost">0</div>'];
  const [team1, team2] = change.teams ?? [team(1, left), team(2, right)];
  const stats = change.stats ?? statsContent('all') + statsContent(300001) + statsContent(300002);
  const vetoes =
    steps.length === 0
      ? ''
      : `<div class="standard-box veto-box"><div class="padding">${steps.map((step) => `<div>${step}</div>`).join('\n')}</div></div>`;
  return frame(
    `<div class="match-page" data-match-page="">
  <div class="standard-box teamsBoxDropdown smartphone-only"><a href="/team/9001/alpha-wolves" class="dropdownTeam team1"><div class="teamName">Alpha Wolves</div></a>
    <div class="score"><span class="won spoiler">2</span>:<span class="lost spoiler">0</span></div><div class="date" data-unix="1771080000001">14 Feb</div></div>
  <div class="standard-box teamsBox">${team1}
    <div class="timeAndEvent"><div class="time" data-time-format="HH:mm" data-unix="1771080000000">15:40</div>
    <div class="date" data-time-format="do 'of' MMMM y" data-unix="1771080000000">14th of February 2026</div>
    <div class="event text-ellipsis"><a href="/events/9100/example-cup-1" title="Example Cup 1">Example Cup 1</a></div>
    <div class="text dummy-spacer"> </div>${countdown}</div>${team2}</div>
  <div class="g-grid maps"><div class="col-6 col-7-small"><span class="headline">Maps</span>
    <div class="standard-box veto-box"><div class="padding preformatted-text">${change.format ?? 'Best of 3 (LAN)\n\n* Upper bracket semi-final'}</div></div>
    ${vetoes}<div class="flexbox-column">${holders.map(mapHolder).join('\n')}</div></div>
    <div class="col-6 col-5-small"><div class="streams">${change.demo ?? DEMO}</div></div></div>
  ${stats === '' ? '' : `<div class="spoiler"><div class="matchstats" id="match-stats">${stats}</div></div>`}
  ${change.lineups ?? LINEUPS}${change.potm ?? POTM}
  <div class="past-matches spoiler"><a href="/matches/2399999/x">x</a></div>
  <div class="head-to-head"></div>${change.standings ?? ''}</div>`,
    { title, head: `<link href="${URL}" rel="canonical">` },
  );
}
