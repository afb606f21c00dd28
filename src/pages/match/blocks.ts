import type { Blocks } from '../html/tree.ts';

/** The classes of the blocks of a match overview. The order of the blocks varies. */
export const MATCH_BLOCKS = [
  'teamsBox',
  'preformatted-text',
  'veto-box',
  'mapholder',
  'streams',
  'matchstats',
  'stats-content',
  'dynamic-map-name-full',
  'lineups',
  'potm-container',
  'vrs-forecast-container',
] as const;
export type MatchBlocks = Blocks<(typeof MATCH_BLOCKS)[number]>;
