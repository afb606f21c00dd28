import type { PublicRows } from '../../src/records.ts';
import type { Store } from '../../src/store/store.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { economyPage, listingEntry, MATCH_ID, mapStatsPage, matchPage, performancePage } from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';

/** Stores with the pages of one match in them. */

export const emptyStore = () => memoryStore(() => 1_771_200_000_000);

export const saveListing = (store: Store, matchId = MATCH_ID) =>
  store.listing.savePage({
    entries: [listingEntry({ matchId })],
    reasonToSkip: () => null,
    force: false,
    crawled: true,
  });

export const saveAll = (store: Store) => {
  savePage(store, 'match', matchPage());
  savePage(store, 'map-stats', mapStatsPage());
  savePage(store, 'performance', performancePage());
  savePage(store, 'economy', economyPage());
};

export const playerRow = (rows: PublicRows, playerId: number, side = 'both') =>
  rows.player_map_stats.find((row) => row.playerId === playerId && row.side === side && row.mapNumber === 1);
