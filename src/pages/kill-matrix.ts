import type { PerformancePage } from '../page-records.ts';
import { integer, Misread, required, within } from './fields.ts';
import { playerIn } from './player-cell.ts';
import { allIn, type Blocks, childrenOf, type Element, firstIn, firstOfClass, hasClass, textOf } from './tree.ts';

type Cell = PerformancePage['killMatrix'][number];
type Kind = Cell['kind'];
type MatrixBlocks = Blocks<'killmatrix-menu' | 'killmatrix-content'>;

const KINDS: Record<string, Kind> = {
  'ALL-content': 'all',
  'FIRST_KILL-content': 'first_kill',
  'AWP-content': 'awp',
};

/** Who killed whom how often, both ways, for all kills, first kills and AWP kills. Empty where the page has none. */
export function readKillMatrix(blocks: MatrixBlocks): Cell[] {
  const contents = blocks['killmatrix-content'];
  const cells: Cell[] = [];
  for (const [id, kind] of Object.entries(KINDS)) {
    const content = contents.find((element) => element.attribs.id === id);
    if (content === undefined) {
      if (contents.length > 0 || blocks['killmatrix-menu'].length > 0) {
        throw new Misread('killMatrix', `a matrix ${id}`, 'nothing');
      }
      continue;
    }
    cells.push(...within('killMatrix', cells.length, () => readMatrix(content, kind)));
  }
  return cells;
}

/** Columns are the players of team 1, rows those of team 2. */
function readMatrix(content: Element, kind: Kind): Cell[] {
  const rows = allIn(content, (element) => element.name === 'tr');
  const topBar = rows.find((row) => hasClass(row, 'killmatrix-topbar'));
  if (topBar === undefined) {
    if (rows.length === 0) {
      return [];
    }
    throw new Misread('victimId', 'a row with the players of team 1', 'nothing');
  }
  const columns = childrenOf(topBar)
    .filter(hasLink)
    .map((cell) => playerIn(cell).playerId);
  return rows.filter((row) => row !== topBar).flatMap((row) => readRow(row, columns, kind));
}

const hasLink = (cell: Element): boolean => firstIn(cell, (element) => element.name === 'a') !== undefined;

function readRow(row: Element, columns: number[], kind: Kind): Cell[] {
  const [head, ...cells] = childrenOf(row);
  const rowId = playerIn(head).playerId;
  if (cells.length !== columns.length) {
    throw new Misread('kills', `${columns.length} cells in a row`, `${cells.length}`);
  }
  return columns.flatMap((columnId, index) => {
    const cell = cells[index];
    const killsOf = (token: string) => required('kills', textOf(firstOfClass(cell, token)), integer);
    return [
      { kind, killerId: rowId, victimId: columnId, kills: killsOf('team2-player-score') },
      { kind, killerId: columnId, victimId: rowId, kills: killsOf('team1-player-score') },
    ];
  });
}
