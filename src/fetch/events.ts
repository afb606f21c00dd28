/** Everything the fetch room has to tell while it works. Facts only; the wording is done elsewhere. */
export type FetchEvent =
  | { type: 'pause'; ms: number; why: 'polite' | 'slowed' | 'retry-after' }
  | { type: 'retry'; path: string; attempt: number; waitMs: number; code: string; message: string }
  | { type: 'refusal'; path: string; marker: string }
  | { type: 'fallback'; path: string; reason: string }
  | { type: 'waiting-for-browser'; path: string; limitMs: number }
  | { type: 'waiting-for-person'; path: string; limitMs: number }
  | { type: 'challenge-passed'; path: string; afterMs: number }
  | { type: 'browser-started'; name: string; version: string; attached: boolean }
  | { type: 'browser-restarted'; reason: string }
  | { type: 'robots-read'; source: RobotsSource; reason: string | null; crawlDelayMs: number | null }
  | { type: 'robots-ignored'; path: string; rule: string }
  | { type: 'cooldown-ignored'; untilMs: number; reason: string }
  | { type: 'cooldown-set'; untilMs: number; reason: string };

/** Where the rules came from: today's file, today's copy of it, an older copy, or the built-in rules alone. */
export type RobotsSource = 'site' | 'cache' | 'old-cache' | 'built-in';

/** Hears every event, at once and in order. */
export type OnFetchEvent = (event: FetchEvent) => void;
