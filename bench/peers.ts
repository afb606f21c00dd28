import type { PageKind } from '../src/page-kinds.ts';
import { identifyPage, PAGES } from '../src/pages/pages.ts';
import { CORPUS_NOTES } from './corpus.ts';
import { type PeerCase, peerCases } from './peer-cases.ts';
import { type Facts, factsOfOurs } from './peer-facts.ts';
import { installPeers, type Peer } from './peer-packages.ts';
import { factsOfMapStats, factsOfMatch, factsOfResults } from './peer-results.ts';
import type { List, Row, Section } from './table.ts';
import { cpuTimed, cpuTimedAsync, median } from './timing.ts';

/** The npm packages `hltv` and `hltv-next` on the same pages: times, and the values that differ from the true ones. */

/** Every program reads every page once. Times are measured on this many pages of each group. */
const TIMED_PAGES = 6;
const CALLS = 2;
/** Our parser is compiled later than theirs, because it needs less time for a page. */
const WARM_UP_CALLS = 20;

/** What a package returned for a case; no entry if it threw. */
type Returned = Map<PeerCase, unknown>;

export default async function benchPeers(): Promise<Section> {
  const cases = peerCases();
  const asked: { peer: Peer; returned: Returned }[] = [];
  for (const peer of installPeers()) asked.push({ peer, returned: await callAll(peer, cases) });
  const rows: Row[] = [];
  for (const group of new Set(cases.map((one) => one.group))) {
    for (const { peer, returned } of asked) {
      const readable = cases.filter((one) => one.group === group && returned.has(one));
      rows.push(...(await timesOf(group, readable, peer)));
    }
  }
  const headings = { subject: 'pages, package: count', ours: 'parse', reference: 'package' };
  const versions = asked.map(({ peer }) => `${peer.name} ${peer.version}`).join(', ');
  return {
    tables: [{ title: 'Median CPU time of a call', ...headings, rows }, differences(cases, asked)],
    notes: [`Versions: ${versions}. ${HOW}`, WHAT, TRUTH, ...CORPUS_NOTES],
  };
}

const HOW =
  'Each gets the HTML through its option `loadPage`; nothing is fetched. `getMatchMapStats` reads two pages, and so do we in that row.';
const WHAT =
  'Calls that throw have no time and are counted in the table of values. The packages also read odds, streams and head-to-head results, which we do not; we also read and validate the tables of players by side, which they do not.';
const TRUTH =
  'The true values of real pages were read from them by none of the three programs; those of the replica are what it rendered.';

async function callAll(peer: Peer, cases: PeerCase[]): Promise<Returned> {
  const returned: Returned = new Map();
  for (const one of cases) {
    try {
      returned.set(one, await peer.call(one));
    } catch {
      // A package that throws has no entry for the case.
    }
  }
  return returned;
}

/** Times on pages of all sizes of a group, after a warm-up of both programs. */
async function timesOf(group: string, readable: PeerCase[], peer: Peer): Promise<Row[]> {
  const [first] = readable;
  if (first === undefined) return [];
  const step = Math.max(1, Math.floor(readable.length / TIMED_PAGES));
  const bySize = readable.toSorted((one, other) => sizeOf(one) - sizeOf(other));
  const timed = bySize.filter((_, index) => index % step === 0).slice(0, TIMED_PAGES);
  for (let call = 0; call < WARM_UP_CALLS; call += 1) parseOurs(first);
  const times = timed.map(() => ({ ours: [] as number[], theirs: [] as number[] }));
  // All pages by one program, then by the other: otherwise ours would pay for the garbage of theirs.
  for (let call = 0; call < CALLS; call += 1) {
    for (const [index, one] of timed.entries()) times[index]?.ours.push(cpuTimed(() => parseOurs(one)));
    for (const [index, one] of timed.entries()) times[index]?.theirs.push(await cpuTimedAsync(() => peer.call(one)));
  }
  const quantity = (values: number[]) => ({ value: median(values), unit: 'ms' });
  return [
    {
      name: `${group}, ${peer.name}: ${timed.length}`,
      ours: quantity(times.map(({ ours }) => Math.min(...ours))),
      reference: quantity(times.map(({ theirs }) => Math.min(...theirs))),
      limit: { of: 'ratio', max: first.maxRatio },
    },
  ];
}

const sizeOf = ({ pages }: PeerCase): number => pages.reduce((sum, { html }) => sum + html.length, 0);

function parseOurs({ pages }: PeerCase): unknown[] {
  return pages.map(({ kind, html }) => PAGES[kind].parse(html, { id: identifyPage(html).id }));
}

const FACTS: Record<PageKind, (value: unknown) => Facts> = {
  results: factsOfResults,
  match: factsOfMatch,
  'map-stats': factsOfMapStats,
  performance: factsOfMapStats,
  economy: factsOfMapStats,
};

function factsOfPeer({ pages }: PeerCase, value: unknown): Facts {
  return FACTS[pages[0]?.kind ?? 'match'](value);
}

type Difference = { seen: number; wrong: Map<string, string[]> };

/** For each value: the number of pages on which the result of each program is not the true value. */
function differences(cases: PeerCase[], asked: { peer: Peer; returned: Returned }[]): List {
  const found = new Map<string, Difference>();
  for (const one of cases) {
    note(found, one, { program: OURS, facts: factsOfOurs(one) });
    for (const { peer, returned } of asked) {
      const facts = returned.has(one) ? factsOfPeer(one, returned.get(one)) : null;
      note(found, one, { program: peer.name, facts });
    }
  }
  const programs = [OURS, ...asked.map(({ peer }) => peer.name)];
  const cells = [...found]
    .filter(([, { wrong }]) => wrong.size > 0)
    .map(([value, { seen, wrong }]) => [
      value,
      `${seen}`,
      ...programs.map((program) => `${wrong.get(program)?.length ?? 0}`),
      [...wrong.values()][0]?.[0] ?? '',
      REASONS[value] ?? '–',
    ]);
  const head = ['value', 'pages', ...programs.map((program) => `wrong: ${program}`), 'for example', 'why'];
  return { title: 'Values that are not the true ones', head, cells };
}

const OURS = 'ours';

type Result = { program: string; facts: Facts | null };

function note(found: Map<string, Difference>, one: PeerCase, { program, facts }: Result): void {
  const { group } = one;
  const throwing = entryOf(found, `${group}: call throws`);
  if (program === OURS) throwing.seen += 1;
  if (facts === null) add(throwing, program, one.name);
  if (facts === null) return;
  for (const [name, truth] of Object.entries(one.truth)) {
    const entry = entryOf(found, `${group}: ${name}`);
    if (program === OURS) entry.seen += 1;
    if (name in facts && JSON.stringify(facts[name] ?? null) !== JSON.stringify(truth ?? null)) {
      add(entry, program, one.name);
    }
  }
}

function entryOf(found: Map<string, Difference>, value: string): Difference {
  const entry = found.get(value) ?? { seen: 0, wrong: new Map() };
  found.set(value, entry);
  return entry;
}

function add({ wrong }: Difference, program: string, page: string): void {
  wrong.set(program, [...(wrong.get(program) ?? []), page]);
}

const BY_PLACE = 'Ids are read from a fixed place in a link, which is another one in an absolute link.';
const READ_BY_PLACE = Object.fromEntries(
  ['event id', 'team ids', 'winner', 'vetoes', 'map stats ids', 'match ids', 'line-ups', 'scores', 'end times'].map(
    (value) => [`saved by a browser: ${value}`, BY_PLACE],
  ),
);

/** Why a package is wrong, as its code shows. */
const REASONS: Record<string, string> = {
  ...READ_BY_PLACE,
  'match: call throws':
    '`hltv-next` needs a line with a star in the box of the format, which some matches do not have.',
  'match: team ranks': 'An unranked team has no link, so the n-th link of the page is the rank of the other team.',
  'match: line-ups': 'Pages of 2018 and 2019 mark players in another way; the ids are missing.',
  'match: map stats ids': 'On pages of 2018 and 2019 maps have another heading, and played ones are not found.',
  'match: rounds': 'As above.',
  'match: half scores': 'As above.',
  'results: end times': '`hltv-next` does not read them.',
  'results: forfeits': 'A forfeit (`def`) is given as a best of one with a result, without any mark.',
  'map stats 2022: rating version':
    '`hltv` looks for the version in the rows; it is in the heading. Each rating is given as 1.0.',
  'map stats (replica): call throws': '`hltv` expects the chart texts of rating 2.0 on the performance page.',
  "map stats (replica): players' headshots":
    'The plain and the eco-adjusted number of a player are joined: 8 and 9 become 89.',
};
