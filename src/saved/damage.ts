import { TooManyBytesError } from './bytes.ts';
import type { SavedForm, Unreadable } from './saved-page.ts';

/** Thrown when a file ends inside an entry. */
export class TruncatedError extends Error {
  override readonly name = 'TruncatedError';
}

/** Thrown when a file violates its format. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
}

/**
 * Why a file cannot be read further, by the error. Rethrows all other errors: disk errors and program errors are not
 * damage of the file.
 */
export function damageOf(error: unknown, form: SavedForm): Unreadable {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof TruncatedError || code === 'Z_BUF_ERROR') return { type: 'truncated', form };
  if (error instanceof TooManyBytesError) return { type: 'too-large' };
  if (!(error instanceof DamagedError) && !code.startsWith('Z_')) throw error;
  return { type: 'damaged', form, message: error instanceof Error ? error.message : code };
}
