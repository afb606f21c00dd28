import { siteLink } from './links.ts';

/**
 * Total readers: text of a page in, a value out. Never `NaN`, never a silent default. What is missing or ill-formed is a
 * `Misread` that names the field; the page parser makes a `ParseError` of it.
 */

/** A field that does not say what it must. `field` is the path inside the record, e.g. `playerMapStats[3].adr`. */
export class Misread extends Error {
  readonly field: string;
  readonly expected: string;
  readonly seen: string;

  constructor(field: string, expected: string, seen: string) {
    super(`${field}: expected ${expected}, saw ${seen}`);
    this.name = 'Misread';
    this.field = field;
    this.expected = expected;
    this.seen = seen;
  }
}

/** Text of a place on the page; null or undefined when the place itself is not there. */
export type Seen = string | null | undefined;

/** One kind of value: what it looks like, when it counts as absent, how it is read (undefined: something else). */
export type Reader<Value> = {
  expected: string;
  isBlank(text: string): boolean;
  read(text: string): Value | undefined;
};

const SEEN_LIMIT = 80;

/** What was seen, quoted and short, as a copy that keeps no page alive. */
export function quoted(text: Seen): string {
  if (text === null || text === undefined) {
    return 'nothing';
  }
  return JSON.stringify(text.length > SEEN_LIMIT ? `${text.slice(0, SEEN_LIMIT)}…` : text);
}

/** The place and the value must be there. */
export function required<Value>(field: string, text: Seen, reader: Reader<Value>): Value {
  const value = text === null || text === undefined ? undefined : reader.read(text);
  if (value === undefined) {
    throw new Misread(field, reader.expected, quoted(text));
  }
  return value;
}

/** The place may be missing altogether; what stands there must be readable or blank. */
export function optional<Value>(field: string, text: Seen, reader: Reader<Value>): Value | null {
  return text === null || text === undefined || reader.isBlank(text) ? null : required(field, text, reader);
}

/** The place must be there; its value is sometimes missing, and `reason` says when. */
export function sometimes<Value>(reason: string, field: string, { text, reader }: Place<Value>): Value | null {
  if (text === null || text === undefined) {
    throw new Misread(field, `${reader.expected}, or a blank (${reason})`, 'nothing');
  }
  return optional(field, text, reader);
}

type Place<Value> = { text: Seen; reader: Reader<Value> };

/** Runs `read`; a `Misread` in it is told with `prefix` before its field. */
export function within<Value>(prefix: string, index: number | null, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof Misread) {
      const place = index === null ? prefix : `${prefix}[${index}]`;
      throw new Misread(error.field === '' ? place : `${place}.${error.field}`, error.expected, error.seen);
    }
    throw error;
  }
}

/** Numbers are absent as an empty cell, a dash or the word null, with or without a unit. */
const isNoNumber = (text: string): boolean => /^(?:[-–]|null)?\s*%?$/i.test(text);

function numberFrom(text: string): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

const isPositive = (value: number | undefined): value is number => value !== undefined && value > 0;

/** A whole number without sign. */
export const integer: Reader<number> = {
  expected: 'a whole number',
  isBlank: isNoNumber,
  read: (text) => (/^\d{1,16}$/.test(text) ? numberFrom(text) : undefined),
};

/** A decimal number, signed or not. */
export const decimal: Reader<number> = {
  expected: 'a number',
  isBlank: isNoNumber,
  read: (text) => (/^[+-]?\d{1,12}(?:\.\d{1,12})?$/.test(text) ? numberFrom(text) : undefined),
};

/** A percentage, signed or not: `66.7%`. */
export const percent: Reader<number> = {
  expected: 'a percentage',
  isBlank: isNoNumber,
  read: (text) =>
    /^[+-]?\d{1,12}(?:\.\d{1,12})?\s?%$/.test(text) ? decimal.read(text.replace(/\s?%$/, '')) : undefined,
};

/** The same kind of value, within limits; outside of them it is something else. */
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

/** A share of something, as a percentage. */
export const share = bounded(percent, [0, 100]);

/** Unix milliseconds: thirteen digits. */
export const unixMs: Reader<number> = {
  expected: 'Unix milliseconds',
  isBlank: isNoNumber,
  read: (text) => (/^\d{12,14}$/.test(text) ? numberFrom(text) : undefined),
};

/** A name or any other text that must not be empty. A dash or the word null may well be a name. */
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

/** A whole number, and another one in brackets when it is given: `14 (9)`, `14`. */
export const bracketed: Reader<{ outer: number; inner: number | null }> = {
  expected: 'a whole number, a second one in brackets',
  isBlank: (text) => isNoNumber(text) || /^(?:[-–]|null)\s*\((?:.*)\)$/i.test(text),
  read: (text) => {
    const match = /^(\d{1,9})(?:\s*\(\s*(\d{1,9}|-|null)\s*\))?$/i.exec(text);
    if (match === null) {
      return undefined;
    }
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

/** A reader of the id behind one of these path names in a link, absolute or relative: `/team/9001/alpha-wolves`. */
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

/** An id standing alone, as in `data-player-id`. */
export const bareId: Reader<number> = {
  expected: 'an id',
  isBlank: (text) => text === '',
  read: (text) => (/^\d+$/.test(text) ? idFrom(text) : undefined),
};
