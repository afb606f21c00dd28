import type { Diagnosed } from './documents/diagnosis.ts';

const NAME_WIDTH = 12;

/** One line of `doctor`: `ok` or `FIX`, the name of the check, and its text. */
export function renderDiagnosis({ name, isOk, text }: Diagnosed): string {
  const mark = isOk ? 'ok  ' : 'FIX ';
  return `${mark}  ${name.padEnd(NAME_WIDTH)} ${text}`;
}
