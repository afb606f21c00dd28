import { readFileSync } from 'node:fs';
import { text as readStream } from 'node:stream/consumers';
import type { Setting } from '../config.ts';
import { UsageError } from '../errors.ts';

/** One value of a setting that takes several: its text, and where it was given. */
export type ListItem = { text: string; name: string };

/** The values in one flag or variable. A comma too many is no value; nothing at all is kept, to be refused. */
export function listItems({ many }: Setting, { text, name }: ListItem): ListItem[] {
  if (many === undefined) return [{ text, name }];
  const parts = text.split(many.separator).filter((part) => part !== '');
  return (parts.length === 0 ? [text] : parts).map((part) => ({ text: part, name }));
}

/** `@file`, or `-` for the standard input. */
export const namesFile = (text: string): boolean => text === '-' || text.startsWith('@');

/** The same items, with the lines of a file in the place of `@file`, and those of the standard input in that of `-`. */
export async function expandFiles(items: readonly ListItem[]): Promise<ListItem[]> {
  const expanded: ListItem[] = [];
  for (const item of items) expanded.push(...(namesFile(item.text) ? await readLines(item) : [item]));
  return expanded;
}

async function readLines({ text, name }: ListItem): Promise<ListItem[]> {
  const file = text === '-' ? 'the standard input' : text.slice(1);
  const content = text === '-' ? await readStream(process.stdin) : readFile(file, name);
  const lines = linesOf(content)
    .map((line, index) => ({ text: line.replace(/(^|\s)#.*$/, '').trim(), name: `line ${index + 1} of ${file}` }))
    .filter((line) => line.text !== '');
  // An empty list must not become a run without a list.
  if (lines.length === 0) throw new UsageError(`Expected ${file} (${name}) to hold one value a line, got none.`);
  return lines;
}

/** The text of a file that a setting names. Throws `UsageError`. */
export function readFile(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`Cannot read the file "${file}" of ${name} (${code}). Name a file that exists.`);
  }
}

/** Lines with any line end, without a byte-order mark. */
export const linesOf = (content: string): string[] => content.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
