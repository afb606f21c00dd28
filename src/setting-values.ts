import { type Day, parseDay } from './days.ts';
import { UsageError } from './errors.ts';

/**
 * From the text of a flag, variable or settings line to a value. Each reader takes the text and the name under which
 * it was given, and throws a `UsageError` with that name, the text and what was expected.
 */

const MAX_SHOWN = 200;

/** The refusal of a text: under which name it was given, what was expected, what it is. */
function expected(name: string, what: string, text: string): UsageError {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  // A user name and password in a URL are not repeated.
  return new UsageError(`Expected ${name} to be ${what}, got "${shown.replace(/\/\/[^/\s]*@/g, '//***@')}".`);
}

/** A whole number not below `min`. */
export function wholeNumber(min = 0): (text: string, name: string) => number {
  return (text, name) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < min) {
      throw expected(name, `a whole number${min > 0 ? ` from ${min}` : ''}`, text);
    }
    return value;
  };
}

/** Four times what the site listed in 2026 (116,506 matches). */
const MAX_OFFSET = 499_900;

/** An offset of the results listing: a multiple of 100. */
export function offset(text: string, name: string): number {
  const value = wholeNumber()(text, name);
  if (value > MAX_OFFSET) {
    throw expected(name, `at most ${MAX_OFFSET} (the site lists about 120,000 matches)`, text);
  }
  if (value % 100 !== 0) {
    const below = Math.floor(value / 100) * 100;
    throw new UsageError(`Expected ${name} to be a multiple of 100, got "${text}". Try ${below} or ${below + 100}.`);
  }
  return value;
}

export function secondsToMs(text: string, name: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > 3600) throw expected(name, 'a number of seconds up to 3600', text);
  return Math.round(value * 1000);
}

const DURATION_UNITS_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function durationMs(text: string, name: string): number {
  const parts = [...text.slice(0, 100).matchAll(/(\d+(?:\.\d+)?)([smhd])/g)];
  const total = parts.reduce((sum, [, number, unit]) => sum + Number(number) * (DURATION_UNITS_MS[unit ?? ''] ?? 0), 0);
  if (parts.map(([part]) => part).join('') !== text || total <= 0) {
    throw expected(name, 'a duration such as 45m, 2h or 1h30m', text);
  }
  return total;
}

/** A day by its date, or counted back from today. */
export function day(text: string, name: string): Day {
  const read = parseDay(text);
  if (read === undefined) throw expected(name, 'a day such as 2024-01-31, 30d, 6w or today', text);
  return read;
}

/** `all` stays a word: commander takes a null for a value that is missing. */
export function dayOrAll(text: string, name: string): Day | 'all' {
  const read = text === 'all' ? text : parseDay(text);
  if (read === undefined) throw expected(name, 'a day such as 2024-01-31, 30d, 6w, today, or all', text);
  return read;
}

export function stars(text: string, name: string): number {
  if (!/^[0-5]$/.test(text)) throw expected(name, 'a number of stars from 0 to 5', text);
  return Number(text);
}

/** Part of a name; blanks around it do not count. */
export function partOfName(text: string, name: string): string {
  if (!/[^\s,]/.test(text)) throw expected(name, 'some text', text);
  return text.trim();
}

export function oneOf<Value extends string>(values: readonly Value[]): (text: string, name: string) => Value {
  return (text, name) => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw expected(name, `one of ${values.join(', ')}`, text);
    return found;
  };
}

/** Some of these words with commas between them, or `all`; in the order of `values`. */
export function someOf<Value extends string>(values: readonly Value[]): (text: string, name: string) => Value[] {
  return (text, name) => {
    if (text === 'all') return [...values];
    const wanted = text.split(',').map((part) => oneOf(values)(part.trim(), name));
    return values.filter((value) => wanted.includes(value));
  };
}

export function httpUrl(text: string, name: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw expected(name, 'an http or https URL', text);
  if (url.search !== '' || url.hash !== '') throw expected(name, 'an http or https URL without query and #', text);
  return url.href.replace(/\/+$/, '');
}

export function proxyUrl(text: string, name: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  // The text may hold a password: it is not repeated.
  if (!url || !/^(https?|socks5):$/.test(url.protocol) || !url.hostname) {
    throw new UsageError(`Expected ${name} to be an http, https or socks5 URL such as http://user:password@host:8080.`);
  }
  return text;
}

export function debuggerUrl(text: string, name: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  // The text may hold the token of a hosted browser: it is not repeated.
  if (!url || !/^(https?|wss?):$/.test(url.protocol) || !url.hostname) {
    throw new UsageError(`Expected ${name} to be an http, https, ws or wss URL such as http://127.0.0.1:9222.`);
  }
  return text;
}

export function someText(text: string, name: string): string {
  if (text.trim() === '') throw expected(name, 'some text', text);
  return text;
}

/** Text that goes into a header: nothing in it may begin another one. */
export function headerText(text: string, name: string): string {
  if (text.trim() === '' || !/^[\x20-\x7e]+$/.test(text)) throw expected(name, 'plain text of one line', text);
  return text;
}

/** Switches: given or not on the command line; as a variable 1/0, true/false, yes/no, on/off. */
export function onOrOff(text: string, name: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw expected(name, '1 or 0', text);
}

/** A match that was named: its id, and where its page lies when a URL said so. */
export type MatchReference = { id: number; url: { host: string; prefix: string } | null };

/** A match id, or the path or URL of a match page; a URL may lack its `https://`. Null for anything else. */
export function readMatchReference(text: string): MatchReference | null {
  const plain = /^(?:([1-9]\d*)|\/?matches\/([1-9]\d*)(?:[/?#].*)?)$/.exec(text.slice(0, MAX_SHOWN * 10));
  if (plain !== null) return referenceTo(plain[1] ?? plain[2], null);
  const address = /^[\w-]+(\.[\w-]+)+(:\d+)?\//.test(text) ? `https://${text}` : text;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const [, prefix = '', digits] = /^(.*?)\/matches\/([1-9]\d*)(?:\/|$)/.exec(url.pathname) ?? [];
  // The number below /stats/matches/ is that of a map.
  return prefix.endsWith('/stats') ? null : referenceTo(digits, { host: url.host, prefix });
}

function referenceTo(digits: string | undefined, url: MatchReference['url']): MatchReference | null {
  const id = Number(digits);
  return Number.isSafeInteger(id) ? { id, url } : null;
}

export function matchId(text: string, name: string): number {
  const reference = readMatchReference(text);
  if (reference !== null) return reference.id;
  const hint = /\/stats\/matches\//.test(text) ? ' (the number in /stats/matches/ is that of a map)' : '';
  throw expected(name, `a match id or the URL of a match page${hint}`, text);
}
