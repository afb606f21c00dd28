import type { ReportFigures, ReportFilters } from '../../report-data.ts';
import { formatCount, formatTimestamp } from '../format.ts';
import { coverageByEvent, coverageByMonth, freshness, missing, quality, runHistory } from './data-sections.ts';
import { buyTypes, ctShare, form, manAdvantage, mapsPlayed, overtime, ratings, vetoes } from './game-sections.ts';
import { GENERATOR } from './generator.ts';
import { escaped, renderSection, type Section } from './html.ts';
import { STYLE } from './style.ts';

/** The report as one HTML document without scripts and links to other files. */

/** What is rendered. */
export type ReportContent = {
  figures: ReportFigures;
  filters: ReportFilters;
  /** The site that the data comes from; null: not known yet. */
  site: string | null;
  /** Version of the program. */
  version: string;
  nowMs: number;
};

/** Content Security Policy: nothing is loaded and no script runs, even if a name contains HTML. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** Renders the whole document. */
export function renderReport({ figures, filters, site, version, nowMs }: ReportContent): string {
  const dataSections = [
    ...[coverageByMonth(figures), coverageByEvent(figures), missing(figures), freshness(figures, nowMs)],
    ...[runHistory(figures), quality(figures)],
  ];
  const gameSections = [
    ...[mapsPlayed(figures), ctShare(figures), overtime(figures), vetoes(figures), buyTypes(figures)],
    ...[manAdvantage(figures), ratings(figures), form(figures)],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="${GENERATOR} ${escaped(version)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>Counter-Strike match data: report of ${formatTimestamp(nowMs)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Counter-Strike match data</h1>
<p class="muted">Written ${formatTimestamp(nowMs)} by hltv-scraper ${escaped(version)}${site === null ? '' : `. Source: ${escaped(site)}`}</p>
<p class="muted">${escaped(filterText(filters))}</p>
${renderKeyFigures(figures)}
<nav aria-label="Sections">${renderLinks(dataSections)}${renderLinks(gameSections)}</nav>
</header>
<main>
<h2>The data</h2>
${dataSections.map(renderSection).join('\n')}
<h2>The game</h2>
${gameSections.map(renderSection).join('\n')}
</main>
<footer>
<h2>About the numbers</h2>
<p>Intervals are 95 % Wilson score intervals. They assume that rounds and maps are independent of each other, which is not
entirely true: the real uncertainty is somewhat larger. Days and months are UTC. Missing values are left out and never counted as 0.</p>
<details><summary>Statements to run before the queries</summary>
<pre tabindex="0" role="region" aria-label="Statements to run before the queries"><code>${escaped(figures.setup)}</code></pre></details>
</footer>
</body>
</html>
`;
}

function renderLinks(sections: readonly Section[]): string {
  const items = sections.map(({ id, title }) => `<li><a href="#${escaped(id)}">${escaped(title)}</a></li>`);
  return `<ul>${items.join('')}</ul>`;
}

function renderKeyFigures({ totals: { rows } }: ReportFigures): string {
  const [totals] = rows;
  if (totals === undefined) return '';
  const day = (ms: number | null): string => (ms === null ? '–' : formatTimestamp(ms).slice(0, 10));
  const items = [
    ['finished matches', formatCount(totals.finished)],
    ['maps played', formatCount(totals.maps)],
    ['rounds', formatCount(totals.rounds)],
    ['teams', formatCount(totals.teams)],
    ['events', formatCount(totals.events)],
    ['first match', day(totals.firstStartMs)],
    ['last match', day(totals.lastStartMs)],
  ];
  return `<dl>${items.map(([term = '', value = '']) => `<div><dt>${term}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
}

/** `All matches`, or which ones. @internal */
export function filterText({ sinceMs, untilMs, events, teams, maps, minStars }: ReportFilters): string {
  const day = (ms: number): string => formatTimestamp(ms).slice(0, 10);
  const parts = [
    sinceMs === null ? '' : `since ${day(sinceMs)}`,
    untilMs === null ? '' : `until ${day(untilMs - 1)}`,
    events.length === 0 ? '' : `event: ${events.join(' or ')}`,
    teams.length === 0 ? '' : `team: ${teams.join(' or ')}`,
    maps.length === 0 ? '' : `map: ${maps.join(' or ')}`,
    minStars === null || minStars === 0 ? '' : `at least ${minStars} stars`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'All matches' : `Matches: ${parts.join('; ')}`;
}
