/** Escaped markup: made by `html` or, for constants, by `raw`. */
export type Html = { readonly html: string };

type Value = Html | string | number | null | undefined | readonly Html[];

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes text for element content and double-quoted attributes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

/** Template for markup: every value is escaped unless it is markup itself; null and undefined give nothing. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  let text = strings[0] ?? '';
  for (let i = 0; i < values.length; i += 1) text += rendered(values[i]) + (strings[i + 1] ?? '');
  return { html: text };
}

function rendered(value: Value): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return 'html' in value ? value.html : value.map((item) => item.html).join('');
}

/** Constant markup, not escaped. */
export function raw(markup: string): Html {
  return { html: markup };
}

export const NOTHING: Html = { html: '' };

/** JSON inside a script element: no character of it can end the element. */
export function scriptJson(value: unknown): Html {
  return {
    html: JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026'),
  };
}
