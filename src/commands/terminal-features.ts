import { asciiText, isUtf8 } from '../output/ascii.ts';

/** What the environment says about the terminal. */

type Environment = Record<string, string | undefined>;

/**
 * Whether a stream gets colours: `--no-color` and NO_COLOR turn them off, FORCE_COLOR turns them on for files and pipes,
 * else a terminal gets them unless it is a dumb one.
 */
export function hasColours(stream: { isTTY?: boolean }, wanted: boolean, environment: Environment): boolean {
  const { NO_COLOR, FORCE_COLOR } = environment;
  if (!wanted || NO_COLOR) return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return hasCursor(stream, environment);
}

/** Whether lines of a stream can be replaced. */
export function hasCursor(stream: { isTTY?: boolean }, { TERM }: Environment): boolean {
  return stream.isTTY === true && TERM !== 'dumb';
}

/** The program's own texts for a reader in the locale of the environment. Windows shows UTF-8 in every locale. */
export function inLocale(text: string, environment: Environment = process.env): string {
  return process.platform === 'win32' || isUtf8(environment) ? text : asciiText(text);
}
