import { siteLink } from './links.ts';

/**
 * Readers convert the text of a page to a value. They never return `NaN` or a default: for a missing or malformed value
 * they throw a `FieldError` that names the field, and the page parser converts it to a `ParseError`.
 */

/** A missing or malformed field. `field` is the path in the record, e.g. `playerMapStats[3].adr`. */
export class FieldError extends Error {
  readonly field: string;
  readonly expected: string;
  readonly seen: string;

  constructor(field: string, expected: string, seen: string) {
    super(`${field}: expected ${expected}, saw ${seen}`);
    this.name = 'FieldError';
    this.field = field;
    this.expected = expected;
    this.seen = seen;
  }
}

/** The text of an element; null or undefined when the page has no such element. */
export type Seen = string | null | undefined;

/**
 * One type of value: its description, when a text means that there is none, and how it is read (undefined: malformed).
 */
export type Reader<Value> = {
  expected: string;
  isBlank(text: string): boolean;
  read(text: string): Value | undefined;
};

const SEEN_LIMIT = 80;

/** A text in quotes, cut to 80 characters. It is a copy, so that it does not keep the page in memory. */
export function quoted(text: Seen): string {
  if (text === null || text === undefined) return 'nothing';
  return JSON.stringify(text.length > SEEN_LIMIT ? `${text.slice(0, SEEN_LIMIT)}…` : text);
}

/** Reads a value that must be present. Throws `FieldError` otherwise. */
export function required<Value>(field: string, text: Seen, reader: Reader<Value>): Value {
  const value = text === null || text === undefined ? undefined : reader.read(text);
  if (value === undefined) throw new FieldError(field, reader.expected, quoted(text));
  return value;
}

/** Reads a value whose element may be missing or blank (null). Throws `FieldError` when it is malformed. */
export function optional<Value>(field: string, text: Seen, reader: Reader<Value>): Value | null {
  return text === null || text === undefined || reader.isBlank(text) ? null : required(field, text, reader);
}

/**
 * Reads a value whose element must be present but may be blank (null); `reason` says when. Throws `FieldError`
 * otherwise.
 */
export function nullable<Value>(reason: string, field: string, { text, reader }: FieldInput<Value>): Value | null {
  if (text === null || text === undefined) {
    throw new FieldError(field, `${reader.expected}, or a blank (${reason})`, 'nothing');
  }
  return optional(field, text, reader);
}

type FieldInput<Value> = { text: Seen; reader: Reader<Value> };

/** Runs `read` and prepends `prefix` (and `[index]`) to the field of a `FieldError` that it throws. */
export function within<Value>(prefix: string, index: number | null, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof FieldError) {
      const place = index === null ? prefix : `${prefix}[${index}]`;
      throw new FieldError(error.field === '' ? place : `${place}.${error.field}`, error.expected, error.seen);
    }
    throw error;
  }
}

/** An empty cell, a dash or the word null, with or without a percent sign, means that there is no number. */
function isNoNumber(text: string): boolean {
  return /^(?:[-–]|null)?\s*%?$/i.test(text);
}

/** `-0.00` is 0, as in JSON and SQL. */
function numberFrom(text: string): number | undefined {
  const value = Number(text) + 0;
  return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

function isPositive(value: number | undefined): value is number {
  return value !== undefined && value > 0;
}

/** A whole number without a sign. */
export const integer: Reader<number> = {
  expected: 'a whole number',
  isBlank: isNoNumber,
  read: (text) => (/^\d{1,16}$/.test(text) ? numberFrom(text) : undefined),
};

/** A decimal number, with or without a sign. */
export const decimal: Reader<number> = {
  expected: 'a number',
  isBlank: isNoNumber,
  read: (text) => (/^[+-]?\d{1,12}(?:\.\d{1,12})?$/.test(text) ? numberFrom(text) : undefined),
};

/** A percentage, with or without a sign: `66.7%`. */
export const percent: Reader<number> = {
  expected: 'a percentage',
  isBlank: isNoNumber,
  read: (text) =>
    /^[+-]?\d{1,12}(?:\.\d{1,12})?\s?%$/.test(text) ? decimal.read(text.replace(/\s?%$/, '')) : undefined,
};

/** A reader that accepts only numbers from `min` to `max`. */
export function bounded(reader: Reader<number>, [min, max]: readonly [number, number]): Reader<number> {
  return {
    expected: `${reader.expected} from ${min} to ${max}`,
    isBlank: reader.isBlank,
    read(text) {
      const value = reader.read(text);
      return value !== undefined && value >= min && value <= max ? value : undefined;
    },
  };
}

/** A percentage from 0 to 100. */
export const share = bounded(percent, [0, 100]);

/** Eco-adjusted KAST, which exceeds 100 where rounds count more than once. */
export const ecoShare = bounded(percent, [0, 500]);

/** Mean damage per round: five opponents have 100 health each. Eco-adjusted damage counts up to twice as much. */
export const damage = bounded(decimal, [0, 500]);
export const ecoDamage = bounded(decimal, [0, 1000]);

/** A rating or one of its parts, in limits that even the table of a single round keeps. */
export const rating = bounded(decimal, [-10, 20]);

/** Kills or deaths per round. */
export const perRound = bounded(decimal, [0, 5]);

/** Change of the chance to win, in percent points. */
export const swing = bounded(percent, [-100, 100]);

/** Unix time in milliseconds, of this century: with a digit more or less it would be another one. */
export const unixMs: Reader<number> = {
  ...bounded(integer, [Date.UTC(2000, 0, 1), Date.UTC(2100, 0, 1)]),
  expected: 'Unix milliseconds',
};

/** A name or another text that must not be empty. A dash and the word null are valid names. */
export const name: Reader<string> = {
  expected: 'a text',
  isBlank: (text) => text === '',
  read: (text) => (text === '' ? undefined : text),
};

/** Two whole numbers with a separator between them: `19-11`, `4 : 1`. */
export const pair: Reader<[number, number]> = {
  expected: 'two whole numbers',
  isBlank: (text) => text.split(/[-:\s]+/).every((part) => isNoNumber(part)),
  read: (text) => pairFrom(/^(\d{1,9})\s*[-:]\s*(\d{1,9})$/.exec(text)),
};

/** Two decimal numbers with a colon between them: `1.16 : 0.94`. */
export const decimalPair: Reader<[number, number]> = {
  expected: 'two numbers',
  isBlank: pair.isBlank,
  read: (text) => pairFrom(/^(\d{1,9}(?:\.\d{1,9})?)\s*:\s*(\d{1,9}(?:\.\d{1,9})?)$/.exec(text)),
};

/** A whole number, optionally with a second one in brackets: `14 (9)`, `14`. */
export const bracketed: Reader<{ outer: number; inner: number | null }> = {
  expected: 'a whole number, a second one in brackets',
  isBlank: (text) => isNoNumber(text) || /^(?:[-–]|null)\s*\((?:.*)\)$/i.test(text),
  read: (text) => {
    const match = /^(\d{1,9})(?:\s*\(\s*(\d{1,9}|-|null)\s*\))?$/i.exec(text);
    if (match === null) return undefined;
    const [, outer = '', inner = ''] = match;
    return { outer: Number(outer), inner: isNoNumber(inner) ? null : Number(inner) };
  },
};

function pairFrom(match: RegExpExecArray | null): [number, number] | undefined {
  const [, first, second] = match ?? [];
  return first === undefined || second === undefined ? undefined : [Number(first), Number(second)];
}

function idFrom(digits: string): number | undefined {
  const id = integer.read(digits);
  return isPositive(id) ? id : undefined;
}

/** A reader of the id in an absolute or relative link: `/team/9001/alpha-wolves`. */
function idBehind(pattern: RegExp, expected: string): Reader<number> {
  return {
    expected,
    isBlank: (text) => text === '',
    read: (text) => {
      const [, digits = ''] = pattern.exec(siteLink(text)) ?? [];
      return idFrom(digits);
    },
  };
}

export const teamLink = idBehind(/\/teams?\/(\d+)(?:[/?#]|$)/, 'a link to a team');
export const playerLink = idBehind(/\/players?\/(\d+)(?:[/?#]|$)/, 'a link to a player');
export const matchLink = idBehind(/\/matches\/(\d+)(?:[/?#]|$)/, 'a link to a match');
export const mapStatsLink = idBehind(/\/mapstatsid\/(\d+)(?:[/?#]|$)/, 'a link to map stats');
export const eventLink = idBehind(/(?:\/events\/|[?&]event=)(\d+)(?:[/?#&]|$)/, 'a link to an event');
export const demoLink = idBehind(/\/download\/demo\/(\d+)(?:[/?#]|$)/, 'a link to a demo');

/** An id without a link, as in `data-player-id`. */
export const bareId: Reader<number> = {
  expected: 'an id',
  isBlank: (text) => text === '',
  read: (text) => (/^\d+$/.test(text) ? idFrom(text) : undefined),
};
