import type { EconomyCell, EconomyRound } from '../../page-records.ts';
import type { BuyType } from '../../records.ts';
import { integer, Misread, optional, quoted, required } from '../html/fields.ts';
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

/** Buy type by the middle of the icon's name, `ctRifleArmorLoss`. */
const ICON_TYPES: Record<string, BuyType> = {
  Pistol: 'full_eco',
  ForcePistol: 'semi_eco',
  Forcebuy: 'semi_buy',
  RifleArmor: 'full_buy',
};

/** What else the page says of its teams: their names, and the points of the chart, if there is one. */
type Known = { names: TeamNames; chartRounds: EconomyRound[]; issues: IssueList };

/**
 * The round-history tables of the halves, numbered on from one to the next. A table that is unreadable is withheld, and
 * so are those behind it: their rounds could not be numbered.
 */
export function readCells(tables: Element[], { names, chartRounds, issues }: Known): EconomyCell[] {
  const cells: EconomyCell[] = [];
  const halves = distinctParts('cells', tables, issues).filter((table) => firstOfTag(table, 'td') !== undefined);
  issues.core(() => {
    if (chartRounds.length > 0 && halves.length === 0)
      throw new Misread('cells', 'tables of the round history', 'none');
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
    throw new Misread('cells', 'two rows with as many rounds', seen);
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
 * A row names its team. Where names do not tell the rows apart, the values of the chart do; without a chart the first
 * table decides which team is the first.
 */
function teamOfUpperRow(rows: Element[], columns: Element[][], half: Half): 0 | 1 {
  const heading = { index: 0, titles: rows.map(nameOfRow), names: half.names };
  const named = findTeamUnder(heading);
  const isDeciding = half.chartRounds.length === 0 && half.isFirst;
  return named ?? (isDeciding ? 0 : teamByValues(columns, half)) ?? teamUnder('cells', heading);
}

/** The series that has the values of the upper row, and not those of the lower one. */
function teamByValues([upper = [], lower = []]: Element[][], { before, chartRounds }: Half): 0 | 1 | null {
  const values = new Map(chartRounds.map((round) => [`${round.roundNumber} ${round.team}`, round.equipmentValue]));
  const fits = (row: Element[], team: 1 | 2) =>
    row.every((cell, index) => valueText(cell) === `${values.get(`${before + index + 1} ${team}`)}`);
  const [isStraight, isCrossed] = [fits(upper, 1) && fits(lower, 2), fits(upper, 2) && fits(lower, 1)];
  return isStraight === isCrossed ? null : isStraight ? 0 : 1;
}

/** The team that a row of the round history is about, by its logo or in writing; undefined where neither says it. */
export function nameOfRow(row: Element): string | undefined {
  const place = firstOfClass(row, 'team');
  const logo = firstIn(place, (element) => element.name === 'img');
  return attributeOf(logo, 'alt') || attributeOf(logo, 'title') || textOf(place) || undefined;
}

/** Rounds that were not played may fill up the last half. */
function isUnplayed({ equipmentValue, icon }: EconomyCell): boolean {
  return equipmentValue === null && icon === null;
}

/** `Equipment value: 4200` in the title, as the digits. */
function valueText(cell: Element): string | undefined {
  const [, value] = /^Equipment value:\s*(\S+)$/.exec(attributeOf(cell, 'title') ?? '') ?? [];
  return value?.replace(/^\$/, '').replace(/,(?=\d{3}$)/, '');
}

type Place = { roundNumber: number; team: 1 | 2; issues: IssueList };

function readCell(cell: Element, { roundNumber, team, issues }: Place): EconomyCell {
  const icon = iconIn(cell) || null;
  const title = attributeOf(cell, 'title') || null;
  const isPlayed = icon !== null || title !== null;
  if (isPlayed && icon === null) {
    issues.report('decoration', new Misread('icon', 'an icon of what was bought', 'nothing'));
  }
  const value = valueText(cell);
  const equipmentValue = issues.decoration(() => {
    if (value === undefined && isPlayed)
      throw new Misread('equipmentValue', 'Equipment value: a number', quoted(title));
    return isPlayed ? required('equipmentValue', value, integer) : optional('equipmentValue', value, integer);
  });
  return { roundNumber, team, equipmentValue, icon, ...meaningOf(icon ?? '') };
}

type Meaning = Pick<EconomyCell, 'side' | 'buyType' | 'won'>;

const iconIn = (cell: Element | undefined): string =>
  imageNameOf(firstIn(cell, (element) => element.name === 'img')) ?? '';

/** `ctRifleArmorLoss`: the side, what was bought, how it ended. */
function meaningOf(icon: string): Meaning {
  const [, side, type = '', result] = /^(ct|t)([A-Z]\w*?)(Win|Loss)$/.exec(icon) ?? [];
  return {
    side: side === 'ct' || side === 't' ? side : null,
    buyType: ICON_TYPES[type] ?? null,
    won: result === undefined ? null : result === 'Win',
  };
}

/** Icons of the round history that say something in words unknown here. */
export function unknownCellIcons(tables: Element[]): string[] {
  const icons = tables.flatMap((table) => allOfClass(table, 'equipment-category-td')).map(iconIn);
  return icons.filter((icon) => icon !== '' && Object.values(meaningOf(icon)).includes(null));
}
