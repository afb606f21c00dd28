/** Days (UTC) in settings: a date, or a number of days before today. */

export const DAY_MS = 24 * 3_600_000;

/** Start of the day in Unix ms, or the number of days before today. */
export type Day = number | { daysAgo: number };

/** `2024-01-31`, `30d` and `6w` ago, `today`; undefined for anything else. */
export function parseDay(text: string): Day | undefined {
  if (text === 'today') return { daysAgo: 0 };
  const [, count, unit] = /^(\d{1,5})([dw])$/.exec(text) ?? [];
  if (count !== undefined) return { daysAgo: Number(count) * (unit === 'w' ? 7 : 1) };
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  const isRealDay = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
  return isRealDay ? ms : undefined;
}

/** The first day of a range; `all`: days of any age. */
export type FirstDay = Day | 'all';

/** Start of the first day in Unix ms; null: no bound, because none was given or all days were. */
export function startOfRange(since: FirstDay | null, nowMs: number): number | null {
  return since === null || since === 'all' ? null : startOfDay(since, nowMs);
}

/** Start of the day in Unix ms. */
export function startOfDay(day: Day, nowMs: number): number {
  return typeof day === 'number' ? day : Math.floor(nowMs / DAY_MS) * DAY_MS - day.daysAgo * DAY_MS;
}

/** `2024-01-31`. */
export function formatDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
