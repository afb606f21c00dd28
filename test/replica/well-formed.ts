const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);
const TAG = /<!--[\s\S]*?-->|<!DOCTYPE html>|<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w-]+(?:=(?:"[^"<>]*"|'[^'<>]*'))?)*)\s*>/g;

/** What is wrong with a page's markup: unquoted or repeated attributes, stray brackets, tags that do not match. */
export function markupFaults(page: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  const text = page.replace(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, '<$1$2></$1>');
  let end = 0;
  for (const match of text.matchAll(TAG)) {
    const between = text.slice(end, match.index);
    if (/[<>]/.test(between)) faults.push(`stray bracket in "${between.trim().slice(0, 80)}"`);
    end = match.index + match[0].length;
    const [, slash, name = '', attributes = ''] = match;
    if (name === '') continue;
    faults.push(...repeatedAttributes(name, attributes));
    if (slash === '/') {
      const last = open.pop();
      if (last !== name) faults.push(`</${name}> closes <${last}>`);
    } else if (!VOID.has(name)) open.push(name);
  }
  if (/[<>]/.test(text.slice(end))) faults.push('stray bracket at the end');
  return [...faults, ...open.map((name) => `<${name}> is never closed`)];
}

/** Attributes of tags that were looked at and repeat none: a page has the same few thousand times. */
const unrepeated = new Set<string>();

function repeatedAttributes(name: string, attributes: string): string[] {
  if (unrepeated.has(attributes)) return [];
  const names = attributes
    .replace(/=(?:"[^"]*"|'[^']*')/g, '')
    .split(/\s+/)
    .filter((word) => word !== '');
  if (new Set(names).size !== names.length) return [`<${name}> repeats an attribute`];
  unrepeated.add(attributes);
  return [];
}
