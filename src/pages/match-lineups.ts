import type { MatchPage } from '../page-records.ts';
import { bareId, integer, Misread, name, optional, playerLink, quoted, required, teamLink, within } from './fields.ts';
import type { MatchBlocks } from './match-blocks.ts';
import type { Header } from './match-header.ts';
import { countryIn } from './player-cell.ts';
import {
  allIn,
  allOfClass,
  attributeOf,
  collapse,
  type Element,
  firstIn,
  firstOfClass,
  hasClass,
  textOf,
} from './tree.ts';

type LineupRow = MatchPage['lineups'][number];
type TeamBlock = { block: Element; ordinal: 0 | 1; teamId: number | null };

/** Announced players of both teams in page order; empty on the few pages without the section. */
export function readLineups(blocks: MatchBlocks, header: Header): LineupRow[] {
  const rows: LineupRow[] = [];
  for (const { block, teamId } of teamBlocks(blocks, header)) {
    rows.push(...playersIn(block, teamId, rows.length));
  }
  return rows;
}

/** World ranks of the two teams; null where unranked and on pages that show none. */
export function readRanks(blocks: MatchBlocks, header: Header): [number | null, number | null] {
  const ranks: [number | null, number | null] = [null, null];
  for (const { block, ordinal } of teamBlocks(blocks, header)) {
    ranks[ordinal] = readRank(block, `team${ordinal + 1}Rank`);
  }
  return ranks;
}

function teamBlocks(found: MatchBlocks, header: Header): TeamBlock[] {
  const [section] = found.lineups;
  return (section === undefined ? [] : allOfClass(section, 'lineup')).map((block, index) => {
    const ordinal = ordinalOf(block, header) ?? (index === 0 ? 0 : 1);
    return { block, ordinal, teamId: header.teams[ordinal]?.teamId ?? null };
  });
}

/** Which team a block is about: by its team link, else by the ordinal on its players, else by its place. */
function ordinalOf(block: Element, header: Header): 0 | 1 | null {
  const link = firstIn(block, (element) => teamLink.read(element.attribs.href ?? '') !== undefined);
  const teamId = optional('teamId', attributeOf(link, 'href'), teamLink);
  if (teamId !== null) {
    const index = header.teams.findIndex((team) => team.teamId === teamId);
    if (index === 0 || index === 1) {
      return index;
    }
  }
  const marked = firstIn(block, (element) => element.attribs['data-team-ordinal'] !== undefined);
  const ordinal = optional('team', attributeOf(marked, 'data-team-ordinal'), integer);
  return ordinal === 1 || ordinal === 2 ? ((ordinal - 1) as 0 | 1) : null;
}

/** Unranked teams keep the place of the rank; pages of 2018 and 2019 have none. */
function readRank(block: Element, field: string): number | null {
  const text = textOf(firstOfClass(block, 'teamRanking'));
  const headline = textOf(firstOfClass(block, 'box-headline')) ?? '';
  if (text === undefined && /(?:World rank:\s*#\d+|Unranked)$/.test(headline)) {
    throw new Misread(field, 'a place for the rank', quoted(headline));
  }
  const [, digits] = /#\s*(\S+)/.exec(text ?? '') ?? [];
  if (digits === undefined && /\d/.test(text ?? '')) {
    throw new Misread(field, 'a rank or Unranked', quoted(text));
  }
  return optional(field, digits, integer);
}

/** A player stands in two cells, picture and name; before a match both carry the id, after it links do. */
function playersIn(block: Element, teamId: number | null, offset: number): LineupRow[] {
  const cells = allIn(block, (element) => element.name === 'td' && hasClass(element, 'player'));
  const players = new Map<number, Element[]>();
  for (const cell of cells) {
    const playerId = within('lineups', offset + players.size, () => playerIdIn(cell));
    if (playerId !== null) {
      players.set(playerId, [...(players.get(playerId) ?? []), cell]);
    }
  }
  return [...players].map(([playerId, own], index) =>
    within('lineups', offset + index, () => ({
      playerId,
      teamId: required('teamId', teamId === null ? null : `${teamId}`, bareId),
      playerName: required('playerName', nickIn(own), name),
      fullName: fullNameIn(own),
      country: own.map(countryIn).find((country) => country !== null) ?? null,
    })),
  );
}

/** Null for the place of a player who is not known yet; a name without an id was misread. */
function playerIdIn(cell: Element): number | null {
  const marked = firstIn(cell, (element) => element.attribs['data-player-id'] !== undefined);
  const link = firstIn(cell, (element) => element.name === 'a');
  const playerId =
    optional('playerId', attributeOf(marked, 'data-player-id'), integer) ||
    optional('playerId', attributeOf(link, 'href'), playerLink);
  const text = textOf(cell);
  if (!playerId && !/^(?:|TBA|TBD|\?)$/i.test(text)) {
    throw new Misread('playerId', 'a player id or a link to a player', quoted(text));
  }
  return playerId || null;
}

function nickIn(cells: Element[]): string | undefined {
  const places = cells.map((cell) => textOf(firstOfClass(cell, 'text-ellipsis')));
  return places.find((text) => text) ?? cells.map((part) => textOf(part)).find((text) => text !== '');
}

/** `First 'nick' Last` on the picture → `First Last`; null for a player without a known name. */
function fullNameIn(cells: Element[]): string | null {
  const photo = cells.map((cell) => firstOfClass(cell, 'player-photo')).find((image) => image !== undefined);
  const text = attributeOf(photo, 'title') || attributeOf(photo, 'alt') || '';
  // Names have apostrophes of their own: the nickname shown is taken out where it stands, else what is between quotes.
  const marker = `'${nickIn(cells) ?? ''}'`;
  const place = text.indexOf(marker);
  const [, first = '', last = ''] = /^(.*?)\s*'.*'\s*(.*)$/.exec(text) ?? [];
  const parts = place < 0 ? [first, last] : [text.slice(0, place), text.slice(place + marker.length)].map(collapse);
  return parts.filter((part) => part !== '').join(' ') || null;
}
