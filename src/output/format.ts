/** Formats of numbers, times and tables that every output uses. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters must not reach a terminal
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/g;

/** Escapes the control and direction characters in a text, except line breaks, so that it is safe for a terminal. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    character === '\n' ? '\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A file name in a line of text: a line break in it must not begin a line that looks like a message of the program. */
export function fileInLine(name: string): string {
  return name.replaceAll('\n', '\\u000a');
}

/** `1 h 05 min`, `3 min 20 s`, `12 s`, `0.4 s`. */
export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `312 B`, `4.1 kB`, `17.0 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** `1 page`, `4,100 pages`, `1 match`, `12 matches`. */
export function pluralize(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** The verb after a count: `1 of 3 is`, `2 of 3 are`. */
export function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}

/** `312`, `4,100`: whole numbers. The first call of `toLocaleString` takes longer than all other work of a short command. */
export function formatCount(count: number): string {
  return String(count).replace(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
}

/** Date and time in UTC, to the minute: `2024-01-31 14:05 UTC`. */
export function formatTimestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

type Row = readonly (string | number)[];

/**
 * A table with aligned columns; the first row is the head. If a row is wider than `width` characters, every row has its
 * first cell on one line and the others on the next.
 */
export function table(rows: readonly Row[], width = Number.POSITIVE_INFINITY): string {
  const lines = alignedRows(rows);
  if (lines.every((line) => line.length <= width)) return lines.join('\n');
  const others = alignedRows(rows.map(([, ...cells]) => ['', ...cells]));
  return rows.map(([first], index) => `${first ?? ''}\n${others[index] ?? ''}`).join('\n');
}

function alignedRows(rows: readonly Row[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, String(cell).length);
  }
  const line = (row: Row): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return typeof cell === 'number' || column > 0 ? String(cell).padStart(width) : String(cell).padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return rows.map(line);
}
