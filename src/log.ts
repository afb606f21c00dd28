import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import type { RollingStream } from 'pino-roll';
import type { LogLevel } from './config.ts';
import { asDiskError } from './disk-errors.ts';
import { printable } from './output/format.ts';

/** The log file of the data folder: JSON lines, at most about 50 MB whatever the number of runs. */
export type Log = Disposable & { logger: Logger; file: string };

const ROTATE_AT = '10m';
const OLD_FILES_KEPT = 4;

/**
 * The file keeps at least `debug`, however little the terminal shows. Throws `EnvironmentError` when the folder of the
 * logs cannot be written.
 */
export async function openLog(dataDir: string, level: LogLevel): Promise<Log> {
  const dir = join(dataDir, 'logs');
  const stream = await openStream(dir);
  // A disk that fills up ends the run by what it keeps from being stored, not by what it keeps from being told.
  stream.on('error', () => undefined);
  // The log is read on a terminal.
  const sanitized = { write: (line: string) => stream.write(printable(line)) };
  const kept = level === 'trace' ? 'trace' : 'debug';
  const logger = pino({ level: kept, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, sanitized);
  return { logger, file: stream.file ?? dir, [Symbol.dispose]: () => stream.end() };
}

async function openStream(dir: string): Promise<RollingStream> {
  try {
    mkdirSync(dir, { recursive: true });
    // Loaded here, not at import: it takes a third of a start, and commands without a log do not need it.
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
