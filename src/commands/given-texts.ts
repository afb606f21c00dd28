import { readFileSync } from 'node:fs';
import { text as readStream } from 'node:stream/consumers';
import { Option } from 'commander';
import { z } from 'zod';
import { infoOf, type Setting } from '../config.ts';
import { systemCodeOf, UsageError } from '../errors.ts';

/** What was given for settings: texts with the names of their sources. The options of a command hold nothing else. */

const GivenText = z.object({
  text: z.string(),
  /** Flag, variable, or line of a file. */
  name: z.string(),
});
export type GivenText = z.output<typeof GivenText>;

const GivenTexts = z.array(GivenText).default([]);

/** The options of a command, by their attributes. */
export type Options = Record<string, unknown>;

/** Where commander keeps the value of a setting: `--no-color` has the attribute `color`. */
export const attributeOf = (setting: Setting): string => new Option(infoOf(setting).flags).attributeName();

/** The texts that were given for a setting, in their order; of one that takes a single value the last one counts. */
export const textsOf = (options: Options, setting: Setting): GivenText[] =>
  GivenTexts.parse(options[attributeOf(setting)]);

/** What the schema of a setting reads; undefined: nothing was given. */
export function inputOf(setting: Setting, given: readonly GivenText[]): string | string[] | undefined {
  if (given.length === 0) return undefined;
  return infoOf(setting).list === undefined ? given.at(-1)?.text : given.map(({ text }) => text);
}

/** Reads what was given for one setting. Throws `UsageError`. */
export function readValue<Declared extends Setting>(
  setting: Declared,
  given: readonly GivenText[],
): z.output<Declared> {
  const result = setting.safeParse(inputOf(setting, given));
  if (result.success) return result.data;
  throw refusal(result.error, () => ({ setting, given }));
}

/** The error for the first issue; `find` returns the setting of a key, and what was given for it. */
export function refusal(
  { issues: [issue] }: z.ZodError,
  find: (key: string) => { setting: Setting; given: readonly GivenText[] },
): UsageError {
  const { path = [], message = '' } = issue ?? {};
  const { setting, given } = find(String(path[0]));
  const index = path.find((part) => typeof part === 'number') ?? -1;
  return new UsageError(`Expected ${given.at(index)?.name ?? infoOf(setting).flag} ${message}`);
}

const SEPARATORS = { texts: /\s*,\s*/, ids: /[\s,]+/ };

/** The texts in one flag or variable. A comma too many is no value; nothing at all is kept, to be refused. */
export function splitText(setting: Setting, { text, name }: GivenText): GivenText[] {
  const { list } = infoOf(setting);
  if (list === undefined) return [{ text, name }];
  const parts = text.split(SEPARATORS[list]).filter((part) => part !== '');
  return (parts.length === 0 ? [text] : parts).map((part) => ({ text: part, name }));
}

/** `@file`, or `-` for the standard input. */
export const namesFile = (text: string): boolean => text === '-' || text.startsWith('@');

/** The same texts, with the lines of a file in the place of `@file`, and those of the standard input in that of `-`. */
export async function expandFiles(given: readonly GivenText[]): Promise<GivenText[]> {
  const expanded: GivenText[] = [];
  for (const each of given) expanded.push(...(namesFile(each.text) ? await readLines(each) : [each]));
  return expanded;
}

async function readLines({ text, name }: GivenText): Promise<GivenText[]> {
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
    throw new UsageError(
      `Cannot read the file "${file}" of ${name} (${systemCodeOf(error)}). Name a file that exists.`,
    );
  }
}

/** Lines with any line end, without a byte-order mark. */
export const linesOf = (content: string): string[] => content.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
