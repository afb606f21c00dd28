import type { Blocks } from '../html/tree.ts';

/** The blocks of a match overview by class. Their order on the page varies; their insides do not. */
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
