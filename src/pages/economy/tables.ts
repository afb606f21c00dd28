import type { EconomyCell, EconomyRound } from '../../page-records.ts';
import type { BuyType } from '../../records.ts';
import { FieldError, integer, optional, quoted, required } from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { distinctParts } from '../html/stats-table.ts';
import { findTeamUnder, type TeamNames, teamUnder } from '../html/team.ts';
import {
  allOfClass,
  attributeOf,
  childrenOf,
  type Element,
  firstIn,
  firstOfClass,
  firstOfTag,
  hasClass,
  imageNameOf,
  textOf,
} from '../html/tree.ts';

/** Buy types by the middle of the name of an icon, e.g. `ctRifleArmorLoss`. */
const ICON_TYPES: Record<string, BuyType> = {
  Pistol: 'full_eco',
  ForcePistol: 'semi_eco',
  Forcebuy: 'semi_buy',
  RifleArmor: 'full_buy',
};

/** The names of the teams, and the points of the chart, if there is one. */
type Known = { names: TeamNames; chartRounds: EconomyRound[]; issues: IssueList };

/**
 * Reads the round-history tables of the halves and numbers their rounds consecutively. An unreadable table is omitted,
 * and so are those after it, since their rounds cannot be numbered.
 */
export function readCells(tables: Element[], { names, chartRounds, issues }: Known): EconomyCell[] {
  const cells: EconomyCell[] = [];
  const halves = distinctParts('cells', tables, issues).filter((table) => firstOfTag(table, 'td') !== undefined);
  issues.core(() => {
    if (chartRounds.length > 0 && halves.length === 0)
      throw new FieldError('cells', 'tables of the round history', 'none');
    let played = 0;
    for (const table of halves) {
      const half = readHalf(table, { before: played, isFirst: played === 0, names, chartRounds });
      for (const { team, roundNumber, element } of half.places) {
        cells.push(
          readCell(element, { roundNumber, team, issues: issues.within({ at: 'cells', index: cells.length }) }),
        );
      }
      played += half.rounds;
    }
  });
  while (cells.length > 0 && cells.slice(-2).every(isUnplayed)) {
    cells.splice(-2);
  }
  return cells;
}

type Half = { before: number; isFirst: boolean; names: TeamNames; chartRounds: EconomyRound[] };
type CellPlace = { team: 1 | 2; roundNumber: number; element: Element };

/** The cells of one table by round and team. */
function readHalf(table: Element, half: Half): { rounds: number; places: CellPlace[] } {
  const rows = allOfClass(table, 'team-categories');
  const columns = rows.map((row) => childrenOf(row).filter((cell) => hasClass(cell, 'equipment-category-td')));
  const [first = [], second = []] = columns;
  if (rows.length !== 2 || first.length !== second.length || first.length === 0) {
    const seen = columns.map(({ length }) => length).join(' and ') || 'none';
    throw new FieldError('cells', 'two rows with as many rounds', seen);
  }
  const upper = teamOfUpperRow(rows, columns, half);
  const [team1, team2] = upper === 0 ? [first, second] : [second, first];
  const places = team1.flatMap((element, index): CellPlace[] => {
    const roundNumber = half.before + index + 1;
    const other = team2[index];
    return other === undefined
      ? []
      : [
          { team: 1, roundNumber, element },
          { team: 2, roundNumber, element: other },
        ];
  });
  return { rounds: first.length, places };
}

/**
 * The team of the upper row by its name, else by the values of the chart. Without a chart, the upper row of the first
 * table is team 1.
 */
function teamOfUpperRow(rows: Element[], columns: Element[][], half: Half): 0 | 1 {
  const heading = { index: 0, titles: rows.map(nameOfRow), names: half.names };
  const named = findTeamUnder(heading);
  const isDeciding = half.chartRounds.length === 0 && half.isFirst;
  return named ?? (isDeciding ? 0 : teamByValues(columns, half)) ?? teamUnder('cells', heading);
}

/** The series with the values of the upper row, if the rows match the series in one order only. */
function teamByValues([upper = [], lower = []]: Element[][], { before, chartRounds }: Half): 0 | 1 | null {
  const values = new Map(chartRounds.map((round) => [`${round.roundNumber} ${round.team}`, round.equipmentValue]));
  const fits = (row: Element[], team: 1 | 2) =>
    row.every((cell, index) => valueText(cell) === `${values.get(`${before + index + 1} ${team}`)}`);
  const [isSameOrder, isSwapped] = [fits(upper, 1) && fits(lower, 2), fits(upper, 2) && fits(lower, 1)];
  return isSameOrder === isSwapped ? null : isSameOrder ? 0 : 1;
}

/** The team name in the logo or text of a row of the round history; undefined when there is none. */
export function nameOfRow(row: Element): string | undefined {
  const place = firstOfClass(row, 'team');
  const logo = firstIn(place, (element) => element.name === 'img');
  return attributeOf(logo, 'alt') || attributeOf(logo, 'title') || textOf(place) || undefined;
}

/** Whether a cell is of a round that was not played; such cells may be at the end of the last half. */
function isUnplayed({ equipmentValue, icon }: EconomyCell): boolean {
  return equipmentValue === null && icon === null;
}

/** The digits of `Equipment value: 4200` in the title. */
function valueText(cell: Element): string | undefined {
  const [, value] = /^Equipment value:\s*(\S+)$/.exec(attributeOf(cell, 'title') ?? '') ?? [];
  return value?.replace(/^\$/, '').replace(/,(?=\d{3}$)/, '');
}

type CellPosition = { roundNumber: number; team: 1 | 2; issues: IssueList };

function readCell(cell: Element, { roundNumber, team, issues }: CellPosition): EconomyCell {
  const icon = iconIn(cell) || null;
  const title = attributeOf(cell, 'title') || null;
  const isPlayed = icon !== null || title !== null;
  if (isPlayed && icon === null) {
    issues.report('decoration', new FieldError('icon', 'an icon of what was bought', 'nothing'));
  }
  const value = valueText(cell);
  const equipmentValue = issues.decoration(() => {
    if (value === undefined && isPlayed)
      throw new FieldError('equipmentValue', 'Equipment value: a number', quoted(title));
    return isPlayed ? required('equipmentValue', value, integer) : optional('equipmentValue', value, integer);
  });
  return { roundNumber, team, equipmentValue, icon, ...meaningOf(icon ?? '') };
}

type Meaning = Pick<EconomyCell, 'side' | 'buyType' | 'won'>;

function iconIn(cell: Element | undefined): string {
  return imageNameOf(firstIn(cell, (element) => element.name === 'img')) ?? '';
}

/** `ctRifleArmorLoss`: side, buy type and result. */
function meaningOf(icon: string): Meaning {
  const [, side, type = '', result] = /^(ct|t)([A-Z]\w*?)(Win|Loss)$/.exec(icon) ?? [];
  return {
    side: side === 'ct' || side === 't' ? side : null,
    buyType: ICON_TYPES[type] ?? null,
    won: result === undefined ? null : result === 'Win',
  };
}

/** Names of icons with an unknown part. */
export function unknownCellIcons(tables: Element[]): string[] {
  const icons = tables.flatMap((table) => allOfClass(table, 'equipment-category-td')).map(iconIn);
  return icons.filter((icon) => icon !== '' && Object.values(meaningOf(icon)).includes(null));
}
