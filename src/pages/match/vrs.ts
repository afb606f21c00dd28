import type { Match } from '../../records.ts';
import { FieldError, optional, quoted, type Reader } from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { findTeamUnder } from '../html/team.ts';
import { allOfClass, attributeOf, type Element, firstOfClass, firstOfTag, textOf } from '../html/tree.ts';
import type { MatchBlocks } from './blocks.ts';
import type { Header } from './header.ts';

type Column = 'VrsPoints' | 'VrsRank' | 'VrsPointsChange' | 'VrsRankAfter';
type TeamVrs = { points: number | null; rank: number | null; change: number | null; rankAfter: number | null };

/** The Valve Regional Standings of both teams as columns of `matches`. */
export type Vrs = Pick<Match, `team${1 | 2}${Column}`>;

/**
 * Reads the VRS box: points and rank of both teams before the match and, for finished matches, the changes by its
 * result. Null without the box. All fields are decorations. A row belongs to the team that it names, in any order.
 */
export function readVrs(blocks: MatchBlocks, header: Header, issues: IssueList): Vrs {
  const [box] = blocks['vrs-forecast-container'];
  const team1 = readTeam(box, 1, { header, issues });
  const team2 = readTeam(box, 2, { header, issues });
  return {
    team1VrsPoints: team1.points,
    team1VrsRank: team1.rank,
    team1VrsPointsChange: team1.change,
    team1VrsRankAfter: team1.rankAfter,
    team2VrsPoints: team2.points,
    team2VrsRank: team2.rank,
    team2VrsPointsChange: team2.change,
    team2VrsRankAfter: team2.rankAfter,
  };
}

type VrsContext = { header: Header; issues: IssueList };

function readTeam(box: Element | undefined, team: 1 | 2, { header, issues }: VrsContext): TeamVrs {
  const none: TeamVrs = { points: null, rank: null, change: null, rankAfter: null };
  if (box === undefined || header.teams[team - 1]?.teamName == null) return none;
  const field = (column: Column): string => `team${team}${column}`;
  const row = issues.decoration(() => rowOf(box, team, header));
  if (row === null) return none;
  const before = groupOf(box, 'vrs-forecast-left-numbers', row);
  const result = isResult(box, header) ? groupOf(box, 'vrs-forecast-middle', row) : undefined;
  const valueIn = (group: Element | undefined, column: Column, { token, reader }: Cell): number | null =>
    issues.decoration(() => optional(field(column), textIn(group, token), reader));
  return {
    points: valueIn(before, 'VrsPoints', POINTS),
    rank: valueIn(before, 'VrsRank', RANK),
    change: valueIn(result, 'VrsPointsChange', CHANGE),
    rankAfter: valueIn(result, 'VrsRankAfter', RANK),
  };
}

/** The index of the row of a team in the box. */
function rowOf(box: Element, team: 1 | 2, { teams }: Header): number {
  const rows = allOfClass(box, 'vrs-forecast-team-row');
  const titles = rows.map((row) => textOf(firstOfClass(row, 'vrs-forecast-team-name')) || logoTitle(row));
  const names = [teams[0].teamName, teams[1].teamName] as const;
  const index = titles.findIndex((_, place) => findTeamUnder({ index: place, titles, names }) === team - 1);
  if (index >= 0 && rows.length === 2) return index;
  const expected = `two rows, one of ${quoted(names[team - 1])}`;
  throw new FieldError(`team${team}VrsPoints`, expected, titles.map(quoted).join(' and ') || 'nothing');
}

function logoTitle(row: Element): string | undefined {
  return attributeOf(firstOfTag(row, 'img'), 'title');
}

/** Whether the box shows a result. Unfinished matches have two columns for a win and a loss, which are not read. */
function isResult(box: Element, { status }: Header): boolean {
  return status === 'finished' && firstOfClass(box, 'vrs-forecast-right') === undefined;
}

/** The numbers of one row in a column of the box; undefined when the column does not have two rows. */
function groupOf(box: Element, column: string, row: number): Element | undefined {
  const part = firstOfClass(box, column);
  const groups = part === undefined ? [] : allOfClass(part, 'vrs-forecast-numbers-wrapper');
  return groups.length === 2 ? groups[row] : undefined;
}

function textIn(group: Element | undefined, token: string): string | undefined {
  return textOf(firstOfClass(group, token));
}

type Cell = { token: string; reader: Reader<number> };

function isBlank(text: string): boolean {
  return /^(?:#?\s?[-–]?|unranked)$/i.test(text);
}

const POINTS: Cell = {
  token: 'vrs-forecast-points',
  reader: { expected: 'points like 1410pt', isBlank, read: (text) => numberIn(/^(\d{1,5})\s?pts?$/i, text) },
};
const CHANGE: Cell = {
  token: 'vrs-forecast-points',
  reader: {
    expected: 'a change of points like +25pt',
    isBlank,
    read: (text) => numberIn(/^[+±]?(-?\d{1,5})\s?pts?$/i, text.replace('−', '-')),
  },
};
const RANK: Cell = {
  token: 'vrs-forecast-ranking',
  reader: { expected: 'a rank like #27', isBlank, read: (text) => numberIn(/^#\s?([1-9]\d{0,4})$/, text) },
};

/** The number in the first group of the pattern; undefined when it does not match. Adding 0 converts -0 to 0. */
function numberIn(pattern: RegExp, text: string): number | undefined {
  const [, digits] = pattern.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) + 0;
}
