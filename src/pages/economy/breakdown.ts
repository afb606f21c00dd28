import type { EconomyBreakdown } from '../../page-records.ts';
import type { BuyType } from '../../records.ts';
import { FieldError, quoted } from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { numberOfTeam, type TeamNames } from '../html/team.ts';
import { allOfClass, type Element, firstIn, firstOfClass, textOf } from '../html/tree.ts';

const LABELS: [RegExp, BuyType][] = [
  [/full eco/i, 'full_eco'],
  [/semi-eco/i, 'semi_eco'],
  [/semi-buy/i, 'semi_buy'],
  [/full buy/i, 'full_buy'],
];

/** Reads the counts of rounds by buy type. Rows with an unknown label are omitted; empty when there are no boxes. */
export function readBreakdown(places: Element[], names: TeamNames, issues: IssueList): EconomyBreakdown[] {
  const boxes = places.filter((box) => firstOfClass(box, 'team-economy-stat') !== undefined);
  const titles = boxes.map((box) => textOf(firstOfClass(box, 'label-and-text')));
  const rows: EconomyBreakdown[] = [];
  boxes.forEach((box, index) => {
    const place = issues.within({ at: 'breakdown', index: rows.length });
    const team = place.core(() => numberOfTeam('team', { index, titles, names }));
    if (team === undefined) return;
    for (const row of allOfClass(box, 'team-economy-stat')) {
      const buyType = buyTypeOfRow(row);
      const counts = buyType === undefined ? undefined : place.core(() => readCounts(row));
      if (buyType !== undefined && counts !== undefined) rows.push({ team, buyType, ...counts });
    }
  });
  return rows;
}

function buyTypeOfRow(row: Element): BuyType | undefined {
  return LABELS.find(([label]) => label.test(textOf(row)))?.[1];
}

/** Labels of rows with an unknown buy type. */
export function unknownBuyTypes(places: Element[]): string[] {
  const rows = places.flatMap((box) => allOfClass(box, 'team-economy-stat'));
  return rows.filter((row) => buyTypeOfRow(row) === undefined).map((row) => textOf(row));
}

/** `2 (1)`: rounds played, and rounds won in brackets. */
function readCounts(row: Element): { played: number; won: number } {
  const text = textOf(firstIn(row, (element) => element.attribs.title === 'Played'));
  const [, played, won] = /^(\d{1,9})\s*\(\s*(\d{1,9})\s*\)$/.exec(text ?? '') ?? [];
  if (played === undefined) throw new FieldError('played', 'rounds played, rounds won in brackets', quoted(text));
  return { played: Number(played), won: Number(won) };
}
