import { Option } from 'commander';
import { z } from 'zod';
import { systemCodeOf, UsageError } from '../errors.ts';
import { readText } from '../saved/read-text.ts';
import { infoOf, type Setting } from '../setting.ts';

/** The texts given for settings, with the names of their sources. The options of a command contain nothing else. */

const GivenText = z.object({
  text: z.string(),
  /** Name of the source: a flag, a variable, or a line of a file. */
  name: z.string(),
});
export type GivenText = z.output<typeof GivenText>;

const GivenTexts = z.array(GivenText).default([]);

/** The options of a command, by attribute name. */
export type Options = Record<string, unknown>;

/** The attribute name under which commander stores a setting: that of `--no-color` is `color`. */
export function attributeOf(setting: Setting): string {
  return new Option(infoOf(setting).flags).attributeName();
}

/** The texts given for a setting, in order. A setting with a single value uses the last one. */
export function textsOf(options: Options, setting: Setting): GivenText[] {
  return GivenTexts.parse(options[attributeOf(setting)]);
}

/** The input for the schema of a setting; undefined when nothing was given. */
export function inputOf(setting: Setting, given: readonly GivenText[]): string | string[] | undefined {
  if (given.length === 0) return undefined;
  return infoOf(setting).list === undefined ? given.at(-1)?.text : given.map(({ text }) => text);
}

/** Reads the value of one setting. Throws `UsageError`. */
export function readValue<Declared extends Setting>(
  setting: Declared,
  given: readonly GivenText[],
): z.output<Declared> {
  const result = setting.safeParse(inputOf(setting, given));
  if (result.success) return result.data;
  throw refusal(result.error, () => ({ setting, given }));
}

/** The error for the first issue. `find` returns the setting of a key and the texts given for it. */
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

/** Splits the text of a flag or variable. Empty parts are dropped; an empty text is kept, so that it is rejected. */
export function splitText(setting: Setting, { text, name }: GivenText): GivenText[] {
  const { list } = infoOf(setting);
  if (list === undefined) return [{ text, name }];
  const parts = text.split(SEPARATORS[list]).filter((part) => part !== '');
  return (parts.length === 0 ? [text] : parts).map((part) => ({ text: part, name }));
}

/** Whether a text is `@file`, or `-` for the standard input. */
export function namesFile(text: string): boolean {
  return text === '-' || text.startsWith('@');
}

/** Replaces `@file` by the lines of the file, and `-` by those of the standard input. Throws `UsageError`. */
export async function expandFiles(given: readonly GivenText[]): Promise<GivenText[]> {
  const expanded: GivenText[] = [];
  for (const each of given) expanded.push(...(namesFile(each.text) ? await readLines(each) : [each]));
  return expanded;
}

async function readLines({ text, name }: GivenText): Promise<GivenText[]> {
  const file = text === '-' ? 'the standard input' : text.slice(1);
  const content = text === '-' ? await readStandardInput() : readFile(file, name);
  const lines = linesOf(content)
    .map((line, index) => ({ text: line.replace(/(^|\s)#.*$/, '').trim(), name: `line ${index + 1} of ${file}` }))
    .filter((line) => line.text !== '');
  // An empty list must not lead to a run without a list.
  if (lines.length === 0) throw new UsageError(`Expected ${file} (${name}) to have one value per line, got none.`);
  return lines;
}

async function readStandardInput(): Promise<string> {
  const { text } = await import('node:stream/consumers');
  return await text(process.stdin);
}

/** A list of all matches of the site has 2 MB. A device such as `/dev/zero` has no end. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** Reads a file that the setting `name` points to. Throws `UsageError`. */
export function readFile(file: string, name: string): string {
  try {
    return readText(file, MAX_FILE_BYTES);
  } catch (error) {
    const code = systemCodeOf(error);
    const remedy = code === 'EFBIG' ? 'Give a file of at most 16 MB.' : 'Give a file that exists.';
    throw new UsageError(`Cannot read the file "${file}" of ${name} (${code}). ${remedy}`);
  }
}

/** The lines of a text with any line end, without a byte-order mark. */
export function linesOf(content: string): string[] {
  return content.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
}
