/** Selects names by parts of them, as `--event`, `--team` and `--map` do. Pure. */

/** Whether one of the names contains one of the parts; without parts any names do, and an unknown name contains none. */
export function nameFilter(parts: readonly string[]): (names: readonly (string | null)[]) => boolean {
  const wanted = parts.map(normalized);
  return (names) =>
    wanted.length === 0 ||
    names.some((name) => name !== null && wanted.some((part) => normalized(name).includes(part)));
}

/** Letters that Unicode does not decompose into a letter and a mark. */
const LETTERS: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th' };

/** The text in lower case, without accents, and with single spaces. */
function normalized(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæœøđðłıþ]/g, (letter) => LETTERS[letter] ?? letter)
    .replaceAll(/\s+/g, ' ')
    .trim();
}
