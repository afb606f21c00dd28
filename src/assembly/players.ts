import type {
  MapStatsPage,
  MapStatsPlayer,
  MatchPage,
  OverviewPlayerStats,
  PerformancePage,
  PerformancePlayer,
} from '../page-records.ts';
import type { PlayerMapStats } from '../records.ts';
import { firstKnown } from './first-known.ts';
import type { MapKey } from './map.ts';
import { teamsOfColumns } from './teams.ts';

/** The pages that a player row comes from, each null where it does not have the player. */
type Sources = {
  mapStats: MapStatsPlayer | null;
  overview: OverviewPlayerStats | null;
  performance: PerformancePlayer | null;
};

type Player = Pick<PlayerMapStats, 'playerId' | 'playerName' | 'side'>;

type MapPages = { mapStats: MapStatsPage | null; performance: PerformancePage | null };

/**
 * One row per player and side that any of the three pages has. Map stats has precedence over the overview, and the
 * overview over the performance page, which shows both sides together.
 */
export function assemblePlayers(key: MapKey, overview: MatchPage, pages: MapPages): PlayerMapStats[] {
  const ofOverview = overview.playerMapStats.filter(({ mapNumber }) => mapNumber === key.mapNumber);
  const cards = pages.performance?.playerMapStats ?? [];
  const sources = new Map<string, Player & Sources>();
  const sourcesOf = ({ playerId, playerName, side }: Player): Sources => {
    const key = `${playerId} ${side}`;
    const known = sources.get(key) ?? { playerId, playerName, side, mapStats: null, overview: null, performance: null };
    sources.set(key, known);
    return known;
  };
  for (const row of pages.mapStats?.playerMapStats ?? []) sourcesOf(row).mapStats = row;
  for (const row of ofOverview) sourcesOf(row).overview = row;
  for (const card of cards) sourcesOf({ ...card, side: 'both' }).performance = card;

  const teamOf = (playerId: number): number | null => knownTeam(sources.get(`${playerId} both`));
  const teamOfCard = (card: PerformancePlayer): number | null => {
    const { performance } = pages;
    const teams = performance === null ? null : teamsOfColumns(performance, overview);
    const named = card.team === null ? null : (teams?.[card.team - 1] ?? null);
    return named ?? teamOfColumn(card, cards, teamOf);
  };
  return [...sources.values()].map(({ playerId, playerName, side, ...found }) => {
    const { mapStats, overview: seen, performance } = found;
    const isOnlyCard = mapStats === null && seen === null && performance !== null;
    const teamId = isOnlyCard ? teamOfCard(performance) : knownTeam(found);
    return { ...key, playerId, side, teamId, playerName, ...firstKnown(NO_VALUES, [mapStats, seen, performance]) };
  });
}

function knownTeam(sources: Sources | undefined): number | null {
  return sources?.mapStats?.teamId ?? sources?.overview?.teamId ?? null;
}

/** The team of the others in the column, when all whose team is known play for one. */
function teamOfColumn(
  { team }: PerformancePlayer,
  cards: readonly PerformancePlayer[],
  teamOf: (playerId: number) => number | null,
): number | null {
  if (team === null) return null;
  const teams = new Set(cards.filter((card) => card.team === team).map((card) => teamOf(card.playerId)));
  teams.delete(null);
  return teams.size === 1 ? ([...teams][0] ?? null) : null;
}

type Values = Omit<PlayerMapStats, 'matchId' | 'mapNumber' | 'playerId' | 'side' | 'teamId' | 'playerName'>;

const NO_VALUES: Values = {
  kills: null,
  headshots: null,
  assists: null,
  flashAssists: null,
  deaths: null,
  tradedDeaths: null,
  adr: null,
  kast: null,
  openingKills: null,
  openingDeaths: null,
  multiKillRounds: null,
  clutchesWon: null,
  roundSwing: null,
  rating: null,
  ecoKills: null,
  ecoHeadshots: null,
  ecoDeaths: null,
  ecoTradedDeaths: null,
  ecoAdr: null,
  ecoKast: null,
  ecoOpeningKills: null,
  ecoOpeningDeaths: null,
  kpr: null,
  dpr: null,
  impact: null,
  mkRating: null,
};
