/** How two records of one page differ, row by row: rows are matched by their keys, not by their positions. */
export type Difference = { path: string; before: unknown; after: unknown };

const KEYS: Record<string, string[]> = {
  entries: ['matchId'],
  vetoes: ['step'],
  lineups: ['playerId'],
  maps: ['mapNumber'],
  playerMapStats: ['mapNumber', 'playerId', 'side'],
  seriesPlayerStats: ['playerId', 'side'],
  rounds: ['roundNumber'],
  killMatrix: ['kind', 'killerId', 'victimId'],
  roundEconomy: ['roundNumber', 'team'],
  cells: ['roundNumber', 'team'],
  breakdown: ['team', 'buyType'],
};

type Row = Record<string, unknown>;

/** Differing values. A row that is gone or new counts once, as a whole. */
export function differences(before: Row, after: Row): Difference[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => {
    const rowKeys = KEYS[key];
    return rowKeys === undefined
      ? differingValues(key, before[key], after[key])
      : differingRows(key, rowsByKey(before[key], rowKeys), rowsByKey(after[key], rowKeys));
  });
}

function differingValues(path: string, before: unknown, after: unknown): Difference[] {
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

function rowsByKey(rows: unknown, keys: string[]): Map<string, Row> {
  return new Map((rows as Row[]).map((row) => [keys.map((key) => row[key]).join('/'), row]));
}

function differingRows(path: string, before: Map<string, Row>, after: Map<string, Row>): Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    if (old === undefined || now === undefined) {
      return [{ path: `${path}[${key}]`, before: old, after: now }];
    }
    return Object.keys(old).flatMap((field) => differingValues(`${path}[${key}].${field}`, old[field], now[field]));
  });
}
