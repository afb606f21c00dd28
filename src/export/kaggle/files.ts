import type { ExportColumn } from '../../output/documents/export-manifest.ts';

/**
 * The four files of the Kaggle set "csgo-professional-matches": names, order and meaning of their columns. Where the
 * meaning in the original is not certain, the description says that it is our reading.
 */

/** Name of a file, without extension. */
export type KaggleName = 'results' | 'picks' | 'economy' | 'players';

type KaggleFile = { description: string; columns: readonly ExportColumn[] };

type Type = ExportColumn['type'];

function column(name: string, type: Type, description: string): ExportColumn {
  return { name, type, isNullable: true, description };
}

/** Rounds of the economy file: a match of CS:GO had 30 rounds without overtime. */
export const KAGGLE_ROUNDS = 30;
/** Numbers of the maps with columns of their own in the players file. */
export const KAGGLE_MAPS = [1, 2, 3] as const;

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

const DATE = column('date', 'text', 'day on which the match started, UTC, as 2026-02-14');
const MATCH_ID = column('match_id', 'int64', 'HLTV match id');
const EVENT_ID = column('event_id', 'int64', 'HLTV event id');
const BEST_OF = column('best_of', 'int32', 'maps the series is planned for at most');
const MAP = column('_map', 'text', 'map');

const RESULTS: ExportColumn[] = [
  DATE,
  column('team_1', 'text', 'left team of the match page'),
  column('team_2', 'text', 'right team of the match page'),
  MAP,
  column('result_1', 'int32', 'rounds that team 1 won, overtime included'),
  column('result_2', 'int32', 'rounds that team 2 won, overtime included'),
  column('map_winner', 'int32', '1 or 2: the team that won the map'),
  column('starting_ct', 'int32', '1 or 2: the team that was CT in the first half'),
  column('ct_1', 'int32', 'rounds of regulation that team 1 won as CT'),
  column('t_2', 'int32', 'rounds of regulation that team 2 won as T'),
  column('t_1', 'int32', 'rounds of regulation that team 1 won as T'),
  column('ct_2', 'int32', 'rounds of regulation that team 2 won as CT'),
  EVENT_ID,
  MATCH_ID,
  column('rank_1', 'int32', 'world rank of team 1; missing when unranked'),
  column('rank_2', 'int32', 'world rank of team 2; missing when unranked'),
  column('map_wins_1', 'int32', 'maps that team 1 won in the match'),
  column('map_wins_2', 'int32', 'maps that team 2 won in the match'),
  column('match_winner', 'int32', '1 or 2: the team that won the match; missing for a draw'),
];

const PICKS: ExportColumn[] = [
  DATE,
  column('team_1', 'text', 'team that made the first step of the veto (our reading)'),
  column('team_2', 'text', 'the other team'),
  column('inverted_teams', 'int32', '1 when team_1 here is team_2 of the match page and of results'),
  MATCH_ID,
  EVENT_ID,
  BEST_OF,
  column(
    'system',
    'text',
    'the steps in their order: 1 team_1 removed, 2 team_2 removed, 3 team_1 picked, 4 team_2 picked, 0 a step without a team (our reading)',
  ),
  ...[1, 2].flatMap((team) =>
    [1, 2, 3].map((step) =>
      column(`t${team}_removed_${step}`, 'text', `map that team_${team} removed, number ${step}`),
    ),
  ),
  column('t1_picked_1', 'text', 'first map that team_1 picked'),
  column('t2_picked_1', 'text', 'first map that team_2 picked'),
  column('left_over', 'text', 'map left over'),
];

const ECONOMY: ExportColumn[] = [
  DATE,
  MATCH_ID,
  EVENT_ID,
  column('team_1', 'text', 'left team of the match page'),
  column('team_2', 'text', 'right team of the match page'),
  BEST_OF,
  MAP,
  column('t1_start', 'text', 'side of team 1 in the first half: ct or t'),
  column('t2_start', 'text', 'side of team 2 in the first half: ct or t'),
  ...[1, 2].flatMap((team) =>
    numbers(KAGGLE_ROUNDS).map((round) =>
      column(`${round}_t${team}`, 'int32', `equipment value of team ${team} in round ${round}, dollars; no overtime`),
    ),
  ),
  ...numbers(KAGGLE_ROUNDS).map((round) =>
    column(`${round}_winner`, 'int32', `1 or 2: the team that won round ${round}; no overtime`),
  ),
];

/** Figures of a player: name in the file, type, meaning. */
const FIGURES = [
  ['kills', 'int32', 'kills'],
  ['assists', 'int32', 'assists'],
  ['deaths', 'int32', 'deaths'],
  ['hs', 'int32', 'kills by headshot'],
  ['flash_assists', 'int32', 'flash assists'],
  ['kast', 'double', 'percent of rounds with a kill, assist, survival or trade'],
  ['kddiff', 'int32', 'kills less deaths'],
  ['adr', 'double', 'damage per round'],
  ['fkdiff', 'int32', 'opening kills less opening deaths'],
  ['rating', 'double', 'rating, of the version of that time'],
] as const;
/** Name of a figure. */
export type Figure = (typeof FIGURES)[number][0];

/** The figures that the file also has by side, in its order. */
const SIDE_FIGURES: readonly Figure[] = ['kills', 'deaths', 'kddiff', 'adr', 'kast', 'rating'];

/** Columns with the figures of one scope. `map` null: the whole match. */
export type FigureGroup = { map: number | null; side: 'both' | 'ct' | 't'; figures: readonly Figure[] };

const ALL_FIGURES: readonly Figure[] = FIGURES.map(([name]) => name);
const SCOPES = [null, ...KAGGLE_MAPS];
const SIDES = ['ct', 't'] as const;

/** All groups, in the order of the file. */
export const FIGURE_GROUPS: readonly FigureGroup[] = [
  ...SCOPES.map((map) => ({ map, side: 'both' as const, figures: ALL_FIGURES })),
  ...SCOPES.flatMap((map) => SIDES.map((side) => ({ map, side, figures: SIDE_FIGURES }))),
];

/** `kills`, `m1_kills`, `kills_ct` or `m1_kills_ct`. */
export function figureColumn({ map, side }: FigureGroup, figure: Figure): string {
  return `${map === null ? '' : `m${map}_`}${figure}${side === 'both' ? '' : `_${side}`}`;
}

function figureColumns(group: FigureGroup): ExportColumn[] {
  const scope = group.map === null ? 'in the match' : `on map ${group.map}`;
  const side = group.side === 'both' ? '' : ` as ${group.side.toUpperCase()}`;
  return FIGURES.filter(([name]) => group.figures.includes(name))
    .toSorted(([one], [other]) => group.figures.indexOf(one) - group.figures.indexOf(other))
    .map(([name, type, meaning]) => column(figureColumn(group, name), type, `${meaning} ${scope}${side}`));
}

const PLAYERS: ExportColumn[] = [
  DATE,
  column('player_name', 'text', 'nickname'),
  column('team', 'text', 'team of the player in the match'),
  column('opponent', 'text', 'the other team'),
  column('country', 'text', 'latest known country of the player'),
  column('player_id', 'int64', 'HLTV player id'),
  MATCH_ID,
  EVENT_ID,
  column('event_name', 'text', 'event as displayed'),
  BEST_OF,
  ...KAGGLE_MAPS.map((map) => column(`map_${map}`, 'text', `map number ${map}; missing when it was not played`)),
  ...FIGURE_GROUPS.flatMap(figureColumns),
];

/** Description and columns of each file. */
export const KAGGLE_FILES: Readonly<Record<KaggleName, KaggleFile>> = {
  results: { description: 'One row per played map, as in the Kaggle set.', columns: RESULTS },
  picks: { description: 'One row per match with vetoes, as in the Kaggle set.', columns: PICKS },
  economy: {
    description: 'One row per played map with economy, as in the Kaggle set: rounds of regulation up to 30.',
    columns: ECONOMY,
  },
  players: {
    description:
      'One row per player and match, as in the Kaggle set. Figures of the match are over all its maps: sums, and for ' +
      'kast, adr and rating what the match page shows for all maps; missing where that is not stored.',
    columns: PLAYERS,
  },
};
