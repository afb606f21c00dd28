import { z } from 'zod';

/**
 * One entry for each kind of page. Stages, targets, paths, the order of imports and the CHECKs of the database follow
 * from this table. Each layer has one table with its code for the kinds: records in `page-records.ts`, parsers in
 * `pages/pages.ts`, checks in `checks/check-page.ts`, names in `assembly/names.ts`, handlers in `stages/handlers.ts`.
 * These tables do not compile while a kind is missing.
 */

type KindInfo = {
  /** The stage that fetches pages of this kind. Stages run in the order of this table. */
  stage: string;
  /** The type of its id: an offset of the listing, a match id, or a map stats id. */
  subject: 'listing' | 'match' | 'map';
  /** The kind of page that links to it; null: none. */
  foundOn: string | null;
  /** Its path on the site, without the id. */
  path: string;
  /** Pauses in hours before it is read again while it is incomplete. After the last pause it is final. */
  recheckPauses: readonly number[];
  /** When two pages with the same date have different names, the page with the lower number is used. */
  namePriority: number;
  /** Tables whose rows of the map may change when it is saved. A match page replaces all rows of its match. */
  mapTables: readonly string[];
};

/** 1, 6, 24 and 72 hours after the page was first read. */
const FRESH_MATCH = [1, 5, 18, 48] as const;
const NEVER = [] as const;

/** Every kind of page. */
export const KINDS = {
  results: {
    stage: 'discovery',
    subject: 'listing',
    foundOn: null,
    path: '/results',
    recheckPauses: NEVER,
    namePriority: 5,
    mapTables: [],
  },
  match: {
    stage: 'overview',
    subject: 'match',
    foundOn: 'results',
    path: '/matches',
    recheckPauses: FRESH_MATCH,
    namePriority: 1,
    mapTables: [],
  },
  'map-stats': {
    stage: 'map-stats',
    subject: 'map',
    foundOn: 'match',
    path: '/stats/matches/mapstatsid',
    recheckPauses: FRESH_MATCH,
    namePriority: 2,
    // Events are compared with the rounds.
    mapTables: [
      'maps',
      'player_map_stats',
      'rounds',
      'round_economy',
      'map_teams',
      'round_events',
      'round_event_swings',
    ],
  },
  performance: {
    stage: 'performance-economy',
    subject: 'map',
    foundOn: 'match',
    path: '/stats/matches/performance/mapstatsid',
    recheckPauses: FRESH_MATCH,
    namePriority: 3,
    mapTables: ['maps', 'player_map_stats', 'kill_matrix', 'round_events', 'round_event_swings'],
  },
  economy: {
    stage: 'performance-economy',
    subject: 'map',
    foundOn: 'match',
    path: '/stats/matches/economy/mapstatsid',
    recheckPauses: FRESH_MATCH,
    namePriority: 4,
    // The sides on the economy page may show where a half ends.
    mapTables: ['rounds', 'round_economy', 'map_teams'],
  },
} as const satisfies Record<string, KindInfo>;

type Kinds = typeof KINDS;

/** An object with a value for each of these keys. */
export function recordBy<Key extends string, Value>(
  keys: readonly Key[],
  create: (key: Key) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, create(key)])) as Record<Key, Value>;
}

/** Kinds whose id is that of a match or of a map, or the offset of a listing page. */
type KindsOf<Subject extends KindInfo['subject']> = {
  [Kind in keyof Kinds]: Kinds[Kind]['subject'] extends Subject ? Kind : never;
}[keyof Kinds];

function kindsWhere<Kind extends keyof Kinds>(isSelected: (kind: keyof Kinds) => boolean): readonly Kind[] {
  return Object.keys(KINDS).filter((kind) => isSelected(kind as keyof Kinds)) as Kind[];
}

/** The names of all kinds of page, in the order of `KINDS`. */
export const PAGE_KINDS = kindsWhere<keyof Kinds>(() => true);
/** The name of a kind of page. */
export const PageKind = z.enum(PAGE_KINDS);
export type PageKind = keyof Kinds;

/** The kinds of page that are targets: all except the listing, which is read by offset. */
export type TargetKind = KindsOf<'match' | 'map'>;
export const TARGET_KINDS = kindsWhere<TargetKind>((kind) => KINDS[kind].subject !== 'listing');

/** The kinds of page that are about one map. */
export type MapKind = KindsOf<'map'>;
export const MAP_KINDS = kindsWhere<MapKind>((kind) => KINDS[kind].subject === 'map');

/** Whether pages of a kind are about one map. */
export function isMapKind(kind: PageKind): kind is MapKind {
  return KINDS[kind].subject === 'map';
}

/** The kinds of page that a kind links to. */
export function kindsFoundOn(kind: PageKind): readonly TargetKind[] {
  return TARGET_KINDS.filter((each) => KINDS[each].foundOn === kind);
}

/** The stages of a run, in the order in which they run. */
export type StageName = Kinds[PageKind]['stage'];
export const STAGE_NAMES: readonly StageName[] = [...new Set(PAGE_KINDS.map((kind) => KINDS[kind].stage))];

/** The kinds of page that a stage fetches. */
export function kindsOfStage(stage: StageName): readonly PageKind[] {
  return PAGE_KINDS.filter((kind) => KINDS[kind].stage === stage);
}
