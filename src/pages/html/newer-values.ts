import { FieldError, quoted } from './fields.ts';
import type { IssueList } from './issues.ts';

/** A row with columns that exist since rating 3.0: the eco-adjusted ones, if its page has them, and the round swing. */
type Row = { roundSwing: number | null; ecoKills?: number | null; ecoDeaths?: number | null };

/**
 * The rows of one table without values of rating 3.0 that are none. Pages served since 2026 have the hidden eco-adjusted
 * cells for older maps too, with `null-null`, `0.0` and `0.0%`: zeros beside kills and deaths that are null are not
 * values, regardless of the rating. With an older rating zeros are none either, and other values are reported.
 */
export function withNewerValues<Each extends Row>(
  rows: readonly Each[],
  ratingVersion: string | null,
  issues: IssueList,
): Each[] {
  if (!isBeforeRating3(ratingVersion)) return rows.map((row) => (hasEco(row) ? row : without(row, isEco)));
  const shown = rows.flatMap((row) => Object.entries(row).filter(([field, value]) => isNewer(field) && value));
  if (shown.length > 0) {
    const expected = `no eco-adjusted values and no swing with rating ${ratingVersion}`;
    const seen = shown.map(([field, value]) => `${field} ${value}`).join(', ');
    issues.report('decoration', new FieldError('', expected, quoted(seen)));
  }
  return rows.map((row) => without(row, isNewer));
}

function hasEco(row: Row): boolean {
  const isCounted = row.ecoKills != null || row.ecoDeaths != null;
  return isCounted || Object.entries(row).some(([field, value]) => isEco(field) && value);
}

function isEco(field: string): boolean {
  return field.startsWith('eco');
}

function isNewer(field: string): boolean {
  return field === 'roundSwing' || isEco(field);
}

function without<Each extends Row>(row: Each, isNull: (field: string) => boolean): Each {
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => [field, isNull(field) ? null : value]),
  ) as unknown as Each;
}

/** False when the version is missing or not a number. */
function isBeforeRating3(version: string | null): boolean {
  return version !== null && /^\d+(?:\.\d+)?$/.test(version) && Number(version) < 3;
}
