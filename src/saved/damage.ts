import { TooManyBytesError } from './bytes.ts';
import type { SavedForm, Unreadable } from './saved-page.ts';

/** Thrown where a file ends inside of what is read. */
export class TruncatedError extends Error {
  override readonly name = 'TruncatedError';
}

/** Thrown where a file is not what its form prescribes. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
}

/**
 * Why a file cannot be read on, by the error that said so. Errors of any other kind are thrown again: a disk that
 * cannot be read is no damage to the file, and a mistake of this program is none either.
 */
export function damageOf(error: unknown, form: SavedForm): Unreadable {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof TruncatedError || code === 'Z_BUF_ERROR') return { type: 'truncated', form };
  if (error instanceof TooManyBytesError) return { type: 'too-large' };
  if (!(error instanceof DamagedError) && !code.startsWith('Z_')) throw error;
  return { type: 'damaged', form, message: error instanceof Error ? error.message : code };
}
