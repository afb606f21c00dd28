import type { EconomyBreakdown, EconomyCell } from '../page-records.ts';
import type { BuyType } from '../records.ts';
import { integer, Misread, optional, quoted, within } from './fields.ts';
import { demandDifferent } from './stats-table.ts';
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
} from './tree.ts';

type Names = [string, string];

/** Buy type by the middle of the icon's name, `ctRifleArmorLoss`. */
const ICON_TYPES: Record<string, BuyType> = {
  Pistol: 'full_eco',
  ForcePistol: 'semi_eco',
  Forcebuy: 'semi_buy',
  RifleArmor: 'full_buy',
};

/** The round-history tables of the halves, numbered on from one to the next. Empty where there are none. */
export function readCells(tables: Element[], names: Names): EconomyCell[] {
  const cells: EconomyCell[] = [];
  let played = 0;
  demandDifferent('cells', tables);
  for (const table of tables.filter((each) => firstOfTag(each, 'td') !== undefined)) {
    const rows = allOfClass(table, 'team-categories');
    const columns = rows.map((row) => childrenOf(row).filter((cell) => hasClass(cell, 'equipment-category-td')));
    const [first = [], second = []] = columns;
    if (rows.length !== 2 || first.length !== second.length || first.length === 0) {
      throw new Misread(
        'cells',
        'two rows with as many rounds',
        columns.map(({ length }) => length).join(' and ') || 'none',
      );
    }
    const teams = rows.map((row, index) => within('cells', cells.length, () => teamOfRow(row, index, names)));
    if (teams[0] === teams[1]) {
      throw new Misread(`cells[${cells.length}].team`, 'a row for either team', `twice team ${teams[0]}`);
    }
    for (let round = 0; round < first.length; round += 1) {
      const pair = teams[0] === 1 ? [first[round], second[round]] : [second[round], first[round]];
      pair.forEach((cell, index) => {
        cells.push(within('cells', cells.length, () => readCell(cell, played + round + 1, index === 0 ? 1 : 2)));
      });
    }
    played += first.length;
    while (cells.length > 0 && cells.slice(-2).every(isUnplayed)) {
      cells.splice(-2);
    }
  }
  return cells;
}

/** The team that a row of the round history is about, by its logo or in writing; undefined where neither says it. */
export function nameOfRow(row: Element): string | undefined {
  const place = firstOfClass(row, 'team');
  const logo = firstIn(place, (element) => element.name === 'img');
  return attributeOf(logo, 'alt') || attributeOf(logo, 'title') || textOf(place) || undefined;
}

/** A row names its team; where the name is neither, the upper row is the first series. */
function teamOfRow(row: Element, index: number, [first, second]: Names): 1 | 2 {
  const teamName = nameOfRow(row);
  if (first !== second && (teamName === first || teamName === second)) {
    return teamName === first ? 1 : 2;
  }
  return index === 0 ? 1 : 2;
}

/** Rounds that were not played may fill up the last half. */
function isUnplayed({ equipmentValue, side, buyType, won }: EconomyCell): boolean {
  return [equipmentValue, side, buyType, won].every((value) => value === null);
}

function readCell(cell: Element | undefined, roundNumber: number, team: 1 | 2): EconomyCell {
  const [, value] = /^Equipment value:\s*(\S+)$/.exec(attributeOf(cell, 'title') ?? '') ?? [];
  return {
    roundNumber,
    team,
    equipmentValue: optional('equipmentValue', value?.replace(/^\$/, '').replace(/,(?=\d{3}$)/, ''), integer),
    ...meaningOf(iconIn(cell)),
  };
}

type Icon = Pick<EconomyCell, 'side' | 'buyType' | 'won'>;

const iconIn = (cell: Element | undefined): string =>
  imageNameOf(firstIn(cell, (element) => element.name === 'img')) ?? '';

/** `ctRifleArmorLoss`: the side, what was bought, how it ended. */
function meaningOf(icon: string): Icon {
  const [, side, type = '', result] = /^(ct|t)([A-Z]\w*?)(Win|Loss)$/.exec(icon) ?? [];
  return {
    side: side === undefined ? null : side === 'ct' ? 'CT' : 'T',
    buyType: ICON_TYPES[type] ?? null,
    won: result === undefined ? null : result === 'Win',
  };
}

/** Icons of the round history that say something in words unknown here. */
export function unknownCellIcons(tables: Element[]): string[] {
  const icons = tables.flatMap((table) => allOfClass(table, 'equipment-category-td')).map(iconIn);
  return icons.filter((icon) => icon !== '' && Object.values(meaningOf(icon)).includes(null));
}

const BREAKDOWN_LABELS: [RegExp, BuyType][] = [
  [/full eco/i, 'full_eco'],
  [/semi-eco/i, 'semi_eco'],
  [/semi-buy/i, 'semi_buy'],
  [/full buy/i, 'full_buy'],
];

/** Counts of rounds by buy type. Rows with another label stay unread; empty where there are none. */
export function readBreakdown(places: Element[], names: Names): EconomyBreakdown[] {
  const rows: EconomyBreakdown[] = [];
  const boxes = places.filter((box) => firstOfClass(box, 'team-economy-stat') !== undefined);
  boxes.forEach((box, index) => {
    const team = teamOfBox(box, index, names);
    for (const row of allOfClass(box, 'team-economy-stat')) {
      const buyType = buyTypeOfRow(row);
      if (buyType !== undefined) {
        const counts = readCounts(row);
        rows.push(...(counts === null ? [] : [{ team, buyType, ...counts }]));
      }
    }
  });
  return rows;
}

function buyTypeOfRow(row: Element): BuyType | undefined {
  return BREAKDOWN_LABELS.find(([label]) => label.test(textOf(row)))?.[1];
}

/** Labels of rows that no buy type is known for. */
export function unknownBuyTypes(places: Element[]): string[] {
  const rows = places.flatMap((box) => allOfClass(box, 'team-economy-stat'));
  return rows.filter((row) => buyTypeOfRow(row) === undefined).map((row) => textOf(row));
}

function teamOfBox(box: Element, index: number, [first, second]: Names): 1 | 2 {
  const text = textOf(firstOfClass(box, 'label-and-text'));
  if (first !== second && (text === first || text === second)) {
    return text === first ? 1 : 2;
  }
  if (index > 1) {
    throw new Misread('breakdown', 'a box for either team', quoted(text));
  }
  return index === 0 ? 1 : 2;
}

/** `2 (1)`: played, and won in an element inside. Null for anything else: the chart says it again. */
function readCounts(row: Element): { played: number; won: number } | null {
  const place = firstIn(row, (element) => element.attribs.title === 'Played');
  const [, played, won] = /^(\d{1,9})\s*\(\s*(\d{1,9})\s*\)$/.exec(textOf(place) ?? '') ?? [];
  return played === undefined ? null : { played: Number(played), won: Number(won) };
}
