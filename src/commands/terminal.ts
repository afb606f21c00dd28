import { type CommonSettings, LOG_LEVELS, type LogLevel } from '../config.ts';
import type { ProgressState } from '../output/documents/progress-line.ts';
import { printable } from '../output/format.ts';
import type { LogLine } from '../output/log-line.ts';
import { wrapText } from '../output/wrap.ts';
import { asTyped } from './invocation.ts';
import { jsonLines } from './json-lines.ts';
import { hasColours, hasCursor, inLocale } from './terminal-features.ts';

/** The progress of a command, as a line for people and as data. Each is called only when it is shown. */
type LiveProgress = { text: () => string; state: () => ProgressState };

/**
 * Output of a command: results go to stdout, log lines and the progress line to stderr. All text is sanitized, because
 * pages may contain control characters. JSON keeps its meaning, since these occur only inside of its strings. In text for
 * people, commands `hltv-scraper …` become what the user has to type.
 */
export type Terminal = Disposable & {
  /** Writes text for people to stdout; on a terminal its lines are wrapped. */
  result(text: string): void;
  /** Writes text to stdout without wrapping. */
  raw(text: string): void;
  /** Writes one JSON document to stdout. */
  document(value: unknown): void;
  /**
   * Writes a part of a file to stdout unchanged, or sanitized if stdout is a terminal. Resolves when the reader has
   * received it; false: the reader is gone.
   */
  data(chunk: string | Uint8Array): Promise<boolean>;
  /** Whether stdout is a terminal. */
  isInteractive(): boolean;
  /** Writes text for scripts to stderr, whatever the log level is. */
  notice(text: string): void;
  /** Resolves when the reader of stdout has received all results so far, or is gone. */
  flush(): Promise<void>;
  /** Writes a log line to stderr, if its level is shown. */
  log(line: LogLine): void;
  /** Shows the progress: replaces the progress line of a terminal, or writes a JSON line. Neither is done each time. */
  live(progress: LiveProgress): void;
  /** Whether lines of this level are shown. */
  shows(level: LogLine['level']): boolean;
  /** Columns of stderr; infinite when it is not a terminal. */
  width(): number;
  /** The same for stdout. */
  resultWidth(): number;
};

/** Resolves when everything written to a stream has left the process, or its reader is gone. */
export function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
}

/** Resolves to true when a chunk has left the process, or to false when its reader is gone. */
function written(stream: NodeJS.WriteStream, chunk: string | Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    stream.write(chunk, (error) => resolve(error === null || error === undefined));
  });
}

/** Columns of a stream. A terminal with an unknown width reports 0. */
function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY && stream.columns > 0 ? stream.columns : Number.POSITIVE_INFINITY;
}

/** Indent of the following lines of a wrapped message. */
const HANGING_INDENT = 2;
const LIVE_EVERY_MS = 100;
/** Clears the line and moves to its start. Written here, because `node:readline` takes long to load. */
const CLEAR_LINE = '\r\u001b[2K';
const COLOURS: Partial<Record<LogLevel, string>> = {
  warn: '\u001b[33m',
  error: '\u001b[31m',
  debug: '\u001b[2m',
  trace: '\u001b[2m',
};

/** Opens the terminal of one command with the level, colours and kind of progress of its settings. */
export function openTerminal({ quiet, color, logLevel, progress }: CommonSettings): Terminal {
  const { stdout, stderr } = process;
  const isLive = progress === 'auto' && hasCursor(stderr, process.env) && !quiet;
  const isColoured = hasColours(stderr, color, process.env);
  const lines = progress === 'json' ? jsonLines((line) => stderr.write(`${line}\n`)) : null;
  const minLevel = LOG_LEVELS.indexOf(quiet ? 'error' : logLevel);
  let shown = false;
  let shownAtMs = 0;

  function clear(): void {
    if (!shown) return;
    stderr.write(CLEAR_LINE);
    shown = false;
  }

  function raw(text: string): void {
    clear();
    stdout.write(`${printable(text)}\n`);
  }

  const shows = (level: LogLine['level']): boolean => LOG_LEVELS.indexOf(level) >= minLevel;

  return {
    result: (text) => raw(wrapText(inLocale(asTyped(text)), widthOf(stdout), HANGING_INDENT)),
    raw,
    document: (value) => raw(JSON.stringify(value, null, 2)),
    data: (chunk) => {
      clear();
      const isText = typeof chunk === 'string' && stdout.isTTY === true;
      return written(stdout, isText ? printable(chunk.replaceAll('\r\n', '\n')) : chunk);
    },
    isInteractive: () => stdout.isTTY === true,
    notice(text) {
      clear();
      stderr.write(`${printable(text)}\n`);
    },
    flush: () => drained(stdout),
    log({ level, text, ringsBell, isInLiveLine }) {
      if (!shows(level) || ((isLive || progress !== 'auto') && isInLiveLine === true)) return;
      if (lines !== null) return lines.log(level, asTyped(text));
      clear();
      if (ringsBell && stderr.isTTY) stderr.write('\u0007');
      const colour = isColoured ? COLOURS[level] : undefined;
      const line = wrapText(inLocale(printable(asTyped(text))), widthOf(stderr), HANGING_INDENT);
      stderr.write(colour === undefined ? `${line}\n` : `${colour}${line}\u001b[0m\n`);
    },
    live({ text, state }) {
      if (lines !== null && !quiet) lines.progress(state());
      const nowMs = Date.now();
      if (!isLive || nowMs - shownAtMs < LIVE_EVERY_MS) return;
      shownAtMs = nowMs;
      clear();
      stderr.write(inLocale(printable(text())));
      shown = true;
    },
    shows,
    width: () => widthOf(stderr),
    resultWidth: () => widthOf(stdout),
    [Symbol.dispose]: clear,
  };
}
