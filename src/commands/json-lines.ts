import type { ProgressLine, ProgressState } from '../output/documents/progress-line.ts';
import type { LogLine } from '../output/log-line.ts';

/** How often the progress of a phase is written. */
const EVERY_MS = 1_000;

/** Writes progress and log lines as JSON Lines. Progress: at the start and end of a phase, and every second between. */
export function jsonLines(write: (line: string) => void) {
  let shownAtMs = 0;
  let shown: ProgressState | null = null;
  const writeLine = (line: ProgressLine): void => write(JSON.stringify(line));
  return {
    progress(state: ProgressState): void {
      const atMs = Date.now();
      const isEnd = state.done >= state.total && state.done !== shown?.done;
      if (state.phase === shown?.phase && !isEnd && atMs - shownAtMs < EVERY_MS) return;
      shown = state;
      shownAtMs = atMs;
      writeLine({ type: 'progress', atMs, ...state });
    },
    log(level: LogLine['level'], text: string): void {
      writeLine({ type: 'log', atMs: Date.now(), level, text });
    },
  };
}
