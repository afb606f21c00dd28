import * as Plot from '@observablehq/plot';
import { formatCount } from '../format.ts';
import { escaped, shortened } from './html.ts';
import { formatPercent, formatShare, type Share } from './intervals.ts';
import { type PlotOptions, renderPlot, type Width } from './plot.ts';

/** The plots of a report. Marks have titles, which a browser shows as tooltips. */

const ACCENT = 'var(--accent)';
const GRID = 'var(--grid)';
const TEXT = 'currentColor';

/** Margins with space for the numbers and the label of the axis below a plot. */
const LABELLED_AXIS = { marginTop: 8, marginBottom: 44 };

function isWide(width: Width): boolean {
  return width === 'wide';
}

/** The start of a month, as `2026-02`. */
function monthStart(month: string): Date {
  return new Date(`${month}-01T00:00:00Z`);
}

function monthMiddle(month: string): Date {
  return new Date(monthStart(month).getTime() + 15 * 86_400_000);
}

function nextMonth(month: string): Date {
  const start = monthStart(month);
  return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1));
}

/** The axis from the first month to the end of the last one. */
type Scale = Exclude<PlotOptions['x'], undefined>;

function monthAxis(months: readonly string[], width: Width): Scale {
  const sorted = months.toSorted();
  const [first = '1970-01', last = first] = [sorted[0], sorted.at(-1)];
  const span = sorted.length;
  return {
    type: 'utc',
    domain: [monthStart(first), nextMonth(last)],
    label: null,
    ticks: Math.min(isWide(width) ? 8 : 3, Math.max(1, span)),
    ...(new Set(sorted).size < 4 ? { ticks: 'month' } : {}),
  };
}

/** A share with the name of its row. */
export type ShareOf = Share & { label: string };

/** A dot with its interval for each row. `reference`: a line at this percentage. */
export function sharePlot(
  label: string,
  rows: readonly ShareOf[],
  { axis, reference }: { axis: string; reference?: number },
): string {
  const values = [...rows.flatMap(({ low, high }) => [low, high]), ...(reference === undefined ? [] : [reference])];
  const domain = [Math.max(0, Math.floor(Math.min(...values) - 1)), Math.min(100, Math.ceil(Math.max(...values) + 1))];
  return renderPlot(label, (width) => ({
    ...LABELLED_AXIS,
    marginLeft: isWide(width) ? 130 : 96,
    marginRight: 44,
    height: 64 + 24 * rows.length,
    x: { domain, label: `${axis} (%) →`, labelOffset: 38, ticks: isWide(width) ? 8 : 4 },
    y: {
      domain: rows.map((row) => row.label),
      label: null,
      tickSize: 0,
      tickFormat: (name: string) => tickName(name, width),
    },
    marks: [
      Plot.gridX({ stroke: GRID, strokeOpacity: 1 }),
      ...(reference === undefined ? [] : [Plot.ruleX([reference], { stroke: TEXT, strokeDasharray: '3,3' })]),
      Plot.link(rows, { x1: 'low', x2: 'high', y1: 'label', y2: 'label', stroke: ACCENT, strokeWidth: 2 }),
      Plot.dot(rows, { x: 'percent', y: 'label', r: 4, fill: ACCENT, title: titleOfShare }),
      Plot.text(rows, {
        x: 'high',
        y: 'label',
        dx: 6,
        textAnchor: 'start',
        ...{ fill: TEXT, stroke: 'var(--page)', strokeWidth: 4 },
        text: ({ percent }: ShareOf) => percent.toFixed(1),
      }),
    ],
  }));
}

function titleOfShare(row: ShareOf): string {
  return `${plain(row.label)}: ${formatShare(row)}, n ${formatCount(row.n)}`;
}

/** A name for a plot, which escapes its texts itself. Control characters are shown as `·`. */
function plain(name: string): string {
  return shortened(name).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '·');
}

/** A name cut to the space beside a plot. Symbols and letters of other scripts count as two characters. */
function tickName(name: string, width: Width): string {
  const limit = isWide(width) ? 18 : 11;
  let used = 0;
  const characters = [...plain(name)];
  const fitting = characters.filter((character) => {
    used += /[ -\u024f]/.test(character) ? 1 : 2;
    return used <= limit;
  });
  return fitting.length === characters.length ? fitting.join('') : `${fitting.slice(0, -1).join('')}…`;
}

/** Number of things in a month. */
export type MonthCount = { month: string; group: string; count: number };

/** Bars by month, one row of the plot for each group. `groups` gives their order. */
export function monthRows(label: string, rows: readonly MonthCount[], groups: readonly string[]): string {
  return renderPlot(label, (width) => ({
    ...rowLayout(groups, width),
    x: monthAxis(
      rows.map(({ month }) => month),
      width,
    ),
    y: {
      label: null,
      axis: 'right',
      ticks: [roundDown(Math.max(...rows.map(({ count }) => count)))],
      tickSize: 0,
      tickFormat: formatCount,
    },
    marks: [
      Plot.rectY(rows, {
        x: (row: MonthCount) => monthStart(row.month),
        interval: 'month',
        y: 'count',
        fy: 'group',
        fill: ACCENT,
        insetLeft: 0.25,
        insetRight: 0.25,
        title: ({ group, month, count }: MonthCount) => `${plain(group)}, ${month}: ${formatCount(count)}`,
      }),
      Plot.ruleY([0], { stroke: GRID }),
    ],
  }));
}

/** The largest of 1, 2, 5, 10, 20, … that is not above the value. */
function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([5, 2].find((factor) => factor * power <= value) ?? 1);
}

function rowLayout(groups: readonly string[], width: Width): PlotOptions {
  return {
    marginLeft: isWide(width) ? 130 : 96,
    marginRight: 40,
    marginTop: 8,
    height: 44 + 52 * groups.length,
    fy: {
      domain: [...groups],
      axis: 'left',
      label: null,
      padding: 0.18,
      tickFormat: (group: string) => tickName(group, width),
    },
  };
}

/** Share of a month; null: there are no cases. */
export type MonthShare = { month: string; group: string; share: Share | null };

/** The share of each month with its interval, one row of the plot for each group; months without a share are gaps. */
export function monthShares(
  label: string,
  rows: readonly MonthShare[],
  { groups, reference }: { groups: readonly string[]; reference: number },
): string {
  const points = rows.map(({ month, group, share }) => ({
    ...{ at: monthMiddle(month), month, group },
    ...(share ?? { percent: Number.NaN, low: Number.NaN, high: Number.NaN, n: 0 }),
  }));
  type Point = (typeof points)[number];
  const known = points.filter(({ n }) => n > 0);
  const certain = known.filter(({ low, high }) => high - low < 20);
  const distances = (certain.length > 0 ? certain : known).map(({ percent }) =>
    Math.ceil(Math.abs(percent - reference)),
  );
  const reach = Math.min(50, Math.max(5, ...distances) + 2);
  const isGap = (index: number, { group }: Point): boolean => !(points[index]?.group === group && points[index].n > 0);
  const single = points.filter((point, index) => isGap(index - 1, point) && isGap(index + 1, point));
  return renderPlot(label, (width) => ({
    ...rowLayout(groups, width),
    x: monthAxis(
      rows.map(({ month }) => month),
      width,
    ),
    y: {
      domain: [Math.max(0, reference - reach), Math.min(100, reference + reach)],
      label: null,
      axis: 'right',
      ticks: [reference - reach + 2, reference, reference + reach - 2],
      tickSize: 0,
    },
    marks: [
      Plot.ruleY([reference], { stroke: GRID }),
      Plot.areaY(points, { x: 'at', y1: 'low', y2: 'high', fy: 'group', fill: ACCENT, fillOpacity: 0.22, clip: true }),
      Plot.ruleX(single, {
        x: 'at',
        y1: 'low',
        y2: 'high',
        fy: 'group',
        stroke: ACCENT,
        strokeOpacity: 0.4,
        clip: true,
      }),
      Plot.lineY(points, { x: 'at', y: 'percent', fy: 'group', stroke: ACCENT, strokeWidth: 1.5, clip: true }),
      Plot.dot(points, {
        ...{
          x: 'at',
          y: 'percent',
          fy: 'group',
          r: points.length / groups.length > 40 ? 1 : 2.5,
          fill: ACCENT,
          clip: true,
        },
        title: (point: Point) =>
          `${plain(point.group)}, ${point.month}: ${formatShare(point)}, n ${formatCount(point.n)}`,
      }),
    ],
  }));
}

/** Size of a part of a stacked bar. */
export type Part = { row: string; part: string; value: number };
/** A part of stacked bars and the variable of its colour. */
export type PartStyle = { part: string; label: string; colour: string };

/** The colours of the parts, in their order. */
export function renderLegend(parts: readonly PartStyle[]): string {
  const items = parts.map(
    ({ label, colour }) => `<li><span class="swatch" style="background:var(${colour})"></span>${escaped(label)}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}

function partScale(parts: readonly PartStyle[]): Scale {
  return { domain: parts.map(({ part }) => part), range: parts.map(({ colour }) => `var(${colour})`) };
}

/** Counts by month, stacked. */
export function stackedMonths(label: string, rows: readonly Part[], parts: readonly PartStyle[]): string {
  const order = parts.map(({ part }) => part);
  return renderPlot(label, (width) => ({
    marginLeft: 46,
    marginRight: 16,
    height: 240,
    color: partScale(parts),
    x: monthAxis(
      rows.map(({ row }) => row),
      width,
    ),
    y: { label: null, ticks: 5, tickSize: 0 },
    marks: [
      Plot.gridY({ stroke: GRID, strokeOpacity: 1, ticks: 5 }),
      Plot.rectY(rows, {
        ...{ x: (row: Part) => monthStart(row.row), interval: 'month', y: 'value', fill: 'part', order },
        ...{ insetLeft: 0.25, insetRight: 0.25 },
        title: ({ row, part, value }: Part) => `${row}, ${part}: ${formatCount(value)}`,
      }),
      Plot.ruleY([0], { stroke: TEXT }),
    ],
  }));
}

/** Shares that add up to 100 %, one bar for each row. */
export function stackedShares(label: string, rows: readonly Part[], parts: readonly PartStyle[]): string {
  const names = [...new Set(rows.map(({ row }) => row))];
  return renderPlot(label, (width) => ({
    ...LABELLED_AXIS,
    marginLeft: isWide(width) ? 130 : 96,
    marginRight: 24,
    height: 60 + 26 * names.length,
    color: partScale(parts),
    x: { domain: [0, 100], label: 'share of vetoes (%) →', labelOffset: 38, ticks: isWide(width) ? 10 : 4 },
    y: { domain: names, label: null, tickSize: 0, padding: 0.2, tickFormat: (name: string) => tickName(name, width) },
    marks: [
      Plot.barX(rows, {
        ...{ x: 'value', y: 'row', fill: 'part', order: parts.map(({ part }) => part), insetRight: 1 },
        title: ({ row, part, value }: Part) => `${plain(row)}, ${part}: ${formatPercent(value)}`,
      }),
    ],
  }));
}

/** Bar of a histogram. */
export type Bin = { group: string; from: number; to: number; share: number; count: number };

/** Histograms, one row of the plot for each group. */
export function histograms(
  label: string,
  bins: readonly Bin[],
  { axis, domain }: { axis: string; domain: [number, number] },
) {
  const groups = [...new Set(bins.map(({ group }) => group))];
  return renderPlot(label, (width) => ({
    ...rowLayout(groups, width),
    height: 60 + 78 * groups.length,
    marginBottom: 44,
    marginLeft: 60,
    x: { domain, label: `${axis} →`, labelOffset: 38, ticks: isWide(width) ? 12 : 6 },
    y: { label: null, axis: 'right', ticks: 3, tickSize: 0, tickFormat: (value: number) => `${value} %` },
    marks: [
      Plot.rectY(bins, {
        ...{ x1: 'from', x2: 'to', y: 'share', fy: 'group', fill: ACCENT, inset: 0.5, clip: true },
        title: ({ group, from, to, share, count }: Bin) =>
          `${plain(group)}, ${from.toFixed(1)}–${to.toFixed(1)}: ${formatPercent(share)}, n ${formatCount(count)}`,
      }),
      Plot.ruleY([0], { stroke: GRID }),
    ],
  }));
}

/** Cell of a matrix. */
export type MatrixCell = { x: string; y: string; share: Share };

const MATRIX_AXIS = { labelAnchor: 'center', tickSize: 0, labelArrow: false, padding: 0.04 } as const;

/** A share for each pair of values; the colour shows how far it is from 50 %. */
export function matrix(
  label: string,
  cells: readonly MatrixCell[],
  { xs, ys, xLabel, yLabel }: { xs: readonly string[]; ys: readonly string[]; xLabel: string; yLabel: string },
): string {
  const labels = 20 + 6 * Math.max(...ys.map((name) => name.length));
  return renderPlot(label, (width) => ({
    ...{ marginLeft: labels + 24, marginTop: 46, marginBottom: 8, marginRight: 4 },
    ...(isWide(width) ? { width: 560 } : {}),
    height: 54 + 52 * ys.length,
    x: { ...MATRIX_AXIS, domain: [...xs], axis: 'top', label: xLabel, labelOffset: 38 },
    y: { ...MATRIX_AXIS, domain: [...ys], label: yLabel, labelOffset: labels + 16 },
    marks: [
      Plot.cell(cells, {
        ...{ x: 'x', y: 'y' },
        fill: ({ share }: MatrixCell) => (share.percent >= 50 ? 'var(--above)' : 'var(--below)'),
        fillOpacity: ({ share }: MatrixCell) => Math.abs(share.percent - 50) / 50,
        title: ({ x, y, share }: MatrixCell) => `${y}, ${x}: ${formatShare(share)}, n ${formatCount(share.n)}`,
      }),
      Plot.text(cells, {
        ...{ x: 'x', y: 'y', dy: -7, fontSize: isWide(width) ? 14 : 12, fontWeight: 600, fill: TEXT },
        text: ({ share }: MatrixCell) => `${share.percent.toFixed(0)} %`,
      }),
      Plot.text(cells, {
        ...{ x: 'x', y: 'y', dy: 9, fontSize: 11, fill: TEXT },
        text: ({ share }: MatrixCell) => `n ${formatCount(share.n)}`,
      }),
    ],
  }));
}

/** Bar of a run. */
export type RunBar = { runId: number; pagesPerMinute: number; isHalted: boolean; title: string };

/** Pages per minute of each run, the oldest first; halted runs in another colour. */
export function runBars(label: string, runs: readonly RunBar[]): string {
  return renderPlot(label, (width) => ({
    ...{ marginLeft: 46, marginRight: 16, height: 200 },
    x: {
      label: 'run',
      type: 'band',
      ticks: runs.map(({ runId }) => runId).filter(every(runs.length, isWide(width) ? 12 : 5)),
    },
    y: { label: 'pages per minute', tickSize: 0, ticks: 4 },
    marks: [
      Plot.gridY({ stroke: GRID, strokeOpacity: 1, ticks: 4 }),
      Plot.barY(runs, {
        ...{ x: 'runId', y: 'pagesPerMinute', title: 'title' },
        fill: ({ isHalted }: RunBar) => (isHalted ? 'var(--failed)' : ACCENT),
      }),
      Plot.ruleY([0], { stroke: TEXT }),
    ],
  }));
}

/** A filter that leaves at most `max` of `count` elements, at equal distances. */
function every(count: number, max: number): (_: unknown, index: number) => boolean {
  return (_, index) => index % Math.ceil(count / max) === 0;
}
