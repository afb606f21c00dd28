/** What one check of `doctor` found. */
export type Diagnosed = { name: string; isWell: boolean; text: string };

const NAME_WIDTH = 12;

export function renderDiagnosis({ name, isWell, text }: Diagnosed): string {
  const mark = isWell ? 'ok  ' : 'MEND';
  return `${mark}  ${name.padEnd(NAME_WIDTH)} ${text}`;
}
