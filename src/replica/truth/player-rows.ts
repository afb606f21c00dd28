import type { PlayerMapStats, TableSide } from '../../records.ts';
import type { MapPlayer } from '../world/model.ts';
import { at } from '../world/random.ts';
import type { PlayerLine } from '../world/statistics.ts';
import { columnsOf, hasAdr, pageOrder, performancePlayers, tablePlayers } from '../world/visible.ts';
import type { MapStory } from '../world/world.ts';
import { isRead } from './map-rows.ts';
import type { TruthStage } from './selection.ts';

type Values = Omit<PlayerMapStats, 'matchId' | 'mapNumber' | 'playerId' | 'side' | 'teamId' | 'playerName'>;

const SIDES: readonly TableSide[] = ['both', 'ct', 't'];

const NOTHING: Values = {
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

/** Rows of each player and side from overview, map stats and performance page. */
export function playerRows(story: MapStory, stages: ReadonlySet<TruthStage>): PlayerMapStats[] {
  const { match, map, played } = story;
  const onTables = new Set(tablePlayers(played));
  const onCards = new Set(isRead(map, 'performance', stages) ? performancePlayers(played) : []);
  const onScoreboards = new Set(isRead(map, 'map-stats', stages) ? scoreboardPlayers(story) : []);
  return played.players.flatMap((player) =>
    SIDES.flatMap((side): PlayerMapStats[] => {
      const card = side === 'both' && onCards.has(player);
      if (!onTables.has(player) && !card) return [];
      const line = at(story.lines, player.index)[side];
      return [
        {
          matchId: match.matchId,
          mapNumber: map.number,
          playerId: player.person.playerId,
          side,
          teamId: match.teams[player.team].teamId,
          playerName: player.person.nick,
          ...NOTHING,
          ...ratesOf(story, player, line),
          ...(onTables.has(player) ? overviewValues(story, line) : {}),
          ...(onScoreboards.has(player) ? scoreboardValues(story, line) : {}),
          ...(card ? cardValues(story, line) : {}),
        },
      ];
    }),
  );
}

function scoreboardPlayers({ match, map, played }: MapStory): MapPlayer[] {
  const [left] = pageOrder(match);
  const players = tablePlayers(played);
  return map.quirks.has('one-scoreboard') ? players.filter((player) => player.team === left) : players;
}

/** Columns that all three pages have. */
function ratesOf({ match, map }: MapStory, player: MapPlayer, line: PlayerLine): Partial<Values> {
  const columns = columnsOf(match, match.layout);
  return {
    adr: hasAdr(map, player) ? line.adr : null,
    kast: line.kast,
    roundSwing: columns.swing ? line.roundSwing : null,
    rating: line.rating,
  };
}

function overviewValues({ match }: MapStory, line: PlayerLine): Partial<Values> {
  const values = { kills: line.kills, deaths: line.deaths };
  if (!columnsOf(match, match.layout).eco) return values;
  return { ...values, ecoKills: line.ecoKills, ecoDeaths: line.ecoDeaths, ecoAdr: line.ecoAdr, ecoKast: line.ecoKast };
}

function scoreboardValues({ match }: MapStory, line: PlayerLine): Partial<Values> {
  const columns = columnsOf(match, match.layout);
  const { headshots, assists, flashAssists, openingKills, openingDeaths } = line;
  return {
    headshots,
    assists,
    flashAssists,
    openingKills,
    openingDeaths,
    ...(columns.duels && {
      tradedDeaths: line.tradedDeaths,
      multiKillRounds: line.multiKillRounds,
      clutchesWon: line.clutchesWon,
    }),
    ...(columns.eco && {
      ecoHeadshots: line.ecoHeadshots,
      ecoTradedDeaths: line.ecoTradedDeaths,
      ecoOpeningKills: line.ecoOpeningKills,
      ecoOpeningDeaths: line.ecoOpeningDeaths,
    }),
  };
}

function cardValues({ match }: MapStory, line: PlayerLine): Partial<Values> {
  const modern = columnsOf(match, 'E26').swing;
  return {
    kpr: line.kpr,
    dpr: line.dpr,
    impact: modern ? null : line.impact,
    mkRating: modern ? line.mkRating : null,
  };
}
