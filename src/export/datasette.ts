import { PUBLIC_TABLES } from '../records.ts';
import type { Store } from '../store/store.ts';
import { TABLE_NAMES, tableNamed } from './tables.ts';

/**
 * The description of the database for the option `--metadata` of Datasette. It has only keys that Datasette 0.x and 1.0
 * both read. Units are in the descriptions: with the key `units` Datasette 0.x rescales values (1.77 Gs for a time), and
 * 1.0 ignores it.
 */

type TableMetadata =
  | { title: string; description: string; columns: Record<string, string>; facets: string[] }
  | { hidden: true };

/** Columns with few values, by which analysts filter. */
const FACETS = [
  ...['event_name', 'map_name', 'team_name', 'side', 'status', 'state', 'action', 'buy_type', 'outcome', 'result'],
  ...['is_lan', 'best_of', 'rating_version', 'kind', 'type', 'country', 'stars'],
];
const MAX_FACETS = 3;

/** The content of the file. Bookkeeping tables are hidden. */
export function datasetteMetadata(store: Store) {
  const described = TABLE_NAMES.map((name) => [name, metadataOf(store, name)] as const);
  const hidden = store.exports.otherTables(TABLE_NAMES).map((name) => [name, { hidden: true }] as const);
  const tables: Record<string, TableMetadata> = Object.fromEntries([...described, ...hidden]);
  return {
    title: 'Counter-Strike matches',
    description:
      'Match data of HLTV.org, collected by hltv-scraper. Times are Unix milliseconds UTC, percentages 0-100.',
    source: 'HLTV.org',
    source_url: 'https://www.hltv.org',
    databases: { hltv: { tables } },
  };
}

function metadataOf(store: Store, name: string): TableMetadata {
  const { description, columns } = tableNamed(store, name);
  const names = columns.map((column) => column.name);
  return {
    title: titleOf(name),
    description,
    columns: Object.fromEntries(columns.map((column) => [column.name, column.description])),
    facets: FACETS.filter((facet) => names.includes(facet)).slice(0, MAX_FACETS),
  };
}

/** `player_map_stats` is `Player map stats (table)`. */
function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  const kind = Object.hasOwn(PUBLIC_TABLES, name) ? 'table' : 'view';
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} (${kind})`;
}
