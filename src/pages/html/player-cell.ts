import { FieldError, name, playerLink, quoted, required } from './fields.ts';
import { attributeOf, type Element, firstIn, firstOfClass, hasClass, textOf } from './tree.ts';

/** The player of a row or a card. */
export type PlayerCell = { playerId: number; playerName: string; country: string | null };

/**
 * The player in a cell: the id of the first player link, the nickname, and the country of the flag (optional). The text
 * of the link may contain a full name and a copy for mobile devices; then the nickname has an element of its own.
 */
export function playerIn(cell: Element | undefined): PlayerCell {
  const link = firstIn(
    cell,
    (element) => playerLink.read(element.attribs.href ?? '') !== undefined && !isTooltip(element),
  );
  const anyLink = link ?? firstIn(cell, (element) => element.attribs.href !== undefined);
  if (cell !== undefined && anyLink === undefined) {
    throw new FieldError('playerId', playerLink.expected, quoted(textOf(cell)));
  }
  const nickname = firstOfClass(cell, 'player-nick') ?? firstOfClass(cell, 'smartphone-only') ?? link;
  return {
    playerId: required('playerId', attributeOf(anyLink, 'href'), playerLink),
    playerName: required('playerName', textOf(nickname), name),
    country: countryIn(cell),
  };
}

/** Tooltips repeat the link with another text. */
function isTooltip(link: Element): boolean {
  return hasClass(link, 'context-button');
}

/** Country or region of the first flag inside; null when there is none. */
export function countryIn(place: Element | undefined): string | null {
  const flag = firstIn(place, (element) => element.name === 'img' && hasClass(element, 'flag'));
  return countryOf(flag);
}

/** Country or region in the title or alternative text of a flag. */
export function countryOf(flag: Element | undefined): string | null {
  return attributeOf(flag, 'title') || attributeOf(flag, 'alt') || null;
}
