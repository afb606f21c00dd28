import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import type { RollingStream } from 'pino-roll';
import type { LogLevel } from './config.ts';
import { asDiskError } from './disk-errors.ts';
import { printable } from './output/format.ts';

/** The log file of the data folder: JSON lines, at most about 50 MB in all files together. */
export type Log = Disposable & { logger: Logger; file: string };

const ROTATE_AT = '10m';
const OLD_FILES_KEPT = 4;

/**
 * Opens the log. Its level is `debug`, or `trace` if the terminal shows that. Throws `EnvironmentError` when the folder
 * of the logs cannot be written.
 */
export async function openLog(dataDir: string, level: LogLevel): Promise<Log> {
  const dir = join(dataDir, 'logs');
  const stream = await openStream(dir);
  // When the disk is full, the run ends with the error of the database, not with that of the log.
  stream.on('error', () => undefined);
  // The log may be read on a terminal.
  const sanitized = { write: (line: string) => stream.write(printable(line)) };
  const fileLevel = level === 'trace' ? 'trace' : 'debug';
  const logger = pino(
    { level: fileLevel, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    sanitized,
  );
  return { logger, file: stream.file ?? dir, [Symbol.dispose]: () => stream.end() };
}

/** pino-roll rejects these characters in a path, because Windows does. */
const REJECTED = /[<>"|?*:]/;
const LIMIT_OF_SINGLE_FILE = 50 * 1024 ** 2;

/** A log file without rotation. It starts again when a run finds it longer than all rotated files may be. */
function singleFile(file: string): RollingStream {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return pino.destination({ dest: file, append: size < LIMIT_OF_SINGLE_FILE, sync: true });
}

async function openStream(dir: string): Promise<RollingStream> {
  try {
    mkdirSync(dir, { recursive: true });
    if (REJECTED.test(dir.replace(/^[a-z]:/i, ''))) return singleFile(join(dir, 'hltv-scraper.1.log'));
    // Loaded here because loading takes a third of the time of a start, and commands without a log do not need it.
    const { default: buildRoll } = await import('pino-roll');
    return await buildRoll({
      file: join(dir, 'hltv-scraper'),
      extension: '.log',
      size: ROTATE_AT,
      limit: { count: OLD_FILES_KEPT, removeOtherLogFiles: true },
      sync: true,
    });
  } catch (error) {
    throw asDiskError(error, dir);
  }
}
