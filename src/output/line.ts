import type { LogLevel } from '../config.ts';

/** A notice in words, and how loud it is. */
export type Line = { level: Exclude<LogLevel, 'silent'>; text: string; ringsBell?: boolean };
