import { classesOf, type Element } from './tree.ts';

/** Longer names are not class names but misplaced text. */
const TOKEN = /^[\w-]{1,40}$/;

/**
 * The names by which selectors can find an element: classes, id and data attributes, as `.date`, `#all-content` and
 * `[data-unix]`. Three or more digits in a row are replaced by N, because they differ from page to page.
 */
export function tokensOf(element: Element): string[] {
  const { id } = element.attribs;
  const attributes = Object.keys(element.attribs).filter((attribute) => attribute.startsWith('data-'));
  const tokens = [
    ...readable(classesOf(element)).map((name) => `.${name}`),
    ...readable(id === undefined ? [] : [id]).map((name) => `#${name}`),
    ...readable(attributes).map((name) => `[${name}]`),
  ];
  return [...new Set(tokens)];
}

function readable(names: string[]): string[] {
  return names.filter((name) => TOKEN.test(name)).map((name) => name.replace(/\d{3,}/g, 'N'));
}
