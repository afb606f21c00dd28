import { clearLine, cursorTo } from 'node:readline';
import { type CommonSettings, LOG_LEVELS, type LogLevel } from '../config.ts';
import { printable } from '../output/format.ts';
import type { Line } from '../output/line.ts';

/**
 * stdout carries results only, stderr carries logs and the live line. All of it comes through here and is made harmless:
 * what pages say may hold anything. JSON stays the same JSON, since what is escaped stands inside its strings.
 */
export type Terminal = Disposable & {
  result(text: string): void;
  /** One JSON document on stdout. */
  document(value: unknown): void;
  /** Resolves when the reader of stdout has taken all results so far, or is gone. */
  flush(): Promise<void>;
  say(line: Line): void;
  /** Replaces the live line; nothing where stderr is no terminal. */
  live(text: () => string): void;
  width(): number;
};

/** Resolves when everything written to a stream so far has left this process, or its reader is gone. */
export function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
}

const LIVE_EVERY_MS = 100;
const COLOURS: Partial<Record<LogLevel, string>> = {
  warn: '\u001b[33m',
  error: '\u001b[31m',
  debug: '\u001b[2m',
  trace: '\u001b[2m',
};

/** The terminal of one command: as quiet, loud and coloured as its settings say. */
export function openTerminal({ quiet, color, logLevel }: CommonSettings): Terminal {
  const { stdout, stderr } = process;
  const isLive = stderr.isTTY === true && !quiet;
  const isColoured = stderr.isTTY === true && color && !process.env.NO_COLOR;
  const least = LOG_LEVELS.indexOf(quiet ? 'error' : logLevel);
  let shown = false;
  let shownAtMs = 0;

  function clear(): void {
    if (!shown) return;
    cursorTo(stderr, 0);
    clearLine(stderr, 0);
    shown = false;
  }

  function result(text: string): void {
    clear();
    stdout.write(`${printable(text)}\n`);
  }

  return {
    result,
    document: (value) => result(JSON.stringify(value, null, 2)),
    flush: () => drained(stdout),
    say({ level, text, ringsBell }) {
      if (LOG_LEVELS.indexOf(level) < least) return;
      clear();
      if (ringsBell && stderr.isTTY) stderr.write('\u0007');
      const colour = isColoured ? COLOURS[level] : undefined;
      const line = printable(text);
      stderr.write(colour === undefined ? `${line}\n` : `${colour}${line}\u001b[0m\n`);
    },
    live(text) {
      const nowMs = Date.now();
      if (!isLive || nowMs - shownAtMs < LIVE_EVERY_MS) return;
      shownAtMs = nowMs;
      clear();
      stderr.write(printable(text()));
      shown = true;
    },
    width: () => stderr.columns ?? 80,
    [Symbol.dispose]: clear,
  };
}
