import type { LogLevel } from '../config.ts';

/**
 * The text of a notice and its level. `isForLog`: not shown on the terminal; `isInLiveLine`: shown only when there is
 * no progress line.
 */
export type LogLine = {
  level: Exclude<LogLevel, 'silent'>;
  text: string;
  ringsBell?: boolean;
  isForLog?: boolean;
  isInLiveLine?: boolean;
};
