import { createHash } from 'node:crypto';

/** Invented words and numbers for those of a page: the same one each time, and different ones for different words. */
export type Pseudonyms = {
  /** An invented word of the same length and case. Words that differ only in case get the same word. */
  word(word: string): string;
  /** A number with as many digits; a time in Unix milliseconds is moved by a whole number of weeks. */
  number(digits: string): string;
};

const WEEKS_BACK = 100;
const WEEK_MS = 7 * 24 * 3600 * 1000;
const CONSONANTS = 'bcdfghjklmnpqrstvwxz';
const VOWELS = 'aeiou';

/**
 * The result depends only on the words and numbers that are requested, and their order. `reserved` words are not used.
 */
export function createPseudonyms(reserved: ReadonlySet<string>): Pseudonyms {
  const words = new Map<string, string>();
  const numbers = new Map<string, string>();
  const taken = new Set<string>();

  function invented(map: Map<string, string>, key: string, invent: (attempt: number) => string): string {
    const known = map.get(key);
    if (known !== undefined) return known;
    let attempt = 0;
    let value = invent(attempt);
    while (taken.has(value) || reserved.has(value) || value === key) {
      attempt += 1;
      value = invent(attempt);
    }
    taken.add(value);
    map.set(key, value);
    return value;
  }

  return {
    word(word) {
      const lower = word.toLowerCase();
      return inCaseOf(
        word,
        invented(words, lower, (attempt) => inventWord(lower, attempt)),
      );
    },
    number(digits) {
      if (/^1\d{12}$/.test(digits)) return `${Number(digits) - WEEKS_BACK * WEEK_MS}`;
      if (/^0*$/.test(digits)) return digits;
      return invented(numbers, digits, (attempt) => inventNumber(digits, attempt));
    },
  };
}

/** Bytes determined by a text and the number of the attempt. */
function bytesOf(text: string, attempt: number): Buffer {
  return createHash('sha256').update(`${attempt} ${text}`).digest();
}

const picked = (letters: string, byte: number): string => letters[byte % letters.length] ?? '';

/** A word of syllables; words too short to be unique grow with the attempts. */
function inventWord(word: string, attempt: number): string {
  const bytes = bytesOf(word, attempt);
  const length = [...word].length + Math.floor(attempt / 20);
  return Array.from({ length }, (_, index) => {
    const byte = bytes[index % bytes.length] ?? 0;
    return /\d/.test(word[index] ?? '') ? `${byte % 10}` : picked(index % 2 === 0 ? CONSONANTS : VOWELS, byte);
  }).join('');
}

/** Digits, the first of them not zero; numbers too short to be unique grow with the attempts. */
function inventNumber(digits: string, attempt: number): string {
  const bytes = bytesOf(digits, attempt);
  const length = digits.length + Math.floor(attempt / 200);
  return Array.from({ length }, (_, index) => {
    const byte = bytes[index % bytes.length] ?? 0;
    return index === 0 ? `${1 + (byte % 9)}` : `${byte % 10}`;
  }).join('');
}

function inCaseOf(model: string, word: string): string {
  if (model.length > 1 && model === model.toUpperCase() && model !== model.toLowerCase()) return word.toUpperCase();
  return [...word]
    .map((letter, index) => {
      const own = model[index] ?? '';
      return own !== own.toLowerCase() ? letter.toUpperCase() : letter;
    })
    .join('');
}
