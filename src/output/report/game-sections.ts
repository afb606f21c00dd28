import type { ReportFigures } from '../../report-data.ts';
import { formatCount, formatTimestamp, pluralize } from '../format.ts';
import {
  histograms,
  matrix,
  monthRows,
  monthShares,
  type PartStyle,
  renderLegend,
  type ShareOf,
  sharePlot,
  stackedShares,
} from './charts.ts';
import { type Cell, renderTable, type Section, shortened } from './html.ts';
import { formatPercent, formatShare, sum, wilson } from './intervals.ts';

/** The sections about the game. Each function returns one section, which says what is missing if its query returns no row. */

/** Maps beyond these are in the numbers below the plot. */
const MAX_MAPS = 12;

function percentCell(hits: number, n: number): string {
  const share = wilson(hits, n);
  return share === null ? '–' : formatShare(share);
}

function sharesOf<Row>(rows: readonly Row[], of: (row: Row) => { name: string; hits: number; n: number }): ShareOf[] {
  return rows.flatMap((row) => {
    const { name, hits, n } = of(row);
    const share = wilson(hits, n);
    return share === null ? [] : [{ ...share, label: name }];
  });
}

type Empty = { id: string; title: string; queries: readonly string[] };

function emptySection({ id, title, queries }: Empty, what: string): Section {
  return { id, title, queries, summary: `No data: ${what}`, body: '' };
}

/** The most played maps, which the plots by month show. */
function mainMaps({ ctShare: { rows } }: ReportFigures): string[] {
  return rows.slice(0, MAX_MAPS).map(({ mapName }) => mapName);
}

function cutNote(shown: number, all: number): string {
  return all > shown ? ` The plot shows the ${shown} most played of ${all} maps.` : '';
}

const NO_MAPS = 'no played map is stored. Overview pages have them (stage overview).';

export function mapsPlayed(figures: ReportFigures): Section {
  const { rows, sql } = figures.mapsByMonth;
  const head = { id: 'maps', title: 'Maps played', queries: [sql] };
  const maps = mainMaps(figures);
  const [top] = figures.ctShare.rows;
  if (top === undefined) return emptySection(head, NO_MAPS);
  const total = sum(rows.map((row) => row.maps));
  const summary = `${top.mapName} was played most: ${formatCount(top.maps)} of ${pluralize(total, 'map')} (${formatPercent((100 * top.maps) / total)}).`;
  return {
    ...head,
    summary: shortened(summary, 200),
    body: monthRows(
      `Maps played by month, one row for each map. ${summary}`,
      rows
        .filter(({ mapName }) => maps.includes(mapName))
        .map((row) => ({ month: row.month, group: row.mapName, count: row.maps })),
      maps,
    ),
    caption: `n = ${pluralize(total, 'played map')}.${cutNote(maps.length, figures.ctShare.rows.length)}`,
    numbers: {
      label: 'Maps played by month: numbers',
      head: ['map', 'month', 'maps', 'CT rounds', 'rounds', 'CT share (95 % interval)'],
      rows: rows.map(({ mapName, month, maps: count, ctRounds, rounds }): Cell[] => [
        ...[mapName, month, count, ctRounds, rounds, percentCell(ctRounds, rounds)],
      ]),
    },
  };
}

export function ctShare(figures: ReportFigures): Section {
  const { rows, sql } = figures.ctShare;
  const head = { id: 'ct-share', title: 'Rounds won as CT', queries: [sql, figures.mapsByMonth.sql] };
  const shares = sharesOf(rows, ({ mapName, ctRounds, rounds }) => ({ name: mapName, hits: ctRounds, n: rounds }));
  if (shares.length === 0) return emptySection(head, 'no stored map has half scores.');
  const [hits, n] = [sum(rows.map((row) => row.ctRounds)), sum(rows.map((row) => row.rounds))];
  const ordered = shares.toSorted((one, other) => other.percent - one.percent);
  const main = mainMaps(figures);
  const [highest, lowest] = [ordered[0], ordered.at(-1)];
  const summary = `CT sides won ${percentCell(hits, n)} of the rounds of regulation${
    highest === undefined || lowest === undefined || highest === lowest
      ? ''
      : `, from ${formatPercent(lowest.percent)} on ${shortened(lowest.label)} to ${formatPercent(highest.percent)} on ${shortened(highest.label)}`
  }.`;
  const months = figures.mapsByMonth.rows
    .filter(({ mapName }) => main.includes(mapName))
    .map(({ mapName, month, ctRounds, rounds }) => ({ group: mapName, month, share: wilson(ctRounds, rounds) }));
  return {
    ...head,
    summary,
    body: [
      sharePlot(
        `Share of rounds won as CT by map, with 95 % intervals. ${summary}`,
        ordered.filter(({ label }) => main.includes(label)),
        { axis: 'rounds won as CT', reference: 50 },
      ),
      '<h4>Over time</h4>',
      monthShares('Share of rounds won as CT by map and month, with 95 % intervals', withGaps(months), {
        groups: main,
        reference: 50,
      }),
    ].join('\n'),
    caption: `n = ${pluralize(n, 'round')} of regulation on maps with half scores. Bars and bands: 95 % intervals.${cutNote(main.length, rows.length)} The numbers by month are those of “Maps played”.`,
    numbers: {
      label: 'Rounds won as CT by map: numbers',
      head: ['map', 'maps', 'CT rounds', 'rounds', 'CT share (95 % interval)'],
      rows: rows.map(({ mapName, maps, ctRounds, rounds }): Cell[] => [
        ...[mapName, maps, ctRounds, rounds, percentCell(ctRounds, rounds)],
      ]),
    },
  };
}

type MonthRow = Parameters<typeof monthShares>[1][number];

/** Adds the months between the first and the last one in which a map was not played, so that lines have gaps there. */
function withGaps(rows: readonly MonthRow[]): MonthRow[] {
  const months = rows.map(({ month }) => month).toSorted();
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return [];
  const all: string[] = [];
  for (
    let at = new Date(`${first}-01T00:00:00Z`);
    ;
    at = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))
  ) {
    const month = at.toISOString().slice(0, 7);
    all.push(month);
    if (month >= last) break;
  }
  const known = new Map(rows.map((row) => [`${row.month} ${row.group}`, row]));
  const groups = [...new Set(rows.map(({ group }) => group))];
  return groups.flatMap((group) => all.map((month) => known.get(`${month} ${group}`) ?? { group, month, share: null }));
}

export function ratings({ ratings: { rows, sql }, ratingSummary }: ReportFigures): Section {
  const head = { id: 'ratings', title: 'Ratings by rating version', queries: [sql, ratingSummary.sql] };
  if (rows.length === 0) return emptySection(head, 'no rating of a known version is stored.');
  const totals = new Map(ratingSummary.rows.map((row) => [row.ratingVersion, row.players]));
  const n = sum([...totals.values()]);
  const bins = rows.map(({ ratingVersion, ratingTenths, players }) => ({
    ...{ group: ratingVersion, from: ratingTenths / 10, to: (ratingTenths + 1) / 10, count: players },
    share: (100 * players) / (totals.get(ratingVersion) ?? players),
  }));
  const summary = ratingSummary.rows
    .map(
      ({ ratingVersion, median, p10, p90 }) =>
        `Version ${ratingVersion}: median ${median.toFixed(2)}, four of five between ${p10.toFixed(2)} and ${p90.toFixed(2)}.`,
    )
    .join(' ');
  return {
    ...head,
    summary: shortened(summary, 400),
    body: [
      histograms(`Distribution of the ratings of players on maps, by rating version. ${summary}`, bins, {
        axis: 'rating',
        domain: [0, 2.5],
      }),
      renderTable({
        label: 'Ratings by rating version',
        head: ['version', 'n', 'mean', '10 % below', 'median', '10 % above'],
        rows: ratingSummary.rows.map(({ ratingVersion, players, mean, p10, median, p90 }): Cell[] => [
          ...[ratingVersion, players, mean.toFixed(3), p10.toFixed(2), median.toFixed(2), p90.toFixed(2)],
        ]),
      }),
    ].join('\n'),
    caption: `n = ${pluralize(n, 'rating')} of one player on one map. Ratings of different versions do not compare. The plot ends at 2.5.`,
    numbers: {
      label: 'Ratings: numbers',
      head: ['version', 'rating from', 'ratings'],
      rows: rows.map(({ ratingVersion, ratingTenths, players }): Cell[] => [
        ratingVersion,
        (ratingTenths / 10).toFixed(1),
        players,
      ]),
    },
  };
}

const BUYS = ['full_eco', 'semi_eco', 'semi_buy', 'full_buy'];
function buyName(buy: string): string {
  return buy.replace('_', ' ');
}

export function buyTypes({ buyTypes: { rows, sql } }: ReportFigures): Section {
  const head = { id: 'buy-types', title: 'Buy type against buy type', queries: [sql] };
  if (rows.length === 0) {
    return emptySection(head, 'no economy page is stored (stage performance-economy), or none shows sides.');
  }
  const n = sum(rows.map(({ rounds }) => rounds));
  const equal = rows.find(({ ctBuy, tBuy }) => ctBuy === 'full_buy' && tBuy === 'full_buy');
  const summary =
    equal === undefined
      ? 'How often the CT side won, by what both teams bought.'
      : `When both teams had a full buy, the CT side won ${percentCell(equal.ctWins, equal.rounds)} of ${pluralize(equal.rounds, 'round')}.`;
  const cells = rows.flatMap(({ ctBuy, tBuy, rounds, ctWins }) => {
    const share = wilson(ctWins, rounds);
    return share === null ? [] : [{ x: buyName(tBuy), y: buyName(ctBuy), share }];
  });
  const names = BUYS.map(buyName);
  return {
    ...head,
    summary,
    body: matrix(`Share of rounds won by the CT side, by buy type of both teams. ${summary}`, cells, {
      ...{ xs: names, ys: names.toReversed(), xLabel: 'T side bought', yLabel: 'CT bought' },
    }),
    caption: `Share of rounds won by the CT side. n = ${pluralize(n, 'round')} other than pistol rounds; most economy pages leave overtime out. The numbers have 95 % intervals.`,
    numbers: {
      label: 'Buy type against buy type: numbers',
      head: ['CT bought', 'T bought', 'rounds', 'CT won', 'CT share (95 % interval)'],
      rows: rows.map(({ ctBuy, tBuy, rounds, ctWins }): Cell[] => [
        ...[buyName(ctBuy), buyName(tBuy), rounds, ctWins, percentCell(ctWins, rounds)],
      ]),
    },
  };
}

export function overtime({ overtime: { rows, sql } }: ReportFigures): Section {
  const head = { id: 'overtime', title: 'Overtime', queries: [sql] };
  if (rows.length === 0) return emptySection(head, 'no stored map has half scores.');
  const [hits, n] = [sum(rows.map((row) => row.overtimes)), sum(rows.map((row) => row.maps))];
  const shares = sharesOf(rows.slice(0, MAX_MAPS), ({ mapName, overtimes, maps }) => ({
    name: mapName,
    hits: overtimes,
    n: maps,
  }));
  const summary = `${percentCell(hits, n)} of ${pluralize(n, 'map')} went to overtime.`;
  return {
    ...head,
    summary,
    body: sharePlot(
      `Share of maps with overtime, by map, with 95 % intervals. ${summary}`,
      shares.toSorted((one, other) => other.percent - one.percent),
      { axis: 'maps with overtime' },
    ),
    caption: `n = ${pluralize(n, 'map')} with half scores. Bars: 95 % intervals.${cutNote(shares.length, rows.length)}`,
    numbers: {
      label: 'Overtime: numbers',
      head: ['map', 'maps', 'with overtime', 'share (95 % interval)'],
      rows: rows.map(({ mapName, maps, overtimes }): Cell[] => [
        mapName,
        maps,
        overtimes,
        percentCell(overtimes, maps),
      ]),
    },
  };
}

const ACTIONS: readonly PartStyle[] = [
  { part: 'picked', label: 'picked', colour: '--picked' },
  { part: 'left over', label: 'left over', colour: '--left-over' },
  { part: 'removed', label: 'removed', colour: '--removed' },
];

export function vetoes({ vetoes: { rows, sql } }: ReportFigures): Section {
  const head = { id: 'vetoes', title: 'Picks and bans', queries: [sql] };
  if (rows.length === 0) return emptySection(head, 'no veto is stored. Overview pages have them (stage overview).');
  const shown = rows.slice(0, MAX_MAPS);
  const most = (key: 'picked' | 'removed') =>
    rows.toSorted((one, other) => other[key] / other.vetoes - one[key] / one.vetoes)[0];
  const [picked, removed] = [most('picked'), most('removed')];
  const summary =
    picked === undefined || removed === undefined
      ? ''
      : `${shortened(picked.mapName)} was picked in ${percentCell(picked.picked, picked.vetoes)} of its vetoes, more than any other map; ${shortened(removed.mapName)} was removed most, in ${percentCell(removed.removed, removed.vetoes)}.`;
  const parts = shown.flatMap(({ mapName, vetoes: n, ...row }) => {
    const counts = { picked: row.picked, 'left over': row.leftOver, removed: row.removed };
    return Object.entries(counts).map(([part, count]) => ({ row: mapName, part, value: (100 * count) / n }));
  });
  return {
    ...head,
    summary,
    body: `${renderLegend(ACTIONS)}${stackedShares(`What became of each map in vetoes. ${summary}`, parts, ACTIONS)}`,
    caption: `Share of the vetoes that name the map; n is in the numbers.${cutNote(shown.length, rows.length)}`,
    numbers: {
      label: 'Picks and bans: numbers',
      head: ['map', 'vetoes', 'picked', 'left over', 'removed', 'picked (95 % interval)', 'removed (95 % interval)'],
      rows: rows.map(({ mapName, vetoes: n, picked: p, leftOver, removed: r }): Cell[] => [
        ...[mapName, n, p, leftOver, r, percentCell(p, n), percentCell(r, n)],
      ]),
    },
  };
}

export function manAdvantage({ manAdvantage: { rows, sql } }: ReportFigures): Section {
  const head = { id: 'man-advantage', title: 'Players alive', queries: [sql] };
  if (rows.length === 0) {
    return emptySection(head, 'no events of rounds are stored. Performance pages of 2026 and later have them.');
  }
  const n = sum(rows.map(({ situations }) => situations));
  const plotOf = (isBombPlanted: 0 | 1): string => {
    const cells = rows
      .filter((row) => row.isBombPlanted === isBombPlanted)
      .flatMap(({ ctAlive, tAlive, situations, ctWins }) => {
        const share = wilson(ctWins, situations);
        return share === null ? [] : [{ x: String(tAlive), y: String(ctAlive), share }];
      });
    const state = isBombPlanted === 1 ? 'after the bomb was planted' : 'before the bomb was planted';
    const numbers = ['1', '2', '3', '4', '5'];
    if (cells.length === 0) return '';
    return `<h4>${state.charAt(0).toUpperCase()}${state.slice(1)}</h4>\n${matrix(
      `Share of rounds won by the CT side ${state}, by the number of players alive`,
      cells,
      { xs: numbers, ys: numbers.toReversed(), xLabel: 'T players alive', yLabel: 'CT alive' },
    )}`;
  };
  const ahead = rows.filter(({ ctAlive, tAlive }) => ctAlive !== tAlive);
  const [wins, situations] = [
    sum(ahead.map((row) => (row.ctAlive > row.tAlive ? row.ctWins : row.situations - row.ctWins))),
    sum(ahead.map((row) => row.situations)),
  ];
  return {
    ...head,
    summary: `The team with more players alive won ${percentCell(wins, situations)} of the rounds, counted once for each situation.`,
    body: plotOf(0) + plotOf(1),
    caption: `Share of rounds won by the CT side. n = ${pluralize(n, 'situation')}: each event of a round leaves one, the last event none.`,
    numbers: {
      label: 'Players alive: numbers',
      head: ['CT alive', 'T alive', 'bomb planted', 'situations', 'CT won', 'CT share (95 % interval)'],
      rows: rows.map((row): Cell[] => [
        ...[
          String(row.ctAlive),
          String(row.tAlive),
          row.isBombPlanted === 1 ? 'yes' : 'no',
          row.situations,
          row.ctWins,
        ],
        percentCell(row.ctWins, row.situations),
      ]),
    },
  };
}

export function form({ form: { rows, sql } }: ReportFigures): Section {
  const head = { id: 'form', title: 'Recent form of teams', queries: [sql] };
  if (rows.length === 0) return emptySection(head, 'no finished match is stored.');
  const lastMs = Math.max(...rows.map((row) => row.lastStartMs));
  return {
    ...head,
    summary: `The ${pluralize(rows.length, 'team')} with the best world rank, then with the most matches, in the 90 days before the newest match.`,
    body: renderTable({
      label: 'Recent form of teams',
      head: [
        'team',
        'rank',
        'matches',
        'won',
        'lost',
        'drawn',
        'won (95 % interval)',
        'maps',
        'last matches, newest first',
      ],
      rows: rows.map((row): Cell[] => [
        row.team ?? `team ${row.teamId}`,
        row.rank,
        ...[row.matches, row.won, row.matches - row.won - row.drawn, row.drawn],
        percentCell(row.won, row.matches),
        `${row.mapsWon}–${row.mapsLost}`,
        [...row.results].join(' '),
      ]),
    }),
    caption: `W won, L lost, D drawn. The last of these matches started ${formatTimestamp(lastMs)}.`,
  };
}
