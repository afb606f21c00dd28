/** A record of a copy that shows less, compared with that of the page in full. */

type Json = { [key: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const KEYS = [
  'matchId',
  'mapNumber',
  'teamId',
  'team',
  'kind',
  'playerId',
  'killerId',
  'victimId',
  'roundNumber',
  'eventNumber',
  'teamName',
  'step',
];

/** What a row is about. The side of a round is a value, that of a table is not; nor is what rounds are counted by. */
function keyOf(row: unknown): string {
  if (!isObject(row)) return JSON.stringify(row);
  const keys = [...KEYS, ...('equipmentValue' in row ? [] : ['side']), ...('played' in row ? ['buyType'] : [])];
  return JSON.stringify(keys.map((key) => row[key]));
}

const isNothing = (value: unknown): boolean => value === null || value === undefined;

/** Values of a copy that are neither null nor those of the whole page. */
export function wrongValues(part: unknown, whole: unknown, path: string): string[] {
  if (isNothing(part)) return [];
  if (Array.isArray(part) && Array.isArray(whole)) {
    const rows = new Map(whole.map((row) => [keyOf(row), row]));
    return part.flatMap((row) => wrongValues(row, rows.get(keyOf(row)), `${path}[]`));
  }
  if (isObject(part) && isObject(whole)) {
    return Object.entries(part).flatMap(([key, value]) => wrongValues(value, whole[key], `${path}.${key}`));
  }
  return Object.is(part, whole) ? [] : [`${path}: ${JSON.stringify(part)} instead of ${JSON.stringify(whole)}`];
}

/** Fields that the whole page has and a copy has not, each once: `.rounds[].outcome`; of rows that are gone their list. */
export function lostFields(part: unknown, whole: unknown, path = ''): string[] {
  return [...new Set(losses(part, whole, path))].sort();
}

function losses(part: unknown, whole: unknown, path: string): string[] {
  if (isNothing(whole)) return [];
  if (isNothing(part)) return [path];
  if (Array.isArray(part) && Array.isArray(whole)) {
    const rows = new Map(part.map((row) => [keyOf(row), row]));
    return whole.flatMap((row) => losses(rows.get(keyOf(row)), row, `${path}[]`));
  }
  if (!isObject(part) || !isObject(whole)) return [];
  return Object.entries(whole).flatMap(([key, value]) => losses(part[key], value, `${path}.${key}`));
}
