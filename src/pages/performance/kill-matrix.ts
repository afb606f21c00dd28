import type { PerformancePage } from '../../page-records.ts';
import { FieldError, integer, required } from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { playerIn } from '../html/player-cell.ts';
import { uniqueRows } from '../html/stats-table.ts';
import { allIn, childrenOf, type Element, firstOfClass, hasClass, textOf } from '../html/tree.ts';

type Cell = PerformancePage['killMatrix'][number];
type Kind = Cell['kind'];

const KINDS: Record<string, Kind> = {
  'ALL-content': 'all',
  'FIRST_KILL-content': 'first_kill',
  'AWP-content': 'awp',
};

/**
 * Who killed whom how often, both ways, for all kills, first kills and AWP kills. Core: each matrix, each player on its
 * axes, each pair of opponents. Empty where nothing can be read.
 */
export function readKillMatrix(contents: Element[], issues: IssueList): Cell[] {
  const cells = Object.entries(KINDS).flatMap(([id, kind]) => {
    const content = contents.find((element) => element.attribs.id === id);
    const place = issues.within({ at: 'killMatrix' });
    return place.core(() => readMatrix({ id, content }, kind, place)) ?? [];
  });
  const key = ({ kind, killerId, victimId }: Cell) => `${kind}, ${killerId} > ${victimId}`;
  return uniqueRows(cells, key, issues.within({ at: 'killMatrix' }));
}

type Content = { id: string; content: Element | undefined };

/** Columns are the players of one team, rows those of the other. */
function readMatrix({ id, content }: Content, kind: Kind, issues: IssueList): Cell[] {
  if (content === undefined) throw new FieldError('', `a matrix ${id}`, 'nothing');
  const rows = allIn(content, (element) => element.name === 'tr');
  const topBar = rows.find((row) => hasClass(row, 'killmatrix-topbar'));
  const others = rows.filter((row) => row !== topBar);
  const [firstRow] = others;
  if (topBar === undefined || firstRow === undefined) {
    throw new FieldError('victimId', 'a row with the players of one team, and rows below', `${rows.length} rows`);
  }
  // The corner above the players of team 2 may be a cell or none.
  const heads = childrenOf(topBar).slice(1 - childrenOf(firstRow).length);
  const columns = heads.map((cell) => issues.core(() => playerIn(cell).playerId));
  return others.flatMap((row) => issues.core(() => readRow(row, { columns, kind, issues })) ?? []);
}

/** The classes of the kills of the player of each team. */
const TEAM_1 = 'team1-player-score';
const TEAM_2 = 'team2-player-score';

type Axis = { columns: (number | undefined)[]; kind: Kind; issues: IssueList };

function readRow(row: Element, { columns, kind, issues }: Axis): Cell[] {
  const [head, ...cells] = childrenOf(row);
  const [ofRow, ofColumn] = hasClass(head, 'team1') ? [TEAM_1, TEAM_2] : [TEAM_2, TEAM_1];
  const rowId = playerIn(head).playerId;
  if (cells.length !== columns.length) {
    throw new FieldError('kills', `${columns.length} cells in a row`, `${cells.length}`);
  }
  return columns.flatMap((columnId, index) => {
    if (columnId === undefined) return [];
    const killsOf = (token: string) => required('kills', textOf(firstOfClass(cells[index], token)), integer);
    return (
      issues.core((): Cell[] => [
        { kind, killerId: rowId, victimId: columnId, kills: killsOf(ofRow) },
        { kind, killerId: columnId, victimId: rowId, kills: killsOf(ofColumn) },
      ]) ?? []
    );
  });
}
