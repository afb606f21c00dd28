import type { LogLevel } from '../config.ts';

/**
 * A notice in words, and how loud it is. `isForLog`: the terminal does not show it; `isInLiveLine`: it shows it only
 * where it has no live line.
 */
export type Line = {
  level: Exclude<LogLevel, 'silent'>;
  text: string;
  ringsBell?: boolean;
  isForLog?: boolean;
  isInLiveLine?: boolean;
};
