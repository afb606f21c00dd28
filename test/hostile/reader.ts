import { parentPort } from 'node:worker_threads';
import { checkPage } from '../../src/checks/check-page.ts';
import { ScraperError } from '../../src/errors.ts';
import { classifyAnswer } from '../../src/fetch/answer/classify.ts';
import { robotsFault } from '../../src/fetch/policy/robots.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import type { Page } from '../../src/pages/page.ts';
import { parseAndCheck } from '../../src/pages/page-parser.ts';
import { identifyPage, PAGES } from '../../src/pages/pages.ts';
import { withTimeout } from '../../src/pages/timeout.ts';
import { sitePage } from './pages.ts';

/** A thread that reads pages: it can be ended when it does not come to an end by itself. */

/** In the head, where a page of statistics begins, or where the page's own part holds what its parser looks for. */
type Place = 'head' | 'top' | 'inside';

const INSIDE: Record<PageKind, string> = {
  results: '<div class="results-holder allres"',
  match: '<div class="mapholder"',
  'map-stats': '<div class="stats-match-maps"',
  performance: '<div class="stats-match-maps"',
  economy: '<div class="stats-match-maps"',
};

/** A page of which one place is made of a unit, many times. */
export type Task = {
  kind: PageKind | 'robots';
  place: Place;
  before?: string;
  unit: string;
  times: number;
  after?: string;
  /** A time limit ends the work. All other pages are read to the end without one, on any machine. */
  isStopped?: boolean;
};

/** How the page was recognised, what the answer was taken for, and what was read. */
export type Told = { recognised: string; verdict: string; read: string };

function pageOf({ kind, place, before = '', unit, times, after = '' }: Task & { kind: PageKind }): string {
  const { html } = sitePage(kind);
  const marks = { head: '<meta charset', top: '<div class="stats-match-menu', inside: INSIDE[kind] };
  const at = html.indexOf(marks[place]);
  if (at < 0) throw new Error(`the ${kind} page holds no ${place}`);
  return html.slice(0, at) + before + unit.repeat(times) + after + html.slice(at);
}

function read(task: Task & { kind: PageKind }, html: string): Told {
  const { kind } = task;
  const { id } = sitePage(kind);
  const page = PAGES[kind];
  const recognised = identifyPage(html);
  const raw = {
    status: 200,
    headers: {},
    url: `https://www.hltv.org${page.path({ id })}`,
    body: html,
    bytes: Buffer.from(html),
  };
  const request = { kind, id, path: page.path({ id }), identify: () => recognised };
  return {
    recognised: recognised.isGenuine ? `${recognised.kind} ${recognised.id}` : 'nothing',
    verdict: classifyAnswer(raw, request).verdict,
    read: outcome(() =>
      withTimeout(
        () => parseAndCheck(page as Page, { html, target: { id }, check: (record) => checkPage(kind, record) }),
        STOP_MS,
      ),
    ),
  };
}

function outcome(work: () => unknown): string {
  try {
    work();
    return 'record';
  } catch (error) {
    if (`${error}`.includes('a page that is read and checked within')) return 'timeout';
    return error instanceof ScraperError ? error.code : `${error}`;
  }
}

/** The time limit of the program gives way to one around it, which is never reached. */
const NEVER_MS = 3_600_000;
/** Less than the limit of the program, so that the test ends soon. Without effect inside the limit above. */
const STOP_MS = 2_000;

function tell(task: Task): Told {
  if (task.kind === 'robots') return tellRobots(task);
  const page = { ...task, kind: task.kind };
  const html = pageOf(page);
  return task.isStopped ? read(page, html) : withTimeout(() => read(page, html), NEVER_MS);
}

function tellRobots({ before = '', unit, times, after = '' }: Task): Told {
  const body = before + unit.repeat(times) + after;
  const url = 'https://www.hltv.org/robots.txt';
  const fault = robotsFault({ status: 200, headers: {}, url, body, bytes: Buffer.from(body) });
  return { recognised: '', verdict: fault ?? 'rules', read: '' };
}

parentPort?.on('message', (task: Task) => parentPort?.postMessage(tell(task)));
