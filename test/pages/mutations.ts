import { type CheerioAPI, load } from 'cheerio/slim';
import type { Element, Node } from '../../src/pages/html/tree.ts';
import { allIn, isElement, rootOf } from '../../src/pages/html/tree.ts';

/** One change of a page: what was done, the page after it, and the texts that it brought in. */
export type Mutation = { what: string; html: string; introduced: string[] };

export const MUTATIONS = ['remove', 'swap', 'cut', 'duplicate', 'number', 'tag', 'class', 'truncate'] as const;
export type MutationName = (typeof MUTATIONS)[number];

/** Numbers drawn from outside: which place, and what to do there. */
export type Draw = { place: number; detail: number };

/** Changes one thing inside the content of a page. The same draw makes the same change. */
export function mutate(html: string, name: MutationName, draw: Draw): Mutation {
  if (name === 'truncate') {
    const length = draw.place % html.trimEnd().length;
    return { what: `truncate to ${length}`, html: html.slice(0, length), introduced: [] };
  }
  const $ = load(html);
  const [content] = allIn(rootOf($), (element) => element.attribs.class?.includes('contentCol') ?? false);
  if (content === undefined) {
    throw new Error('The page has no content to change.');
  }
  const { what, introduced } = CHANGES[name]($, content, draw);
  return { what: `${name}: ${what}`, html: $.html(), introduced };
}

/** The page as an unchanged tree writes it: what mutations are compared with. */
export function unchanged(html: string): string {
  return load(html).html();
}

type Told = { what: string; introduced: string[] };
type Change = ($: CheerioAPI, content: Element, draw: Draw) => Told;

const pick = <Item>(items: Item[], place: number): Item => items[place % items.length] as Item;
const name = (element: Element): string => `<${element.name} class="${element.attribs.class ?? ''}">`;
const elementsIn = (content: Element): Element[] => allIn(content, () => true);

const CHANGES: Record<Exclude<MutationName, 'truncate'>, Change> = {
  remove: ($, content, { place }) => {
    const element = pick(elementsIn(content), place);
    $(element).remove();
    return { what: name(element), introduced: [] };
  },
  swap: ($, content, { place, detail }) => {
    const parents = elementsIn(content).filter((element) => element.children.filter(isElement).length > 1);
    const siblings = pick(parents, place).children.filter(isElement);
    const one = pick(siblings, detail);
    const other = pick(
      siblings.filter((sibling) => sibling !== one),
      detail >> 8,
    );
    const mark = $('<i class="mark"></i>');
    $(one).before(mark);
    $(other).before(one);
    mark.replaceWith(other);
    return { what: `${name(one)} and ${name(other)}`, introduced: [] };
  },
  cut: (_, content, { place, detail }) => {
    const text = pick(textsIn(content), place);
    const before = text.data;
    text.data = before.slice(0, detail % before.length);
    return { what: `${JSON.stringify(before)} to ${JSON.stringify(text.data)}`, introduced: [text.data] };
  },
  duplicate: ($, content, { place }) => {
    const element = pick(elementsIn(content), place);
    $(element).after($(element).clone());
    return { what: name(element), introduced: [] };
  },
  number: (_, content, { place, detail }) => {
    const places = numbersIn(content);
    const { read, write, match } = pick(places, place);
    const number = pick(['0', '1', '3', '7', '12', '25', '99', '1234', '4.2'], detail);
    const text = read();
    write(text.slice(0, match.index) + number + text.slice(match.index + match[0].length));
    return {
      what: `${match[0]} to ${number} in ${text.slice(Math.max(0, match.index - 40), match.index + 40)}`,
      introduced: [number],
    };
  },
  tag: (_, content, { place, detail }) => {
    const element = pick(elementsIn(content), place);
    const before = name(element);
    element.name = pick(['div', 'span', 'p', 'td', 'a', 'b'], detail);
    element.tagName = element.name;
    return { what: `${before} to ${element.name}`, introduced: [] };
  },
  class: (_, content, { place, detail }) => {
    const element = pick(
      elementsIn(content).filter(({ attribs }) => (attribs.class ?? '').trim() !== ''),
      place,
    );
    const before = name(element);
    const tokens = (element.attribs.class ?? '').trim().split(/\s+/);
    tokens[detail % tokens.length] = 'renamed';
    element.attribs.class = tokens.join(' ');
    return { what: `${before} to ${element.attribs.class}`, introduced: [] };
  },
};

type Text = Extract<Node, { data: string; type: 'text' | string }> & { data: string };

function textsIn(content: Element): Text[] {
  return allIn(content, () => true)
    .flatMap((element) => element.children)
    .filter((node): node is Text => node.type === 'text' && node.data.trim() !== '');
}

type NumberPlace = { read: () => string; write: (text: string) => void; match: RegExpExecArray };

/** Every number in texts and in the attributes that are read. */
function numbersIn(content: Element): NumberPlace[] {
  const texts = textsIn(content).map((text) => ({
    read: () => text.data,
    write: (value: string) => {
      text.data = value;
    },
  }));
  const attributes = elementsIn(content).flatMap((element) =>
    Object.keys(element.attribs)
      .filter((key) => /^(?:href|title|data-.*|id)$/.test(key))
      .map((key) => ({
        read: () => element.attribs[key] ?? '',
        write: (value: string) => {
          element.attribs[key] = value;
        },
      })),
  );
  return [...texts, ...attributes].flatMap((place) =>
    [...place.read().matchAll(/\d+(?:\.\d+)?/g)].map((match) => ({ ...place, match })),
  );
}
