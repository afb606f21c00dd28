import { UsageError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { dataFolderFlag } from './flag-texts.ts';

const MAX_LISTED = 5;

type Selected = { matchIds: readonly number[] | null; database: string; dataDir: string };

/**
 * Throws `UsageError` for ids of `--match` that are not in the database: nothing would be done for them, and the command
 * would succeed. `store`: null when there is no database. `dataDir`: as given.
 */
export function assertKnownMatches(store: Store | null, { matchIds, database, dataDir }: Selected): void {
  const given = matchIds ?? [];
  const unknown = store === null ? given : store.verification.unknownMatchIds(given);
  const [first] = unknown;
  if (first === undefined) return;
  const more = unknown.length > MAX_LISTED ? ` and ${unknown.length - MAX_LISTED} more` : '';
  throw new UsageError(
    `Expected --match to be matches in ${database}, which does not have ${unknown.slice(0, MAX_LISTED).join(', ')}${more}. ` +
      `\`hltv-scraper --match ${first}${dataFolderFlag(dataDir)}\` fetches a match.`,
  );
}
