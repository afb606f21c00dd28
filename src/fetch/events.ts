/** Everything that `fetch/` reports while it works: facts, which `output/` turns into text. */
export type FetchEvent =
  | { type: 'pause'; ms: number; reason: 'polite' | 'slowed' | 'retry-after' }
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

/** Source of the rules: today's file, today's copy of it, an older copy, or only the built-in rules. */
export type RobotsSource = 'site' | 'cache' | 'old-cache' | 'built-in';

/** Called with each event, synchronously and in order. */
export type OnFetchEvent = (event: FetchEvent) => void;
