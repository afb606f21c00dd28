import type { EconomyBreakdown, EconomyCell } from '../page-records.ts';
import type { BuyType } from '../records.ts';
import { integer, Misread, name, optional, quoted, required, within } from './fields.ts';
import { demandDifferent } from './stats-table.ts';
import {
  allOfClass,
  attributeOf,
  childrenOf,
  collapse,
  type Element,
  firstIn,
  firstOfClass,
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
  for (const table of tables) {
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
  }
  return cells;
}

/** A row names its team; where the name is neither, the upper row is the first series. */
function teamOfRow(row: Element, index: number, [first, second]: Names): 1 | 2 {
  const logo = firstIn(firstOfClass(row, 'team'), (element) => element.name === 'img');
  const teamName = required('team', attributeOf(logo, 'alt') || attributeOf(logo, 'title'), name);
  if (first !== second && (teamName === first || teamName === second)) {
    return teamName === first ? 1 : 2;
  }
  return index === 0 ? 1 : 2;
}

function readCell(cell: Element | undefined, roundNumber: number, team: 1 | 2): EconomyCell {
  const [, value] = /^Equipment value:\s*(\S+)$/.exec(attributeOf(cell, 'title') ?? '') ?? [];
  const icon = firstIn(cell, (element) => element.name === 'img');
  const file = imageNameOf(icon);
  const [, side, type = '', result] = /^(ct|t)([A-Z]\w*?)(Win|Loss)$/.exec(file ?? '') ?? [];
  return {
    roundNumber,
    team,
    equipmentValue: optional('equipmentValue', value, integer),
    side: side === undefined ? null : side === 'ct' ? 'CT' : 'T',
    buyType: ICON_TYPES[type] ?? null,
    won: result === undefined ? null : result === 'Win',
  };
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
      const buyType = BREAKDOWN_LABELS.find(([label]) => label.test(textOf(row)))?.[1];
      if (buyType !== undefined) {
        rows.push(within('breakdown', rows.length, () => ({ team, buyType, ...readCounts(row) })));
      }
    }
  });
  return rows;
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

/** `2 (1)`: played, and won in an element inside. */
function readCounts(row: Element): { played: number; won: number } {
  const place = firstIn(row, (element) => element.attribs.title === 'Played');
  const [, played, won] = /^(\d+)\s*\(\s*(\d+)\s*\)$/.exec(collapse(textOf(place) ?? '')) ?? [];
  return {
    played: required('played', played ?? textOf(place), integer),
    won: required('won', won ?? textOf(place), integer),
  };
}
