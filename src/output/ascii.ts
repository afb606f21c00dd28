/** Characters of the program's own texts that are not ASCII, apart from what pages say. */
const REPLACEMENTS: Record<string, string> = {
  '…': '...',
  '–': '-',
  '—': '-',
  '·': '-',
  '•': '*',
  '→': '->',
  '←': '<-',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
  '█': '#',
  '▇': '#',
  '░': '.',
  '✓': 'ok',
  '✗': 'x',
  '“': '"',
  '”': '"',
  '’': "'",
};
const REPLACED = new RegExp(`[${Object.keys(REPLACEMENTS).join('')}]`, 'g');

/** A text with ASCII in place of typographic characters, for terminals that do not show UTF-8. */
export function asciiText(text: string): string {
  return text.replace(REPLACED, (character) => REPLACEMENTS[character] ?? character);
}

/** Whether the locale of the environment shows UTF-8. Without any of the variables the locale is `C`. */
export function isUtf8({ LC_ALL, LC_CTYPE, LANG }: { [name in 'LC_ALL' | 'LC_CTYPE' | 'LANG']?: string | undefined }) {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || 'C');
}
