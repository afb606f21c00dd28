import { z } from 'zod';
import { type Day, type FirstDay, parseDay } from './days.ts';

/**
 * Schemas that convert the text of a flag, variable or settings line to a value. The message of an issue is the rest of
 * a sentence that starts with `Expected` and the name of the source.
 */

const MAX_SHOWN = 200;

/** Thrown for an invalid text, with the message of the issue. */
class Mismatch extends Error {}

function mismatch(expected: string, text: string): Mismatch {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  // A user name and password in a URL are not repeated.
  return new Mismatch(`to be ${expected}, got "${shown.replace(/\/\/[^/\s]*@/g, '//***@')}".`);
}

/** A schema that converts a text with `read`, which throws `Mismatch` for an invalid text. */
function textTo<Value>(read: (text: string) => Value) {
  return z.string().transform((text, context): Value => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });
}

/** A setting that is null unless a value is given. */
export function orNull<Value>(schema: z.ZodType<Value, string | string[]>) {
  return schema.nullable().default(null);
}

function readWholeNumber(text: string, min: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < min) {
    throw mismatch(`a whole number${min > 0 ? ` from ${min}` : ''}`, text);
  }
  return value;
}

/** A whole number from 1. */
export const count = textTo((text) => readWholeNumber(text, 1));

/** Four times the number of matches that the site listed in 2026 (116,506). */
const MAX_OFFSET = 499_900;

/** An offset of the results listing: a multiple of 100. */
export const offset = textTo((text) => {
  const value = readWholeNumber(text, 0);
  if (value > MAX_OFFSET) throw mismatch(`at most ${MAX_OFFSET} (the site lists about 120,000 matches)`, text);
  if (value % 100 !== 0) {
    const below = Math.floor(value / 100) * 100;
    throw new Mismatch(`to be a multiple of 100, got "${text}". Try ${below} or ${below + 100}.`);
  }
  return value;
});

/** A number of seconds up to one hour, in ms. */
export const secondsToMs = textTo((text) => {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > 3600) throw mismatch('a number of seconds up to 3600', text);
  return Math.round(value * 1000);
});

const DURATION_UNITS_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration such as `1h30m`, in ms. */
export const durationMs = textTo((text) => {
  const parts = [...text.slice(0, 100).matchAll(/(\d+(?:\.\d+)?)([smhd])/g)];
  const total = parts.reduce((sum, [, number, unit]) => sum + Number(number) * (DURATION_UNITS_MS[unit ?? ''] ?? 0), 0);
  if (parts.map(([part]) => part).join('') !== text || total <= 0) {
    throw mismatch('a duration such as 45m, 2h or 1h30m', text);
  }
  return total;
});

/** A day by date, or as a number of days before today. */
export const day = textTo((text): Day => {
  const read = parseDay(text);
  if (read === undefined) throw mismatch('a day such as 2024-01-31, 30d, 6w or today', text);
  return read;
});

/** The same, or `all`. */
export const dayOrAll = textTo((text): FirstDay => {
  const read = text === 'all' ? text : parseDay(text);
  if (read === undefined) throw mismatch('a day such as 2024-01-31, 30d, 6w, today, or all', text);
  return read;
});

/** A number of stars from 0 to 5. */
export const stars = textTo((text) => {
  if (!/^[0-5]$/.test(text)) throw mismatch('a number of stars from 0 to 5', text);
  return Number(text);
});

/** Part of a name, without surrounding white space. */
export const partOfName = textTo((text) => {
  if (!/[^\s,]/.test(text)) throw mismatch('some text', text);
  return text.trim();
});

function readOneOf<Value extends string>(values: readonly Value[], text: string): Value {
  const found = values.find((value) => value === text);
  if (found === undefined) throw mismatch(`one of ${values.join(', ')}`, text);
  return found;
}

/** The values of a setting that is one of them, or a comma-separated list of them. */
export type Choices = { values: readonly string[]; isList: boolean };

const CHOICES = z.registry<Choices>();

/** The values that a schema accepts, if they are a closed set; else null. */
export function choicesOf(schema: z.ZodType): Choices | null {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    const inner = schema.unwrap();
    return inner instanceof z.ZodType ? choicesOf(inner) : null;
  }
  return CHOICES.get(schema) ?? null;
}

/** One of these values. */
export function oneOf<Value extends string>(values: readonly Value[]) {
  const schema = textTo((text) => readOneOf(values, text));
  CHOICES.add(schema, { values, isList: false });
  return schema;
}

/** A comma-separated list of these values, or `all`; the result has the order of `values`. */
export function someOf<Value extends string>(values: readonly Value[]) {
  const schema = textTo((text) => {
    if (text === 'all') return [...values];
    const named = text.split(',').map((part) => readOneOf(values, part.trim()));
    return values.filter((value) => named.includes(value));
  });
  CHOICES.add(schema, { values: ['all', ...values], isList: true });
  return schema;
}

/** An http or https URL without query and fragment; a trailing slash is removed. */
export const httpUrl = textTo((text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw mismatch('an http or https URL', text);
  if (url.search !== '' || url.hash !== '') throw mismatch('an http or https URL without query and #', text);
  return url.href.replace(/\/+$/, '');
});

/** The URL of a proxy, which may contain user name and password. */
export const proxyUrl = textTo((text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  // The text may contain a password, so the message does not repeat it.
  if (!url || !/^(https?|socks5):$/.test(url.protocol) || !url.hostname) {
    throw new Mismatch('to be an http, https or socks5 URL such as http://user:password@host:8080.');
  }
  return text;
});

/** The URL of the debugging port of a running browser. */
export const debuggerUrl = textTo((text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  // The text may contain the token of a hosted browser, so the message does not repeat it.
  if (!url || !/^(https?|wss?):$/.test(url.protocol) || !url.hostname) {
    throw new Mismatch('to be an http, https, ws or wss URL such as http://127.0.0.1:9222.');
  }
  return text;
});

/** Any text that is not blank. */
export const someText = textTo((text) => {
  if (text.trim() === '') throw mismatch('some text', text);
  return text;
});

/** The value of an HTTP header: printable ASCII without line breaks. */
export const headerText = textTo((text) => {
  if (text.trim() === '' || !/^[\x20-\x7e]+$/.test(text)) throw mismatch('plain text of one line', text);
  return text;
});

/** A switch: 1/0, true/false, yes/no or on/off in a variable or file. */
export const onOrOff = textTo((text) => {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw mismatch('1 or 0', text);
});

/** A match given by the user: its id, and host and path prefix of the URL; null without URL. */
export type MatchReference = { id: number; url: { host: string; prefix: string } | null };

/** Reads a match id, or the path or URL of a match page, also without `https://`. Null for anything else. */
export function readMatchReference(text: string): MatchReference | null {
  const plain = /^(?:([1-9]\d*)|\/?matches\/([1-9]\d*)(?:[/?#].*)?)$/.exec(text.slice(0, MAX_SHOWN * 10));
  if (plain !== null) return referenceTo(plain[1] ?? plain[2], null);
  const address = /^[\w-]+(\.[\w-]+)+(:\d+)?\//.test(text) ? `https://${text}` : text;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const [, prefix = '', digits] = /^(.*?)\/matches\/([1-9]\d*)(?:\/|$)/.exec(url.pathname) ?? [];
  // The number after /stats/matches/ is that of a map.
  return prefix.endsWith('/stats') ? null : referenceTo(digits, { host: url.host, prefix });
}

function referenceTo(digits: string | undefined, url: MatchReference['url']): MatchReference | null {
  const id = Number(digits);
  return Number.isSafeInteger(id) ? { id, url } : null;
}

/** The id of a match, given by id, path or URL. */
export const matchId = textTo((text) => {
  const reference = readMatchReference(text);
  if (reference !== null) return reference.id;
  const hint = /\/stats\/matches\//.test(text) ? ' (the number in /stats/matches/ is that of a map)' : '';
  throw mismatch(`a match id or the URL of a match page${hint}`, text);
});
