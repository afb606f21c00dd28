import type { Featured } from '../src/replica/render/listing.ts';
import { homePage, notFoundPage } from '../src/replica/render/other-pages.ts';
import type { Capture } from '../src/replica/render/page-request.ts';
import { renderEventListing, renderPage } from '../src/replica/render/render-page.ts';
import { createWorld, type World } from '../src/replica/world/world.ts';
import { challengePage, deniedPage, networkRefusedPage } from '../test/helpers/faults/fault-pages.ts';

/**
 * The catalogue of fixture pages: every known variant of the pages of the site, rendered from the world of the replica.
 * The folder is named by kind and variant, and contains the expected record of the page.
 */

/** A fixture to be written. `id`: the id that the page must have; null: none. */
export type Fixture = { folder: string; id: number | null; describes: string; html: string };

const SEED = 7;
const ORIGIN = 'https://www.hltv.org';
const world = createWorld({ seed: SEED, matches: 130 });

type Kind = 'match' | 'map-stats' | 'performance' | 'economy';
type Layout = 'E18' | 'E22' | 'E26';
/**
 * A case of the world, one of its maps, and how the page is written. `rows` are kept of each player table; the Round
 * swing section, longer than the rest of its page, is kept where `roundSwing` says so.
 */
type Variant = {
  from: string;
  describes: string;
  map?: number;
  layout?: Layout;
  capture?: Capture;
  rows?: number;
  roundSwing?: true;
};

const MATCHES: Record<string, Variant> = {
  bo1: { from: 'bo1', describes: 'best of one, complete tables', rows: 9 },
  'bo2-1-1': { from: 'bo2-draw', describes: 'best of two that ends in a draw' },
  'bo2-0-2': { from: 'bo2-win', describes: 'best of two with a winner' },
  'bo3-2-0': { from: 'bo3-2-0', describes: 'third map not played' },
  'bo3-2-1': { from: 'bo3-2-1', describes: 'three maps played' },
  'bo5-3-0': { from: 'bo5-3-0', describes: 'two of five maps not played' },
  'bo5-3-2': { from: 'bo5-3-2', describes: 'five maps played' },
  'overtime-1': { from: 'bo3-overtime-1', describes: 'one overtime on each map: 4:2, 1:4, 4:0' },
  'overtime-2': { from: 'bo3-overtime-2', describes: 'two overtimes in one group' },
  'overtime-5': { from: 'bo1-overtime-5', describes: 'five overtimes in one group' },
  'shortest-map': { from: 'shortest-map', describes: '13-0' },
  mr15: { from: 'mr15', describes: 'halves of fifteen, rating 2.0: eco cells null and zero' },
  'mr15-overtime': { from: 'mr15-overtime', describes: 'halves of fifteen with overtime' },
  'layout-2022': { from: 'e22-layout', describes: 'plus-minus column, no eco cells', rows: 3 },
  'layout-2019': { from: 'mr15', layout: 'E18', describes: 'bare score spans, two tables a map, no canonical link' },
  'layout-2019-upcoming': { from: 'upcoming-tba', layout: 'E18', describes: 'before the match, no canonical link' },
  'full-forfeit': { from: 'full-forfeit', describes: 'one Default map, match deleted, no header score' },
  'partial-forfeit': { from: 'partial-forfeit', describes: 'a Default map among played ones' },
  'unranked-left': { from: 'unranked-left', describes: 'left team unranked' },
  'unranked-both': { from: 'unranked-both', describes: 'both teams unranked' },
  'no-veto': { from: 'no-veto', describes: 'neither veto list nor pick marks' },
  'no-veto-marked-picks': { from: 'no-veto-marked-picks', describes: 'picks by the marks on the maps' },
  'unmarked-picks': { from: 'unmarked-picks', describes: 'picks by the veto list alone' },
  'single-veto-box': { from: 'single-veto-box', describes: 'format box only' },
  'note-without-forfeit': { from: 'note-without-forfeit', describes: 'a line with two stars' },
  'six-players': { from: 'six-players', describes: 'a substitution on map 2', rows: 9 },
  'stand-in': { from: 'stand-in', describes: 'another player on map 2' },
  'no-location': { from: 'no-location', describes: 'neither LAN nor online' },
  'no-stage': { from: 'no-stage', describes: 'no line with a star' },
  'no-demo': { from: 'no-demo', describes: 'no demo link' },
  'no-lineups': { from: 'no-lineups', describes: 'neither line-ups nor ranks' },
  'no-half-scores': { from: 'no-half-scores', describes: 'a score without halves' },
  'no-stats-link': { from: 'no-stats-link', describes: 'a played map without stats' },
  'stats-link-query': { from: 'stats-link-query', describes: 'a stats link with a query' },
  'unknown-map': { from: 'unknown-map', describes: 'an unknown map' },
  'unknown-rating-version': { from: 'unknown-rating-version', describes: 'an unknown rating version' },
  'swapped-teams': { from: 'swapped-teams', describes: 'stats pages show the teams the other way round' },
  'hostile-names-1': { from: 'hostile-names-1', describes: 'names with markup, quotes and veto words' },
  'hostile-names-3': { from: 'hostile-names-3', describes: 'names with control and direction marks' },
  live: { from: 'live', describes: 'one map over, picks marked on the others' },
  'live-first-map': { from: 'live-first-map', describes: 'no map over yet' },
  upcoming: { from: 'upcoming', describes: 'holders without results, players twice' },
  'upcoming-tba': { from: 'upcoming-tba', describes: 'map not decided' },
  'upcoming-undecided-team': { from: 'upcoming-undecided-team', describes: 'one team not decided' },
  postponed: { from: 'postponed', describes: 'match postponed' },
  deleted: { from: 'deleted', describes: 'match deleted before it was played' },
  'browser-saved': { from: 'bo3-2-1', capture: 'browser-saved', describes: 'absolute links, tbody, local images' },
  'dom-dump': { from: 'bo3-2-0', capture: 'dom-dump', describes: 'written out by a driven browser' },
};

const MAP_STATS: Record<string, Variant> = {
  bo1: { from: 'bo1', describes: 'complete scoreboards', rows: 9 },
  'overtime-1': { from: 'bo3-overtime-1', describes: 'third bracket, second container' },
  'overtime-2': { from: 'bo3-overtime-2', describes: 'two overtimes' },
  'overtime-5': { from: 'bo1-overtime-5', describes: 'five overtimes' },
  mr15: { from: 'mr15', describes: 'rating 2.0 in the layout of 2026, eco cells null' },
  'layout-2022': { from: 'e22-layout', describes: 'old columns, history padded to thirty', rows: 5 },
  'layout-2022-overtime': { from: 'e22-overtime', describes: 'old columns with overtime' },
  'one-scoreboard': { from: 'one-scoreboard', describes: 'tables of one team only' },
  'plain-totals': { from: 'plain-totals', describes: 'tables that lack one of their two classes' },
  'no-match-link': { from: 'no-match-link', describes: 'no link to the match page' },
  'no-info-box': { from: 'no-info-box', describes: 'no info box: teams and score are missing' },
  'extra-column': { from: 'extra-figure', describes: 'an unknown column', rows: 1 },
  'unknown-icon': { from: 'unknown-icon', describes: 'rounds with an unknown outcome' },
  'unknown-rating-version': { from: 'unknown-rating-version', describes: 'an unknown rating version' },
  'missing-adr': { from: 'missing-adr', describes: 'a dash for an ADR' },
  'six-players': { from: 'six-players', map: 2, describes: 'six rows for one team', rows: 9 },
  'swapped-teams': { from: 'swapped-teams', describes: 'the match has the teams the other way round' },
  'hostile-names-1': { from: 'hostile-names-1', describes: 'names with markup and quotes' },
  'browser-saved': { from: 'bo3-2-1', capture: 'browser-saved', describes: 'absolute links, icons by file name' },
  'browser-saved-2022': { from: 'e22-layout', capture: 'browser-saved', describes: 'the old layout saved' },
};

const PERFORMANCES: Record<string, Variant> = {
  'rating-3': { from: 'bo1', describes: 'seven bars' },
  'rating-2': { from: 'mr15', describes: 'six bars with Impact' },
  'layout-2022': { from: 'e22-layout', describes: 'charts in plain elements' },
  'no-data': { from: 'no-performance', describes: 'genuine, nothing published' },
  'missing-adr': { from: 'missing-adr', describes: 'a dash for an ADR' },
  'six-players': { from: 'six-players', map: 2, describes: 'more than five players in a team' },
  'extra-bar': { from: 'extra-figure', describes: 'an unknown chart bar' },
  'unknown-rating-version': { from: 'unknown-rating-version', describes: 'an unknown rating bar' },
  'hostile-names-1': { from: 'hostile-names-1', describes: 'names with markup and quotes' },
  'browser-saved': { from: 'bo3-2-1', capture: 'browser-saved', describes: 'absolute links, tbody' },
  'round-swing-bo1': { from: 'bo1', roundSwing: true, describes: 'the Round swing section' },
  'unknown-round-event': { from: 'unknown-round-event', roundSwing: true, describes: 'an unknown title' },
  'equal-nicks': { from: 'equal-nicks', roundSwing: true, describes: 'two players of one nick' },
  'killed-in-names': { from: 'killed-in-names', roundSwing: true, describes: 'nicks made of words of the titles' },
};

const ECONOMIES: Record<string, Variant> = {
  bo1: { from: 'bo1', describes: 'chart, tables and counts' },
  'overtime-1': { from: 'bo3-overtime-1', describes: 'overtime is not on the page' },
  mr15: { from: 'mr15', describes: 'thirty rounds' },
  'layout-2022': { from: 'e22-layout', describes: 'chart in a plain element' },
  'no-data': { from: 'no-economy', map: 2, describes: 'genuine, nothing published' },
  'tables-only': { from: 'economy-tables-only', describes: 'no chart' },
  alias: { from: 'economy-alias', describes: 'the chart names a team differently' },
  thresholds: { from: 'economy-thresholds', describes: 'values on the limits of the buy types' },
  'hostile-names-1': { from: 'hostile-names-1', describes: 'names with markup and quotes' },
  'browser-saved': { from: 'bo3-2-1', capture: 'browser-saved', describes: 'absolute links, icons by file name' },
};

/** Renders every fixture page. */
export function fixturePages(): Fixture[] {
  const kinds: [Kind, Record<string, Variant>][] = [
    ['match', MATCHES],
    ['map-stats', MAP_STATS],
    ['performance', PERFORMANCES],
    ['economy', ECONOMIES],
  ];
  const rendered = kinds.flatMap(([kind, variants]) =>
    Object.entries(variants).map(([name, variant]) => fixtureOf(kind, name, variant)),
  );
  return [...rendered, ...oddPages(rendered), ...listingPages(), ...foreignPages()];
}

function fixtureOf(kind: Kind, name: string, variant: Variant): Fixture {
  const match = world.caseMatch(variant.from);
  const map = match.maps[(variant.map ?? 1) - 1];
  const id = kind === 'match' ? match.matchId : map?.mapStatsId;
  if (id === undefined || id === null) {
    throw new Error(`The case ${variant.from} has no map ${variant.map ?? 1} with stats.`);
  }
  const { layout, capture } = variant;
  const html = renderPage(world, { kind, id, size: 'bare', ...(layout && { layout }), ...(capture && { capture }) });
  return { folder: `${kind}/${name}`, id, describes: variant.describes, html: trimmed(html, kind, variant) };
}

function trimmed(html: string, kind: Kind, { rows, roundSwing }: Variant): string {
  if (kind === 'match' || kind === 'map-stats') return withRows(html, rows ?? 1);
  const section = /<div class="standard-headline">Round swing<\/div>\s*<section[\s\S]*?<\/section>\s*/;
  return roundSwing === true ? html : html.replace(section, '');
}

/** A page of the catalogue with one detail changed: that detail is NULL or its row withheld, with an issue. */
type Odd = { from: string; describes: string; change: [from: RegExp, to: string] };

const ODD_PAGES: Record<string, Odd> = {
  'map-stats/odd-guest': {
    from: 'map-stats/bo1',
    describes: 'a player without a link to a profile',
    change: [/(<td class="st-player[^>]*>)[\s\S]*?(?=<\/td>)/, '$1guest'],
  },
  'map-stats/odd-cell': {
    from: 'map-stats/bo1',
    describes: 'an ADR that is no number',
    change: [/(<td class="st-adr traditional-data">)[^<]*/, '$1n/a'],
  },
  'map-stats/odd-headings': {
    from: 'map-stats/bo1',
    describes: 'tables of teams that are not those of the page',
    change: [/(<th class="st-teamname[^>]*>(?:<img[^>]*>)*)[^<]+/g, '$1A former name'],
  },
  'map-stats/odd-breakdown': {
    from: 'map-stats/bo1',
    describes: 'no row with the halves',
    change: [/Breakdown/, 'Course'],
  },
  'performance/odd-matrix': {
    from: 'performance/rating-3',
    describes: 'one matrix of three is missing',
    change: [/id="AWP-content"/, 'id="KNIFE-content"'],
  },
  'performance/odd-columns': {
    from: 'performance/rating-3',
    describes: 'columns of teams that are not those of the page',
    change: [/(<div class="players-team-header[\s\S]*?label-and-text">(?:<img[^>]*>)*)[^<]+/g, '$1A former name'],
  },
  'economy/odd-chart': {
    from: 'economy/bo1',
    describes: 'a chart that is no JSON: the tables say the same',
    change: [/data-fusionchart-config="\{/, 'data-fusionchart-config="('],
  },
  'economy/odd-value': {
    from: 'economy/bo1',
    describes: 'a value that is no number',
    change: [/(dataset[\s\S]*?&quot;value&quot;:&quot;)\d+/, '$1lots'],
  },
  'economy/odd-icon': {
    from: 'economy/bo1',
    describes: 'an unknown icon: no buy type',
    change: [/(ct|t)RifleArmor(?=Win|Loss)/, '$1Shield'],
  },
};

function oddPages(pages: Fixture[]): Fixture[] {
  return Object.entries(ODD_PAGES).map(([folder, { from, describes, change }]) => {
    const page = pages.find((each) => each.folder === from);
    const html = page?.html.replace(...change) ?? '';
    if (page === undefined || html === page.html) throw new Error(`Nothing to change on ${from} for ${folder}.`);
    return { folder, id: page.id, describes, html };
  });
}

/** Player tables with their first rows only: small pages that still have every table. */
function withRows(html: string, count: number): string {
  return html.replace(/<table class="[^"]*(?:table|stats)[^"]*">[\s\S]*?<\/table>/g, (table) => {
    const isScoreboard = /class="(?:players|st-player)/.test(table);
    let row = -1;
    return isScoreboard
      ? table.replace(/<tr[\s>][\s\S]*?<\/tr>\s*/g, (text) => {
          row += 1;
          return row <= count ? text : '';
        })
      : table;
  });
}

function listingPages(): Fixture[] {
  const short = createWorld({ seed: SEED, matches: 25, pageSize: 10 });
  const full = createWorld({ seed: SEED, matches: 20, pageSize: 10 });
  const page = (of: World, id: number, options: { featured?: Featured; capture?: Capture } = {}) =>
    renderPage(of, { kind: 'results', id, size: 'bare', ...options });
  const eventId = short.caseMatch('bo1').event.eventId;
  const listings: [string, string, string, number | null][] = [
    ['featured', 'featured block without times', page(short, 0, { featured: 'own' }), 0],
    ['featured-with-times', 'featured block with times', page(short, 0, { featured: 'stamped' }), 0],
    ['featured-foreign', 'featured matches that are not on the page', page(short, 0, { featured: 'foreign' }), 0],
    ['no-featured', 'no featured block', page(short, 0, { featured: 'none' }), 0],
    ['short-last-page', 'fewer entries than a page holds', page(short, 20), 20],
    ['full-last-page', 'the last page is exactly full', page(full, 10), 10],
    ['empty', 'behind the end of the list', page(full, 20), null],
    [
      'event',
      'filtered by event: no pagination',
      renderEventListing(short, eventId, { size: 'bare', origin: ORIGIN }),
      null,
    ],
    ['browser-saved', 'regrouped by a browser', page(short, 0, { capture: 'browser-saved' }), 0],
  ];
  return listings.map(([name, describes, html, id]) => ({ folder: `results/${name}`, id, describes, html }));
}

/** Pages that are none of the five kinds, broken ones among them. */
function foreignPages(): Fixture[] {
  const other = (name: string, describes: string, html: string): Fixture => ({
    folder: `foreign/${name}`,
    id: null,
    describes,
    html,
  });
  const whole = withRows(renderPage(world, { kind: 'match', id: world.caseMatch('bo1').matchId, size: 'bare' }), 1);
  return [
    other('challenge-en', 'challenge', challengePage('en', null)),
    other('challenge-de', 'challenge in German', challengePage('de', null)),
    other('challenge-ru', 'challenge in Russian', challengePage('ru', null)),
    other('denied', 'access denied in 1,024 bytes', deniedPage()),
    other('network-1005', 'network refused', networkRefusedPage(1005)),
    other('network-1020', 'refused by a rule', networkRefusedPage(1020)),
    other('not-found', 'the page 404 of the site', notFoundPage('bare', '/matches/1/_')),
    other('home', 'the front page', homePage('bare')),
    other('empty', 'nothing at all', ''),
    other('truncated', 'a match overview that stops in the middle', whole.slice(0, Math.floor(whole.length * 0.6))),
  ];
}
