import type { RawRow } from '../../store/export-rows.ts';
import type { Store } from '../../store/store.ts';
import { economyRows } from './economy.ts';
import { KAGGLE_FILES, type KaggleName } from './files.ts';
import type { KaggleRow } from './match.ts';
import { picksRows } from './picks.ts';
import { playersRows } from './players.ts';
import { resultsRows } from './results.ts';

/** Numbers of the chosen maps; null: all. */
type ChosenMaps = ReadonlySet<number> | null;
type Read = (matchId: number, maps: ChosenMaps) => KaggleRow[];

/** Returns a function that reads the rows of one match, as values in the order of the columns. */
export function kaggleReader(store: Store, name: KaggleName): (matchId: number, maps: ChosenMaps) => RawRow[] {
  const columns = KAGGLE_FILES[name].columns.map((column) => column.name);
  const read = READERS[name](store);
  return (matchId, maps) => read(matchId, maps).map((row) => columns.map((column) => row[column] ?? null));
}

const READERS: Record<KaggleName, (store: Store) => Read> = {
  results: (store) => (matchId, chosen) => resultsRows(matchOf(store, matchId), mapsOf(store, matchId, chosen)),
  picks: (store) => (matchId) =>
    picksRows(matchOf(store, matchId), store.tables.rows('vetoes', { matchIds: [matchId] })),
  economy: (store) => (matchId, chosen) =>
    economyRows(matchOf(store, matchId), {
      maps: mapsOf(store, matchId, chosen),
      rounds: store.tables.rows('rounds', { matchIds: [matchId] }),
      economy: store.tables.rows('round_economy', { matchIds: [matchId] }),
    }),
  players: playersReader,
};

function playersReader(store: Store): Read {
  const countries = new Map(store.tables.rows('players').map(({ playerId, country }) => [playerId, country]));
  return (matchId) =>
    playersRows(matchOf(store, matchId), {
      maps: mapsOf(store, matchId, null),
      stats: store.tables.rows('player_map_stats', { matchIds: [matchId] }),
      series: store.pageRecords.find('match', matchId)?.seriesPlayerStats ?? [],
      countryOf: (playerId) => countries.get(playerId) ?? null,
    });
}

function matchOf(store: Store, matchId: number) {
  const [match] = store.tables.rows('matches', { matchIds: [matchId] });
  if (match === undefined) throw new Error(`Expected match ${matchId} to be stored`);
  return match;
}

/** The played maps that are chosen. */
function mapsOf(store: Store, matchId: number, chosen: ChosenMaps) {
  return store.tables
    .rows('maps', { matchIds: [matchId] })
    .filter(({ state, mapNumber }) => state === 'played' && (chosen === null || chosen.has(mapNumber)));
}
