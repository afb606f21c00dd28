import { COVERAGE_STATES, type CoverageState, type ReportFigures } from '../../report-data.ts';
import { formatCount, formatDuration, formatTimestamp, isOrAre, pluralize } from '../format.ts';
import { type PartStyle, renderLegend, runBars, stackedMonths } from './charts.ts';
import { type Cell, renderTable, type Section, shortened } from './html.ts';
import { formatPercent, sum } from './intervals.ts';

/** The sections about the data: coverage, freshness, runs and quality. Each function returns one section. */

const STATES: readonly PartStyle[] = COVERAGE_STATES.map((state) => ({
  part: state,
  label: state,
  colour: `--${state}`,
}));

const MEANINGS: Record<CoverageState, string> = {
  complete: 'nothing of it is left to fetch',
  awaiting: 'a page was not complete yet and is read again later',
  pending: 'a page is still to be fetched',
  refused: 'the site refused a page; it is requested again by the next run',
  quarantined: 'a page could not be parsed or contradicts itself',
  failed: 'the attempts at a page are used up',
  skipped: 'excluded by the filters of the runs or by robots.txt',
};

/** `12 pending, 3 failed`; empty when nothing is missing. */
function missingText(counts: ReadonlyMap<CoverageState, number>): string {
  return COVERAGE_STATES.filter((state) => state !== 'complete')
    .flatMap((state) => {
      const count = counts.get(state) ?? 0;
      return count === 0 ? [] : [`${formatCount(count)} ${state}`];
    })
    .join(', ');
}

function countStates(rows: readonly { state: CoverageState; matches: number }[]): Map<CoverageState, number> {
  const counts = new Map<CoverageState, number>();
  for (const { state, matches } of rows) counts.set(state, (counts.get(state) ?? 0) + matches);
  return counts;
}

export function coverageByMonth({ coverageByMonth: { rows, sql } }: ReportFigures): Section {
  const total = sum(rows.map(({ matches }) => matches));
  const counts = countStates(rows);
  const complete = counts.get('complete') ?? 0;
  const missing = missingText(counts);
  const dated = rows.flatMap(({ month, ...row }) => (month === null ? [] : [{ ...row, month }]));
  const undated = total - sum(dated.map(({ matches }) => matches));
  const summary =
    total === 0
      ? 'No match is known yet. A run reads the results listing first; import takes saved pages.'
      : `${formatCount(complete)} of ${pluralize(total, 'known match', 'known matches')} (${formatPercent((100 * complete) / total)}) ${isOrAre(complete)} complete. ${
          missing === '' ? 'Nothing is missing.' : `Missing: ${missing}.`
        }`;
  return {
    id: 'coverage-month',
    title: 'Coverage by month',
    summary,
    body:
      dated.length === 0
        ? ''
        : renderLegend(STATES.filter(({ part }) => counts.has(part as CoverageState))) +
          stackedMonths(
            `Known matches by month and state. ${summary}`,
            dated.map(({ month, state, matches }) => ({ row: month, part: state, value: matches })),
            STATES,
          ),
    caption: `n = ${pluralize(total, 'match', 'matches')}, by month of their start (UTC); of matches that are not stored, of their end.${
      undated === 0 ? '' : ` ${formatCount(undated)} without a known date ${isOrAre(undated)} not in the plot.`
    }`,
    numbers: {
      label: 'Coverage by month: numbers',
      head: ['month', 'state', 'matches'],
      rows: rows.map(({ month, state, matches }) => [month ?? 'unknown', state, matches]),
    },
    queries: [sql],
  };
}

const MAX_EVENTS = 25;
const MAX_COMPLETE_EVENTS = 10;

export function coverageByEvent({ coverageByEvent: { rows, sql } }: ReportFigures): Section {
  const events = new Map<string | null, typeof rows>();
  for (const row of rows) events.set(row.event, [...(events.get(row.event) ?? []), row]);
  const tallies = [...events].map(([event, ofEvent]) => {
    const counts = countStates(ofEvent);
    const total = sum(ofEvent.map(({ matches }) => matches));
    const complete = counts.get('complete') ?? 0;
    const lastMs = Math.max(...ofEvent.map((row) => row.lastMs ?? 0));
    return { event, total, complete, missing: missingText(counts), lastMs };
  });
  const listed = tallies
    .toSorted((one, other) => other.total - other.complete - (one.total - one.complete) || other.lastMs - one.lastMs)
    .filter(({ missing }, index) => index < (missing === '' ? MAX_COMPLETE_EVENTS : MAX_EVENTS));
  const isCut = tallies.length > listed.length;
  const completeEvents = tallies.filter(({ total, complete }) => total === complete).length;
  return {
    id: 'coverage-event',
    title: 'Coverage by event',
    summary:
      tallies.length === 0
        ? 'No event is known yet.'
        : `${formatCount(completeEvents)} of ${pluralize(tallies.length, 'event')} ${isOrAre(completeEvents)} complete.`,
    body:
      listed.length === 0
        ? ''
        : renderTable({
            label: 'Coverage by event',
            head: ['event', 'matches', 'complete', 'missing'],
            rows: listed.map(({ event, total, complete, missing }): Cell[] => [
              event ?? '(no event)',
              total,
              formatPercent((100 * complete) / total),
              missing === '' ? '–' : missing,
            ]),
          }),
    ...(isCut
      ? {
          caption: `${pluralize(listed.length, 'event')}: those with most missing matches first, then the latest; the query returns all.`,
        }
      : {}),
    queries: [sql],
  };
}

const MAX_REASONS = 25;

export function missing({ missingMatches, missingPages }: ReportFigures): Section {
  const total = sum(missingMatches.rows.map(({ matches }) => matches));
  const pages = sum(missingPages.rows.map((row) => row.pages));
  const matchRows = missingMatches.rows.slice(0, MAX_REASONS);
  const pageRows = missingPages.rows.slice(0, MAX_REASONS);
  const isCut = matchRows.length < missingMatches.rows.length || pageRows.length < missingPages.rows.length;
  const matchTable = renderTable({
    label: 'Matches that are not complete, by state and reason',
    head: ['matches', 'state', 'reason', 'meaning'],
    rows: matchRows.map(({ state, reason, matches }): Cell[] => [matches, state, reason ?? '–', MEANINGS[state]]),
  });
  const pageTable = renderTable({
    label: 'Pages that are not stored, by kind, state and reason',
    head: ['pages', 'kind', 'state', 'reason'],
    rows: pageRows.map(({ kind, state, reason, pages: count }): Cell[] => [count, kind, state, reason ?? '–']),
  });
  return {
    id: 'missing',
    title: 'What is missing, and why',
    summary:
      total === 0 && pages === 0
        ? 'No known match lacks a page.'
        : `${pluralize(total, 'match is', 'matches are')} not complete; ${pluralize(pages, 'known page is', 'known pages are')} not stored.`,
    body: [total === 0 ? '' : matchTable, pages === 0 ? '' : pageTable].join('\n'),
    ...(isCut ? { caption: `The ${MAX_REASONS} most frequent reasons; the queries return all.` } : {}),
    queries: [missingMatches.sql, missingPages.sql],
  };
}

/** `2024-01-31 14:05 UTC (3 d 4 h before this report)`. */
function ago(ms: number | null, nowMs: number): string {
  if (ms !== null && ms > nowMs) return formatTimestamp(ms);
  return ms === null ? 'never' : `${formatTimestamp(ms)} (${formatDuration(nowMs - ms)} before this report)`;
}

export function freshness({ freshness: { rows, sql } }: ReportFigures, nowMs: number): Section {
  const [row] = rows;
  return {
    id: 'freshness',
    title: 'Freshness',
    summary:
      row?.lastMatchMs === null || row === undefined
        ? 'No finished match is stored yet.'
        : `The newest stored match started ${ago(row.lastMatchMs, nowMs)}.`,
    body: renderTable({
      label: 'Freshness',
      head: ['what', 'when'],
      rows: [
        ['last run that ended with nothing left to do', ago(row?.lastCompleteRunMs ?? null, nowMs)],
        ['last page fetched from the site', ago(row?.lastPageMs ?? null, nowMs)],
        ['end of the newest match in the listing', ago(row?.lastListedEndMs ?? null, nowMs)],
        ['start of the newest stored match', ago(row?.lastMatchMs ?? null, nowMs)],
      ],
    }),
    queries: [sql],
  };
}

const MAX_RUNS = 15;

export function runHistory({ runs: { rows, sql } }: ReportFigures): Section {
  const paced = rows.filter(
    ({ pagesPerMinute, pages, command }) => pagesPerMinute !== null && (pages ?? 0) > 0 && command !== 'import',
  );
  const halted = rows.filter(({ reason }) => reason === 'halted').length;
  const refusals = sum(rows.map((row) => row.refusals ?? 0));
  const summary =
    rows.length === 0
      ? 'There was no run yet.'
      : `${haltedText(rows.length, halted)}; the site refused ${pluralize(refusals, 'request')}.`;
  const bars = paced.toReversed().map(({ runId, pagesPerMinute, reason, pages }) => ({
    runId,
    pagesPerMinute: pagesPerMinute ?? 0,
    isHalted: reason === 'halted',
    title: `run ${runId}: ${(pagesPerMinute ?? 0).toFixed(1)} pages per minute, ${pluralize(pages ?? 0, 'page')}, ${reason ?? 'running'}`,
  }));
  const isHalted = bars.some((bar) => bar.isHalted);
  const plot = bars.length === 0 ? '' : runBars(`Pages per minute by run, the oldest first. ${summary}`, bars);
  return {
    id: 'runs',
    title: 'Runs',
    summary,
    body: [
      plot === '' || !isHalted
        ? ''
        : renderLegend([
            { part: 'other', label: 'ended by itself or by a limit', colour: '--accent' },
            { part: 'halted', label: 'halted', colour: '--failed' },
          ]),
      plot,
      rows.length === 0 ? '' : runTable(rows.slice(0, MAX_RUNS)),
    ].join('\n'),
    ...(rows.length === 0 ? {} : { caption: runCaption(rows.length, bars.length) }),
    numbers: {
      label: 'Runs: numbers',
      head: ['run', 'pages', 'pages per minute', 'refusals', 'failures'],
      rows: rows.map(({ runId, pages, pagesPerMinute, refusals: refused, failures }): Cell[] => [
        ...[String(runId), pages, pagesPerMinute, refused, failures],
      ]),
    },
    queries: [sql],
  };
}

function haltedText(runs: number, halted: number): string {
  if (runs === 1) return `The last run was ${halted === 1 ? '' : 'not '}halted`;
  return `Of the last ${pluralize(runs, 'run')}, ${formatCount(halted)} ${halted === 1 ? 'was' : 'were'} halted`;
}

function runCaption(runs: number, bars: number): string {
  const shown = runs > MAX_RUNS ? `The table shows the last ${MAX_RUNS} runs. ` : '';
  return `${shown}The plot shows n = ${pluralize(bars, 'run')} that fetched pages.`;
}

function runTable(rows: ReportFigures['runs']['rows']): string {
  return renderTable({
    label: 'The last runs',
    head: ['run', 'started', 'took', 'pages', 'pages/min', 'refusals', 'failures', 'ended', 'exit'],
    rows: rows.map((run): Cell[] => [
      `${run.runId} ${run.command}`,
      formatTimestamp(run.startedAtMs),
      run.endedAtMs === null ? '' : formatDuration(run.endedAtMs - run.startedAtMs),
      run.pages,
      run.pagesPerMinute === null ? null : Math.round(10 * run.pagesPerMinute) / 10,
      run.refusals,
      run.failures,
      run.reason === null ? 'running, or killed' : `${run.reason}${run.detail === null ? '' : `: ${run.detail}`}`,
      run.exitCode === null ? '' : String(run.exitCode),
    ]),
  });
}

export function quality({ findings, quarantine, coverageAlarms }: ReportFigures): Section {
  const found = sum(findings.rows.map((row) => row.findings));
  const quarantined = sum(quarantine.rows.map(({ pages }) => pages));
  const alarms = coverageAlarms.rows;
  const tables = [
    alarms.length === 0
      ? ''
      : renderTable({
          label: 'Coverage alarms',
          head: ['coverage alarm: block', 'pages of kind', 'missing in a row', 'since'],
          rows: alarms.map(({ block, kind, missing: count, firstMissedAtMs }): Cell[] => [
            ...[block, kind, count, formatTimestamp(firstMissedAtMs)],
          ]),
        }),
    quarantined === 0
      ? ''
      : renderTable({
          label: 'Quarantined pages by rule',
          head: ['quarantined because of', 'pages', 'example'],
          rows: quarantine.rows.map(({ rule, field, pages, example }): Cell[] => [
            ...[field === null ? rule : `${rule} ${field}`, pages, shortened(example, 200)],
          ]),
        }),
    found === 0
      ? ''
      : renderTable({
          label: 'Findings by rule',
          head: ['finding: rule', 'severity', 'findings', 'pages', 'example'],
          rows: findings.rows.map(({ rule, severity, findings: count, pages, example }): Cell[] => [
            ...[rule, severity, count, pages, shortened(example, 200)],
          ]),
        }),
  ];
  return {
    id: 'quality',
    title: 'Findings and coverage alarms',
    summary: `${pluralize(alarms.length, 'coverage alarm')}, ${pluralize(quarantined, 'quarantined page')}, ${pluralize(found, 'finding')} on stored pages. Filters do not apply here.`,
    body: tables.filter((table) => table !== '').join('\n'),
    queries: [coverageAlarms.sql, quarantine.sql, findings.sql],
  };
}
