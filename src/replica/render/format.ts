const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const SERVER_OFFSET_MS = 3_600_000;

/** `66.7%` */
export function percent(value: number): string {
  return `${value.toFixed(1)}%`;
}

/** `+2.90%`, always with a sign. */
export function swing(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}%`;
}

/** `$4.1K`: thousands with at most two decimals. */
export function thousands(dollars: number): string {
  return `$${dollars / 1000}K`;
}

/** Class of a swing cell: coloured from 1 % on. */
export function swingClass(value: number): string {
  if (value >= 1.01) return 'won';
  return value <= -1 ? 'lost' : '';
}

export function ratingClass(value: number): string {
  if (value >= 1.05) return 'ratingPositive';
  return value <= 0.95 ? 'ratingNegative' : 'ratingNeutral';
}

/** Texts of a time as the server shows it: Central European, so the day may differ from UTC. */
export function localTime(unixMs: number): {
  time: string;
  date: string;
  day: string;
  iso: string;
  short: string;
  stamp: string;
} {
  const local = new Date(unixMs + SERVER_OFFSET_MS);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
  const date = `${year}-${two(month + 1)}-${two(day)}`;
  return {
    time,
    date: `${ordinal(day)} of ${MONTHS[month]} ${year}`,
    day: `Results for ${MONTHS[month]} ${ordinal(day)} ${year}`,
    iso: `${date}T${time}:${two(local.getUTCSeconds())}+0100`,
    short: `${day} ${MONTHS[month]?.slice(0, 3)}`,
    stamp: `${date} ${time}`,
  };
}

export function monthName(unixMs: number): string {
  return (MONTHS[new Date(unixMs).getUTCMonth()] ?? '').toLowerCase();
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return `${day}th`;
  const suffix = ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
  return `${day}${suffix}`;
}
