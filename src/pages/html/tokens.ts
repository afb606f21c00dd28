import { classesOf, type Element } from './tree.ts';

/** Longer names are text in the wrong place. */
const TOKEN = /^[\w-]{1,40}$/;

/**
 * What selectors can name in an element: its classes, its id and its data attributes, as `.date`, `#all-content` and
 * `[data-unix]`. A run of three digits or more is written N: it differs from page to page.
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
