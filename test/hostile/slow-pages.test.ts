import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import type { Task, Told } from './reader.ts';

/** Pages made to keep a parser busy forever or to exhaust its memory, in sizes at which a careless parser never ends. */

const MB = 1_000_000;
const LARGE = 4 * MB;
/** CPU time: how long a page takes by the clock depends on what else the machine does. */
const LIMIT_CPU_MS = 10_000;
const LOOK_EVERY_MS = 100;

const fill = (unit: string, bytes = LARGE): { unit: string; times: number } => ({
  unit,
  times: Math.floor(bytes / unit.length),
});

type Case = { what: string; task: Task; read?: RegExp };

const DEPTH: Case[] = [
  { what: '100,000 levels', task: { kind: 'match', place: 'inside', unit: '<b>', times: 100_000 } },
  {
    what: '100,000 levels where it looks',
    task: { kind: 'economy', place: 'inside', unit: '<b>', times: 100_000 },
  },
  { what: '1,000,000 levels', task: { kind: 'map-stats', place: 'inside', unit: '<b>', times: 1_000_000 } },
  {
    what: 'levels and end tags of others',
    task: { kind: 'results', place: 'inside', unit: '<b>', times: 100_000, after: '</i>'.repeat(100_000) },
  },
  {
    what: 'levels hidden by end tags in comments',
    task: { kind: 'performance', place: 'inside', unit: '<div><!--</div>-->', times: 20_000 },
    read: /^parse$/,
  },
  {
    what: 'levels hidden by end tags in attributes',
    task: { kind: 'performance', place: 'inside', unit: '<div><br title="</div>">', times: 20_000 },
    read: /^parse$/,
  },
  {
    what: 'blocks within blocks within blocks',
    task: {
      kind: 'performance',
      place: 'inside',
      before: '<div class="player-overview">'.repeat(300) + '<div class="col">'.repeat(300),
      unit: '<i></i>',
      times: 100_000,
      isStopped: true,
    },
    read: /^timeout$/,
  },
];

const SHAPES: Case[] = [
  {
    what: 'rows without end',
    task: {
      kind: 'economy',
      place: 'inside',
      before: '<div class="stats-rows">',
      unit: '<div class="team-economy-stat"><b>Total full eco</b><i title="Played">1 (0)</i></div>',
      times: 1_001,
      after: '</div>',
    },
    read: /^record$/,
  },
  {
    what: 'a million elements side by side',
    task: { kind: 'economy', place: 'inside', unit: '<i></i>', times: 480_000 },
  },
  { what: 'millions of tags', task: { kind: 'economy', place: 'inside', ...fill('<br>') }, read: /^parse$/ },
  { what: 'millions of declarations', task: { kind: 'match', place: 'inside', ...fill('<!a>') } },
  { what: 'one tag without end', task: { kind: 'match', place: 'inside', before: '<a ', ...fill('x') } },
  {
    what: 'one attribute of megabytes',
    task: { kind: 'match', place: 'inside', before: '<a title="', ...fill('x '), after: '">' },
  },
  {
    what: 'an attribute without end',
    task: { kind: 'results', place: 'inside', before: '<a title="', ...fill('x') },
  },
  {
    what: 'classes without end',
    task: {
      kind: 'match',
      place: 'inside',
      before: '<a class="teamsBox mapholder ',
      ...fill('a '),
      after: '">',
    },
  },
  {
    what: 'a million attributes',
    task: { kind: 'map-stats', place: 'inside', before: '<a ', ...fill('a b=c '), after: '>' },
  },
  { what: 'a comment without end', task: { kind: 'match', place: 'inside', ...fill('<!-- ') } },
  { what: 'a script without end', task: { kind: 'match', place: 'head', ...fill('<script>') } },
  { what: 'a million references', task: { kind: 'results', place: 'inside', ...fill('&amp;') } },
  { what: 'references without end', task: { kind: 'results', place: 'inside', ...fill('&#') } },
  { what: 'NUL and nothing else', task: { kind: 'economy', place: 'inside', ...fill('\0') } },
  { what: 'quotes', task: { kind: 'map-stats', place: 'inside', ...fill('"') } },
];

const CELL = '<tr class="team-categories"><td class="team"><img alt="x"></td><td class="equipment-category-td">';

/** Text that a pattern with two ways to match takes ages over. */
const PATTERNS: Case[] = [
  { what: 'links without end', task: { kind: 'results', place: 'head', ...fill('<link ') } },
  { what: 'meta tags without end', task: { kind: 'match', place: 'head', ...fill('<meta ') } },
  { what: 'titles without end', task: { kind: 'economy', place: 'head', ...fill('<title') } },
  {
    what: 'scripts of data without end',
    task: { kind: 'match', place: 'head', ...fill('<script application/ld+json') },
  },
  {
    what: 'scripts of data never closed',
    task: { kind: 'match', place: 'head', ...fill('<script type="application/ld+json">') },
  },
  {
    what: 'tabs without end',
    task: { kind: 'map-stats', place: 'top', ...fill('<a class="stats-top-menu-item" ') },
  },
  { what: 'a word that is no class', task: { kind: 'match', place: 'head', ...fill(' match-page ') } },
  {
    what: 'classes behind a tag',
    task: { kind: 'match', place: 'head', ...fill(`<b>${' class="match-page"'.repeat(100)}`) },
  },
  {
    what: 'a class of no tag',
    task: { kind: 'match', place: 'head', ...fill(' class="match-page') },
  },
  { what: 'another word that is no class', task: { kind: 'results', place: 'head', ...fill(' contentCol') } },
  { what: 'classes of one tag', task: { kind: 'match', place: 'head', before: '<a', ...fill(' class=', MB) } },
  {
    what: 'blanks behind a title',
    task: { kind: 'match', place: 'head', before: '<title>Just a moment', ...fill(' ', MB) },
  },
  { what: 'turnstiles', task: { kind: 'match', place: 'head', before: '<a', ...fill(' class="cf-turnstile-', MB) } },
  { what: 'headings', task: { kind: 'match', place: 'inside', ...fill('<h1 Access denied', MB) } },
  { what: 'an error without number', task: { kind: 'match', place: 'inside', ...fill('error code: ', MB) } },
  { what: 'blank lines in robots.txt', task: { kind: 'robots', place: 'head', ...fill('\n', MB), after: 'x' } },
  {
    what: 'digits in the name of a block',
    task: {
      kind: 'match',
      place: 'inside',
      before: '<div class="stats-content" id="',
      ...fill('1', MB),
      after: 'x"></div>',
    },
  },
  {
    what: 'ratings in a header',
    task: {
      kind: 'map-stats',
      place: 'inside',
      before: '<table class="stats-table totalstats"><tr class="header-row"><th>',
      ...fill('Rating', MB),
      after: ' x</th></tr></table>',
    },
    read: /^record$/,
  },
  {
    what: 'blanks in the name of a picture',
    task: {
      kind: 'economy',
      place: 'inside',
      before: `<table class="equipment-categories">${CELL}<img src="`,
      ...fill(' ', MB),
      after: `x"></td></tr>${CELL}<img src="y"></td></tr></table>`,
    },
    read: /^record$/,
  },
];

let worker: Worker | null = null;

function tell(task: Task): Promise<Told> {
  worker ??= new Worker(new URL('./reader.ts', import.meta.url));
  const thread = worker;
  const { promise, resolve, reject } = Promise.withResolvers<Told>();
  const before = process.cpuUsage();
  const watch = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1_000 < LIMIT_CPU_MS) return;
    worker = null;
    void thread.terminate();
    reject(new Error(`not read within ${LIMIT_CPU_MS} ms of CPU time`));
  }, LOOK_EVERY_MS);
  thread.once('message', resolve);
  thread.once('error', reject);
  thread.postMessage(task);
  return promise.finally(() => {
    clearInterval(watch);
    thread.off('message', resolve);
    thread.off('error', reject);
  });
}

afterAll(() => worker?.terminate());

describe.each([
  { of: 'depth', cases: DEPTH },
  { of: 'shape', cases: SHAPES },
  { of: 'wording', cases: PATTERNS },
])('pages of absurd $of', ({ cases }) => {
  it.each(cases)('are a record or a named error: $what', async ({ task, read }) => {
    const result = await tell(task);
    expect(result.read).toMatch(read ?? /^(?:record|parse|no-data|)$/);
  });
});
