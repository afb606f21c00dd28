import type { OverviewPlayerStats } from '../../page-records.ts';
import type { Match, MatchMap, PlayerMapStats } from '../../records.ts';
import type { Value } from '../../store/sql.ts';
import { FIGURE_GROUPS, type Figure, type FigureGroup, figureColumn, KAGGLE_MAPS } from './files.ts';
import { type KaggleRow, matchColumns, teamNumber } from './match.ts';

type SeriesStats = Omit<OverviewPlayerStats, 'mapNumber'>;

type Rows = {
  /** The played maps. */
  maps: readonly MatchMap[];
  stats: readonly PlayerMapStats[];
  /** The values that the match page shows for all maps together; empty if they are not stored. */
  series: readonly SeriesStats[];
  countryOf: (playerId: number) => string | null;
};

/** One row for each player who has figures in the match. */
export function playersRows(match: Match, { maps, stats, series, countryOf }: Rows): KaggleRow[] {
  const played = new Set(maps.map(({ mapNumber }) => mapNumber));
  const ofPlayed = stats.filter(({ mapNumber }) => played.has(mapNumber));
  const ids = [...new Set(ofPlayed.map(({ playerId }) => playerId))].sort((one, other) => one - other);
  return ids.map((playerId) => {
    const own = ofPlayed.filter((row) => row.playerId === playerId);
    const totals = series.filter((row) => row.playerId === playerId);
    return {
      ...matchColumns(match),
      ...teamsOf(match, own),
      player_name: own[0]?.playerName ?? null,
      country: countryOf(playerId),
      player_id: playerId,
      event_name: match.eventName,
      ...Object.fromEntries(KAGGLE_MAPS.map((number) => [`map_${number}`, nameOf(maps, number)])),
      ...figuresOf(own, totals),
    };
  });
}

function nameOf(maps: readonly MatchMap[], number: number): string | null {
  return maps.find(({ mapNumber }) => mapNumber === number)?.mapName ?? null;
}

function teamsOf(match: Match, own: readonly PlayerMapStats[]): KaggleRow {
  const number = teamNumber(match, own.find(({ teamId }) => teamId !== null)?.teamId ?? null);
  if (number === null) return { team: null, opponent: null };
  const [team, opponent] = number === 1 ? [match.team1Name, match.team2Name] : [match.team2Name, match.team1Name];
  return { team, opponent };
}

function figuresOf(own: readonly PlayerMapStats[], totals: readonly SeriesStats[]): KaggleRow {
  const row: KaggleRow = {};
  for (const group of FIGURE_GROUPS) {
    const ofGroup = own.filter(({ mapNumber }) => (group.map ?? mapNumber) === mapNumber);
    const ofOneSide = ofGroup.filter(({ side }) => side === group.side);
    // A match in which a map has no rows by side has no figures of one side.
    const isWhole = ofOneSide.length === new Set(ofGroup.map(({ mapNumber }) => mapNumber)).size;
    const ofSide = isWhole ? ofOneSide : [];
    const total = totals.find(({ side }) => side === group.side) ?? null;
    for (const figure of group.figures) row[figureColumn(group, figure)] = figureOf(figure, group, { ofSide, total });
  }
  return row;
}

type Source = { ofSide: readonly PlayerMapStats[]; total: SeriesStats | null };

/** Averages over the match come from the match page: the weights of the maps are not known exactly. */
type Average = 'kast' | 'adr' | 'rating';

function isAverage(figure: Figure): figure is Average {
  return ['kast', 'adr', 'rating'].includes(figure);
}

function figureOf(figure: Figure, { map }: FigureGroup, { ofSide, total }: Source): Value {
  const [only, ...others] = ofSide;
  if (only === undefined) return null;
  if (!isAverage(figure)) return sum(ofSide.map((row) => SUMS[figure](row)));
  if (map !== null || others.length === 0) return only[figure];
  return total?.[figure] ?? null;
}

const SUMS: Record<Exclude<Figure, Average>, (row: PlayerMapStats) => number | null> = {
  kills: ({ kills }) => kills,
  assists: ({ assists }) => assists,
  deaths: ({ deaths }) => deaths,
  hs: ({ headshots }) => headshots,
  flash_assists: ({ flashAssists }) => flashAssists,
  kddiff: ({ kills, deaths }) => difference(kills, deaths),
  fkdiff: ({ openingKills, openingDeaths }) => difference(openingKills, openingDeaths),
};

function difference(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other;
}

/** Null if one of the values is null. */
function sum(values: readonly (number | null)[]): number | null {
  return values.reduce((total, value) => (total === null || value === null ? null : total + value), 0);
}
