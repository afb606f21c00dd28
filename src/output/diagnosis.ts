import type { Diagnosed } from './documents/diagnosis.ts';

const NAME_WIDTH = 12;

export function renderDiagnosis({ name, isWell, text }: Diagnosed): string {
  const mark = isWell ? 'ok  ' : 'FIX ';
  return `${mark}  ${name.padEnd(NAME_WIDTH)} ${text}`;
}
