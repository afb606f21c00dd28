import type { MatchPage } from '../../page-records.ts';
import {
  bareId,
  bounded,
  FieldError,
  integer,
  name,
  optional,
  playerLink,
  quoted,
  required,
  teamLink,
} from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { countryIn } from '../html/player-cell.ts';
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
} from '../html/tree.ts';
import type { MatchBlocks } from './blocks.ts';
import type { Header } from './header.ts';

type LineupRow = MatchPage['lineups'][number];
type Team = 0 | 1;
/** A block of players and its team; null when unknown. `isNamed`: the block links to some team. */
type TeamBlock = { block: Element; team: Team | null; isNamed: boolean };
type LineupContext = { header: Header; issues: IssueList };

/**
 * Reads the announced players of both teams in page order and the world ranks of the teams: no players and null when
 * the section is missing. Core: each player. Decoration: the ranks.
 */
export function readLineups(found: MatchBlocks, header: Header, issues: IssueList): Lineups {
  const rows: LineupRow[] = [];
  const ranks: Lineups['ranks'] = [null, null];
  for (const { block, team } of teamBlocks(found, { header, issues })) {
    if (team !== null) {
      const { teamId } = header.teams[team];
      rows.push(...playersIn(block, { teamId, offset: rows.length, issues }));
      ranks[team] = issues.decoration(() => readRank(block, `team${team + 1}Rank`));
    }
  }
  return { lineups: withoutRepeated(rows, issues), ranks };
}

type Lineups = { lineups: LineupRow[]; ranks: [number | null, number | null] };

/** The blocks with their teams. When two blocks are about the same team, neither of them has a team. */
function teamBlocks(found: MatchBlocks, context: LineupContext): TeamBlock[] {
  const [section] = found.lineups;
  const blocks = section === undefined ? [] : allOfClass(section, 'lineup');
  const placed = withOtherTeam(blocks.map((block) => teamBlock(block, context)));
  return placed.map((entry, index) => {
    const isDoubled = placed.some(({ team }, place) => place !== index && team === entry.team);
    if (entry.team !== null && !isDoubled) return entry;
    const text = textOf(firstOfClass(entry.block, 'box-headline') ?? entry.block);
    context.issues.report('core', new FieldError('lineups', 'one line-up of each team', quoted(text)));
    return { ...entry, team: null };
  });
}

/** When one of two blocks has a team, the other has the other team. Two blocks without any team are left and right. */
function withOtherTeam(entries: TeamBlock[]): TeamBlock[] {
  const [first, second, ...more] = entries;
  if (first === undefined || second === undefined || more.length > 0) return entries;
  if (first.team === null && second.team === null && !first.isNamed && !second.isNamed) {
    return [
      { ...first, team: 0 },
      { ...second, team: 1 },
    ];
  }
  return [
    { ...first, team: first.team ?? otherTeam(second.team) },
    { ...second, team: second.team ?? otherTeam(first.team) },
  ];
}

function otherTeam(team: Team | null): Team | null {
  return team === null ? null : team === 0 ? 1 : 0;
}

/** The team of a block by its link, else by the ordinal on its players. */
function teamBlock(block: Element, { header, issues }: LineupContext): TeamBlock {
  const link = firstIn(block, (element) => teamLink.read(element.attribs.href ?? '') !== undefined);
  const teamId = optional('teamId', attributeOf(link, 'href'), teamLink);
  const index = header.teams.findIndex((team) => team.teamId !== null && team.teamId === teamId);
  if (index === 0 || index === 1) return { block, team: index, isNamed: true };
  const marked = firstIn(block, (element) => element.attribs['data-team-ordinal'] !== undefined);
  const ordinal = issues.decoration(() => optional('lineups', attributeOf(marked, 'data-team-ordinal'), integer));
  return { block, team: ordinal === 1 ? 0 : ordinal === 2 ? 1 : null, isNamed: teamId !== null };
}

/** Unranked teams have the element of the rank as well, with that word; pages of 2018 and 2019 have none. */
function readRank(block: Element, field: string): number | null {
  const text = textOf(firstOfClass(block, 'teamRanking'));
  const headline = textOf(firstOfClass(block, 'box-headline')) ?? '';
  if (text === undefined && /(?:World rank:\s*#\d+|Unranked)$/.test(headline)) {
    throw new FieldError(field, 'a place for the rank', quoted(headline));
  }
  const [, digits] = /#\s*(\S+(?:\s+\d\S*)*)/.exec(text ?? '') ?? [];
  if (digits === undefined && text !== undefined && !/^(?:Unranked|(?:World rank:\s*)?#?[-–])$/i.test(text)) {
    throw new FieldError(field, 'a rank or Unranked', quoted(text));
  }
  return optional(field, digits, bounded(integer, [1, 99_999]));
}

type Players = { teamId: number | null; offset: number; issues: IssueList };

/** A player has two cells, picture and name. Before a match both have the id as an attribute, after it as a link. */
function playersIn(block: Element, { teamId, offset, issues }: Players): LineupRow[] {
  const rowIssues = (index: number) => issues.within({ at: 'lineups', index: offset + index });
  const players = new Map<number, Element[]>();
  for (const cell of allIn(block, (element) => element.name === 'td' && hasClass(element, 'player'))) {
    const playerId = rowIssues(players.size).core(() => playerIdIn(cell));
    if (playerId) {
      players.set(playerId, [...(players.get(playerId) ?? []), cell]);
    }
  }
  return [...players].flatMap(([playerId, own], index) => {
    const row = rowIssues(index).core(() => ({
      playerId,
      teamId: required('teamId', teamId === null ? null : `${teamId}`, bareId),
      playerName: required('playerName', nickIn(own), name),
      fullName: fullNameIn(own),
      country: own.map(countryIn).find((country) => country !== null) ?? null,
    }));
    return row ?? [];
  });
}

/** Removes players who are announced for both teams. */
function withoutRepeated(rows: LineupRow[], issues: IssueList): LineupRow[] {
  const ids = rows.map(({ playerId }) => playerId);
  const repeated = new Set(ids.filter((playerId, index) => ids.indexOf(playerId) !== index));
  for (const playerId of repeated) {
    issues.report('core', new FieldError('lineups', 'each player in one line-up', `player ${playerId} in both`));
  }
  return rows.filter(({ playerId }) => !repeated.has(playerId));
}

/** The id of a player; null for a player who is not known yet. Throws `FieldError` for a name without an id. */
function playerIdIn(cell: Element): number | null {
  const marked = firstIn(cell, (element) => element.attribs['data-player-id'] !== undefined);
  const link = firstIn(cell, (element) => element.name === 'a');
  const playerId =
    optional('playerId', attributeOf(marked, 'data-player-id'), integer) ||
    optional('playerId', attributeOf(link, 'href'), playerLink);
  const text = textOf(cell);
  if (!playerId && !/^(?:|TBA|TBD|\?)$/i.test(text)) {
    throw new FieldError('playerId', 'a player id or a link to a player', quoted(text));
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
  // Names may contain apostrophes: the known nickname is removed if it is found, else everything between quotes.
  const marker = `'${nickIn(cells) ?? ''}'`;
  const place = text.indexOf(marker);
  const [, first = '', last = ''] = /^(.*?)\s*'.*'\s*(.*)$/.exec(text) ?? [];
  const parts = place < 0 ? [first, last] : [text.slice(0, place), text.slice(place + marker.length)].map(collapse);
  return parts.filter((part) => part !== '').join(' ') || null;
}
