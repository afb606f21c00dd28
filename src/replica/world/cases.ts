import type { MatchStatus } from '../../records.ts';
import type { MapQuirk, MatchQuirk, TeamIndex } from './model.ts';

/** A named variant: how its match differs from an ordinary one. Everything else is random. */
export type CaseSpec = {
  name: string;
  /** Served, but on no listing. */
  unlisted?: true;
  status?: MatchStatus;
  bestOf?: 1 | 2 | 3 | 5;
  /** Winner of each decided map; decides how many maps are played. */
  wins?: TeamIndex[];
  /** Round shapes by map (`6:6 7:0`); maps without one are played out. */
  shapes?: string[];
  game?: 'cs2' | 'csgo';
  layout?: 'E22';
  match?: MatchQuirk[];
  /** Quirks by map number. */
  maps?: Record<number, MapQuirk[]>;
  /** Pair of hostile teams, by index of the first. */
  hostilePair?: number;
};

const FORMATS: CaseSpec[] = [
  { name: 'bo1', bestOf: 1 },
  { name: 'bo2-draw', bestOf: 2, wins: [0, 1] },
  { name: 'bo2-win', bestOf: 2, wins: [1, 1] },
  { name: 'bo3-2-0', bestOf: 3, wins: [0, 0] },
  { name: 'bo3-2-1', bestOf: 3, wins: [1, 0, 0] },
  { name: 'bo5-3-0', bestOf: 5, wins: [1, 1, 1] },
  { name: 'bo5-3-2', bestOf: 5, wins: [0, 1, 0, 1, 0] },
  { name: 'bo3-overtime-1', bestOf: 3, wins: [0, 1, 0], shapes: ['6:6 6:6 4:2', '9:3 3:9 1:4', '8:4 4:8 4:0'] },
  { name: 'bo3-overtime-2', bestOf: 3, wins: [0, 1, 1], shapes: ['5:7 7:5 3:3 4:1', '8:4 4:8 3:3 2:4'] },
  { name: 'bo1-overtime-3', bestOf: 1, wins: [1], shapes: ['7:5 5:7 3:3 3:3 0:4'] },
  { name: 'bo1-overtime-5', bestOf: 1, wins: [0], shapes: ['6:6 6:6 3:3 3:3 3:3 3:3 4:2'] },
  { name: 'shortest-map', bestOf: 1, wins: [0], shapes: ['12:0 1:0'] },
  { name: 'mr15', bestOf: 3, game: 'csgo', wins: [0, 0], shapes: ['8:7 8:7', '11:4 5:0'] },
  { name: 'mr15-overtime', bestOf: 1, game: 'csgo', wins: [1], shapes: ['10:5 5:10 2:4'] },
  { name: 'e22-layout', bestOf: 3, game: 'csgo', layout: 'E22', wins: [0, 1, 0], shapes: ['11:4 5:1'] },
  { name: 'e22-overtime', bestOf: 1, game: 'csgo', layout: 'E22', wins: [0], shapes: ['11:4 4:11 4:0'] },
];

const RESULTS: CaseSpec[] = [
  { name: 'full-forfeit', bestOf: 3, match: ['full-forfeit'] },
  { name: 'full-forfeit-bo1', bestOf: 1, match: ['full-forfeit'] },
  { name: 'partial-forfeit', bestOf: 5, wins: [0, 0, 0], match: ['partial-forfeit'] },
  { name: 'partial-forfeit-bo3', bestOf: 3, wins: [1, 0, 1], match: ['partial-forfeit'] },
  { name: 'unranked-left', bestOf: 3, match: ['unranked-left'] },
  { name: 'unranked-right', bestOf: 1, match: ['unranked-right'] },
  { name: 'unranked-both', bestOf: 1, match: ['unranked-left', 'unranked-right'] },
  { name: 'no-veto', bestOf: 3, match: ['no-veto', 'unmarked-picks'] },
  { name: 'no-veto-marked-picks', bestOf: 3, match: ['no-veto'] },
  { name: 'unmarked-picks', bestOf: 3, match: ['unmarked-picks'] },
  { name: 'single-veto-box', bestOf: 1, match: ['no-veto', 'no-stage', 'no-player-of-match'] },
  { name: 'note-without-forfeit', bestOf: 3, match: ['technical-note'] },
  { name: 'no-location', bestOf: 1, match: ['no-location'] },
  { name: 'no-stage', bestOf: 3, match: ['no-stage'] },
  { name: 'no-demo', bestOf: 1, match: ['no-demo'] },
  { name: 'no-lineups', bestOf: 3, match: ['no-lineups', 'no-demo', 'no-player-of-match'] },
  { name: 'unknown-map', bestOf: 3, match: ['unknown-map'] },
  { name: 'unknown-rating-version', bestOf: 1, match: ['unknown-rating'] },
  { name: 'swapped-teams', bestOf: 3, wins: [0, 1, 0], match: ['swapped-teams'] },
];

const MAP_PAGES: CaseSpec[] = [
  { name: 'six-players', bestOf: 3, wins: [1, 1], match: ['substitution-note'], maps: { 2: ['substitution'] } },
  { name: 'stand-in', bestOf: 3, wins: [0, 1, 1], maps: { 2: ['stand-in'] } },
  { name: 'no-half-scores', bestOf: 3, wins: [0, 0], maps: { 1: ['no-half-scores'] } },
  { name: 'no-stats-link', bestOf: 3, wins: [0, 1, 0], maps: { 2: ['no-stats-link'] } },
  { name: 'no-stats-link-bo1', bestOf: 1, maps: { 1: ['no-stats-link', 'no-half-scores'] } },
  { name: 'stats-link-query', bestOf: 3, wins: [0, 0], maps: { 2: ['stats-link-query'] } },
  { name: 'one-scoreboard', bestOf: 3, wins: [1, 1], maps: { 1: ['one-scoreboard'] } },
  { name: 'plain-totals', bestOf: 1, maps: { 1: ['plain-totals'] } },
  { name: 'no-match-link', bestOf: 1, maps: { 1: ['no-match-link'] } },
  { name: 'unknown-icon', bestOf: 1, maps: { 1: ['unknown-icon'] } },
  { name: 'missing-adr', bestOf: 3, wins: [0, 0], maps: { 1: ['missing-adr'] } },
  { name: 'player-missing-from-performance', bestOf: 1, maps: { 1: ['missing-from-performance'] } },
  { name: 'player-only-on-performance', bestOf: 1, maps: { 1: ['only-on-performance'] } },
  { name: 'no-performance', bestOf: 3, wins: [0, 0], maps: { 1: ['no-performance'] } },
  { name: 'no-economy', bestOf: 3, wins: [1, 1], maps: { 2: ['no-economy'] } },
  { name: 'no-performance-no-economy', bestOf: 1, maps: { 1: ['no-performance', 'no-economy'] } },
  { name: 'economy-tables-only', bestOf: 1, maps: { 1: ['economy-tables-only'] } },
  { name: 'economy-alias', bestOf: 1, maps: { 1: ['economy-alias'] } },
  { name: 'economy-thresholds', bestOf: 1, maps: { 1: ['economy-thresholds'] } },
];

const HOSTILE: CaseSpec[] = [0, 2, 4, 6, 8].map(
  (first, index): CaseSpec => ({
    name: `hostile-names-${index + 1}`,
    bestOf: 3,
    wins: [0, 0],
    match: ['hostile'],
    hostilePair: first,
  }),
);

/** Fifteen rounds. */
const SHORT = ['10:2 3:0'];

const UNLISTED: CaseSpec[] = [
  { name: 'live', unlisted: true, status: 'live', bestOf: 3, wins: [1] },
  { name: 'live-first-map', unlisted: true, status: 'live', bestOf: 3, wins: [] },
  { name: 'upcoming', unlisted: true, status: 'upcoming', bestOf: 3, wins: [] },
  { name: 'upcoming-tba', unlisted: true, status: 'upcoming', bestOf: 1, wins: [], match: ['tba-maps'] },
  {
    name: 'upcoming-undecided-team',
    unlisted: true,
    status: 'upcoming',
    bestOf: 3,
    wins: [],
    match: ['tba-maps', 'undecided-team'],
  },
  { name: 'postponed', unlisted: true, status: 'postponed', bestOf: 3, wins: [], match: ['tba-maps'] },
  { name: 'deleted', unlisted: true, status: 'deleted', bestOf: 3, wins: [], match: ['tba-maps', 'no-demo'] },
  { name: 'no-info-box', unlisted: true, bestOf: 1, maps: { 1: ['no-info-box'] } },
  { name: 'stats-page-missing', unlisted: true, bestOf: 3, wins: [0, 0], maps: { 2: ['stats-page-missing'] } },
  { name: 'extra-figure', unlisted: true, bestOf: 1, maps: { 1: ['extra-figure'] } },
  { name: 'no-round-swing', unlisted: true, bestOf: 1, maps: { 1: ['no-round-swing'] } },
  { name: 'team-kills', unlisted: true, bestOf: 1, wins: [0], shapes: SHORT, maps: { 1: ['team-kills'] } },
  {
    name: 'unknown-round-event',
    unlisted: true,
    bestOf: 1,
    wins: [0],
    shapes: SHORT,
    maps: { 1: ['unknown-round-event'] },
  },
  { name: 'short-copies', unlisted: true, bestOf: 1, wins: [0], shapes: SHORT, maps: { 1: ['short-copies'] } },
  { name: 'equal-nicks', unlisted: true, bestOf: 1, wins: [0], shapes: SHORT, match: ['equal-nicks'] },
  {
    name: 'killed-in-names',
    unlisted: true,
    bestOf: 3,
    wins: [0, 0],
    shapes: SHORT,
    match: ['hostile'],
    hostilePair: 10,
  },
];

/** All variants; the listed ones are on the listing from its second place on, in this order. */
const CASES: readonly CaseSpec[] = [...FORMATS, ...RESULTS, ...MAP_PAGES, ...HOSTILE, ...UNLISTED];

export const LISTED_CASES: readonly CaseSpec[] = CASES.filter((spec) => !spec.unlisted);
export const UNLISTED_CASES: readonly CaseSpec[] = CASES.filter((spec) => spec.unlisted);

/** Names for `replica.case(name)`. */
export const CASE_NAMES: readonly string[] = CASES.map((spec) => spec.name);
