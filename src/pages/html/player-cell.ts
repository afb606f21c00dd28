import { Misread, name, playerLink, quoted, required } from './fields.ts';
import { attributeOf, type Element, firstIn, firstOfClass, hasClass, textOf } from './tree.ts';

/** Who a row or a card is about. */
export type PlayerCell = { playerId: number; playerName: string; country: string | null };

/**
 * The player in a cell: the id behind the first player link, the nickname, the country of the flag (optional). The
 * link's text may hold a full name and a second, mobile copy; the nickname then stands in an element of its own.
 */
export function playerIn(cell: Element | undefined): PlayerCell {
  const link = firstIn(
    cell,
    (element) => playerLink.read(element.attribs.href ?? '') !== undefined && !isTooltip(element),
  );
  const anyLink = link ?? firstIn(cell, (element) => element.attribs.href !== undefined);
  if (cell !== undefined && anyLink === undefined) {
    throw new Misread('playerId', playerLink.expected, quoted(textOf(cell)));
  }
  const nickname = firstOfClass(cell, 'player-nick') ?? firstOfClass(cell, 'smartphone-only') ?? link;
  return {
    playerId: required('playerId', attributeOf(anyLink, 'href'), playerLink),
    playerName: required('playerName', textOf(nickname), name),
    country: countryIn(cell),
  };
}

/** Tooltips repeat the link under other words. */
function isTooltip(link: Element): boolean {
  return hasClass(link, 'context-button');
}

/** Country or region of the first flag inside; null where there is none. */
export function countryIn(place: Element | undefined): string | null {
  const flag = firstIn(place, (element) => element.name === 'img' && hasClass(element, 'flag'));
  return countryOf(flag);
}

/** Country or region that a flag's picture names. */
export function countryOf(flag: Element | undefined): string | null {
  return attributeOf(flag, 'title') || attributeOf(flag, 'alt') || null;
}
