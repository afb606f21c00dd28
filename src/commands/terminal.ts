import { clearLine, cursorTo } from 'node:readline';
import { type CommonSettings, LOG_LEVELS, type LogLevel } from '../config.ts';
import { printable } from '../output/format.ts';
import type { Line } from '../output/line.ts';
import { wrapText } from '../output/wrap.ts';

/**
 * stdout carries results only, stderr carries logs and the live line. All of it is written here and sanitized:
 * what pages say may hold anything. JSON stays the same JSON, since what is escaped stands inside its strings.
 */
export type Terminal = Disposable & {
  /** Text for people on stdout; on a terminal its lines are broken between words. */
  result(text: string): void;
  /** Text on stdout as it is. */
  raw(text: string): void;
  /** One JSON document on stdout. */
  document(value: unknown): void;
  /** Resolves when the reader of stdout has taken all results so far, or is gone. */
  flush(): Promise<void>;
  say(line: Line): void;
  /** Replaces the live line; nothing where stderr is no terminal. */
  live(text: () => string): void;
  /** Whether lines of this level are shown. */
  shows(level: Line['level']): boolean;
  /** Columns of stderr; infinite where it is no terminal. */
  width(): number;
  /** The same of stdout. */
  resultWidth(): number;
};

/** Resolves when everything written to a stream so far has left this process, or its reader is gone. */
export function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
}

/** A terminal that does not know its width says 0. */
const widthOf = (stream: NodeJS.WriteStream): number =>
  stream.isTTY && stream.columns > 0 ? stream.columns : Number.POSITIVE_INFINITY;

/** Indent of the second line of a long message. */
const HANG = 2;
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

  function raw(text: string): void {
    clear();
    stdout.write(`${printable(text)}\n`);
  }

  const shows = (level: Line['level']): boolean => LOG_LEVELS.indexOf(level) >= least;

  return {
    result: (text) => raw(wrapText(text, widthOf(stdout), HANG)),
    raw,
    document: (value) => raw(JSON.stringify(value, null, 2)),
    flush: () => drained(stdout),
    say({ level, text, ringsBell, isInLiveLine }) {
      if (!shows(level) || (isLive && isInLiveLine === true)) return;
      clear();
      if (ringsBell && stderr.isTTY) stderr.write('\u0007');
      const colour = isColoured ? COLOURS[level] : undefined;
      const line = wrapText(printable(text), widthOf(stderr), HANG);
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
    shows,
    width: () => widthOf(stderr),
    resultWidth: () => widthOf(stdout),
    [Symbol.dispose]: clear,
  };
}
