import {
  BuyType,
  Match,
  MatchMap,
  PlayerMapStats,
  type PublicTable,
  Round,
  RoundEconomy,
  RoundOutcome,
  Side,
  Veto,
} from './records.ts';
import { toColumn } from './store/sql.ts';

/**
 * Descriptions of the public tables and the views for analysts, for the data dictionary, exports and their manifests. A
 * column of a view without its own description has that of its table.
 */

export type ViewDescription = {
  /** One row per what. */
  grain: string;
  /** What to know before using the view. */
  notes: string;
  key: readonly string[];
  columns: Record<string, string>;
};

type Schema = { shape: Record<string, { description?: string | undefined }> };

/** Descriptions of the columns of tables; the first table that has a column is used. */
function of(...schemas: Schema[]): Record<string, string> {
  const fields = schemas.toReversed().flatMap(({ shape }) => Object.entries(shape));
  return Object.fromEntries(fields.map(([field, { description = '' }]) => [toColumn(field), description]));
}

const MATCH = {
  ...of(Match),
  started_at_ms: 'start of the match, Unix ms UTC',
  start_date: 'the day of started_at_ms, UTC, as 2026-02-14; found through an index',
};

const TEAMS = {
  team_id: 'team',
  team_name: 'team, as the match names it',
  team_rank: 'world rank of the team, as in matches; NULL when unranked or without line-ups',
  opponent_id: 'the other team of the match; NULL while undecided',
  opponent_name: 'the other team, as the match names it; NULL while undecided',
  opponent_rank: 'world rank of the other team; NULL when unranked or without line-ups',
};

const MAP = {
  ...of(MatchMap),
  rounds_won: 'rounds that the team won on the map, overtime included; NULL when no page says it',
  rounds_lost: 'rounds that the other team won; NULL when no page says it',
  won: '1 when the team won the map; NULL while undecided',
  is_overtime: '1 when the map went to overtime; NULL without half scores',
};

const PLAYER_TEAMS = {
  ...TEAMS,
  team_id: 'team of the player on this map; NULL, with all that follows from it, when no page says it',
  team_name: 'that team, as the match names it; NULL without a team',
};

const SUMS = {
  pistol_rounds_won: 'pistol rounds won, 0 to 2; NULL unless both are known (map stats)',
  ...Object.fromEntries(
    (['full_eco', 'semi_eco', 'semi_buy', 'full_buy'] as const).flatMap((type) => [
      [`${type}_rounds`, `rounds with buy type ${type} (economy)`],
      [`${type}_wins`, `of these the rounds won (economy)`],
    ]),
  ),
};

/** Closed sets, by view or for any view. */
export const VALUES: Record<string, Record<string, readonly string[]>> = {
  any: {
    action: Veto.shape.action.options,
    buy_type: BuyType.options,
    opponent_buy_type: BuyType.options,
    outcome: RoundOutcome.options,
    result: ['won', 'lost', 'draw'],
    side: Side.options,
    start_side: Side.options,
  },
  match_results: { status: ['finished'] },
  listed_matches: { state: ['complete', 'pending', 'awaiting', 'failed', 'skipped'] },
};

export const VIEWS: Record<string, ViewDescription> = {
  match_results: {
    grain: 'One row per finished match.',
    notes: 'Full forfeits have the status `deleted`: they are in `matches`, not here.',
    key: ['match_id'],
    columns: {
      ...MATCH,
      status: 'always finished: a full forfeit is deleted',
      winner_name: 'team that won; NULL for a draw',
      loser_team_id: 'team that lost; NULL for a draw',
      loser_name: 'team that lost; NULL for a draw',
      maps_played: 'maps that were played; forfeited ones are not',
    },
  },
  team_match_facts: {
    grain: 'One row per finished match and team.',
    notes: 'A match has two rows: filter by team or divide by two before counting matches.',
    key: ['match_id', 'team_id'],
    columns: {
      ...MATCH,
      ...TEAMS,
      result: 'of the team; NULL when the page names no winner and the maps are not even',
      maps_won: 'decided maps that the team won, forfeited ones included; NULL when the page does not say it',
      maps_lost: 'decided maps that the other team won; NULL when the page does not say it',
      rounds_won: 'rounds that the team won on all played maps; NULL without played maps',
      rounds_lost: 'rounds that the other team won on all played maps; NULL without played maps',
    },
  },
  team_map_facts: {
    grain: 'One row per played map and team.',
    notes:
      'Pistol rounds count as `full_eco` in the economy columns. Most economy pages leave overtime out, so that the ' +
      'rounds of the economy columns can be fewer than those played.',
    key: ['match_id', 'map_number', 'team_id'],
    columns: {
      ...MATCH,
      ...MAP,
      ...TEAMS,
      ...SUMS,
      started_at_ms: MATCH.started_at_ms,
      picked: '1 when the team picked the map, 0 when the other did; NULL when neither did or nothing says it',
      start_side: 'side of the team in the first half; NULL without half scores',
      ct_rounds_won: 'rounds of regulation won as CT; NULL without half scores',
      t_rounds_won: 'rounds of regulation won as T; NULL without half scores',
      ot_rounds_won: 'rounds won in all overtimes; NULL without overtime',
      rating: 'rating of the team (map stats)',
      first_kills: 'first kills of a round (map stats)',
      clutches_won: 'clutches won (map stats)',
    },
  },
  player_map_facts: {
    grain: 'One row per player and map, both sides together.',
    notes: 'Ratings of different `rating_version` do not compare.',
    key: ['match_id', 'map_number', 'player_id'],
    columns: { ...MATCH, ...of(PlayerMapStats, MatchMap), ...MAP, ...PLAYER_TEAMS, started_at_ms: MATCH.started_at_ms },
  },
  player_side_facts: {
    grain: 'One row per player, map and side.',
    notes:
      'There is no row for both sides together: that is `player_map_facts`. Overtime rounds are in the side on which ' +
      'they were played. `rounds_won` and `won` are those of the whole map.',
    key: ['match_id', 'map_number', 'player_id', 'side'],
    columns: {
      ...MATCH,
      ...of(PlayerMapStats, MatchMap),
      ...MAP,
      ...PLAYER_TEAMS,
      started_at_ms: MATCH.started_at_ms,
      side: 'side of the rounds that the row counts',
    },
  },
  round_economy_facts: {
    grain: 'One row per round and team, with what the other team bought.',
    notes:
      'Pistol rounds have the buy type `full_eco`: leave them out by `is_pistol = 0`. Most economy pages leave overtime ' +
      'out, so that its rounds have no row.',
    key: ['match_id', 'map_number', 'round_number', 'team_id'],
    columns: {
      ...MATCH,
      ...of(RoundEconomy, MatchMap, Round),
      ...TEAMS,
      started_at_ms: MATCH.started_at_ms,
      half: '1 and 2 in regulation, 3 and up in overtime; NULL when not known (map stats)',
      is_overtime: '1 in overtime; NULL when the length of a half is not known (map stats)',
      outcome: 'how the round ended; NULL when the icon is unknown (map stats)',
      opponent_equipment_value: 'dollars of the other team; NULL when the page does not show its round',
      opponent_buy_type: 'buy type of the other team; NULL when the page does not show it',
    },
  },
  veto_facts: {
    grain: 'One row per step of a veto.',
    notes: 'Matches that are not finished have their vetoes here too.',
    key: ['match_id', 'step'],
    columns: {
      ...MATCH,
      ...of(Veto),
      ...TEAMS,
      team_id: 'team that removed or picked; NULL, as the other columns of teams, for the map left over',
      team_name: 'that team, as the match names it; NULL for the map left over',
      map_number: 'position in the series of the map that was played; NULL when it was not played',
      map_winner_team_id: 'team that won the map; NULL when it was not played',
      won: '1 when the team of the step won the map; NULL for the map left over and when it was not played',
    },
  },
  veto_summary: {
    grain: 'One row per team and map name: what became of the map in the vetoes of the team, over all stored matches.',
    notes: 'For a period, an event or an opponent count the rows of `veto_facts`.',
    key: ['team_id', 'map_name'],
    columns: {
      ...of(Veto),
      team_id: 'team',
      team_name: 'latest known name; NULL when no page names the team',
      vetoes: 'steps of vetoes that name the map, in matches of the team',
      removed: 'how often the team removed the map',
      removed_first: 'of these, how often it was the first map that the team removed',
      picked: 'how often the team picked the map',
      removed_by_opponent: 'how often the other team removed it',
      picked_by_opponent: 'how often the other team picked it',
      left_over: 'how often it was left over',
      played: 'how often it was then played',
      won: 'of these, how often the team won it',
    },
  },
  listed_matches: {
    grain: 'One row per match that was ever seen in the results listing, fetched or not.',
    notes: 'What the listing shows of it, and how far it is fetched.',
    key: ['match_id'],
    columns: {
      ...of(Match),
      url: 'absolute URL of the match overview; NULL for another site than HLTV until the overview is stored',
      ended_at_ms: 'end of the match, Unix ms UTC; NULL when unreadable',
      team1_name: 'left team of the listing, which may be the right one of the overview; NULL when unreadable',
      team2_name: 'right team of the listing; NULL when unreadable',
      team1_score: 'maps won, in a best of one rounds; NULL when unreadable',
      team2_score: 'maps won, in a best of one rounds; NULL when unreadable',
      format: '`bo3`, `bo5`, …; `def` for a forfeit; the short name of the map in a best of one; NULL when unreadable',
      stars: 'stars 0-5; NULL when unreadable',
      event_name: 'event as displayed; NULL when the listing does not show it',
      is_forfeit: '1 when the listing shows a forfeit; NULL when unreadable',
      state:
        '`complete`: nothing of it is left to fetch. `pending`: a page is to be fetched. `awaiting`: a page said too ' +
        'little and is read again later. `failed`: the attempts at a page are used up. `skipped`: outside the filters ' +
        'of the runs. With several the first of failed, pending, awaiting. NULL when no page of it was ever wanted',
      reason: 'why it is skipped, awaiting or failed; NULL for the others, unless an attempt at a pending page failed',
    },
  },
};

/** What each table holds, one row per what, and from which page. */
export const GRAINS: Record<PublicTable, string> = {
  matches: 'One row per match whose overview page is stored, finished or not.',
  vetoes: 'One row per step of the veto.',
  lineups: 'One row per match and announced player.',
  maps: 'One row per map of a match, played or not.',
  player_map_stats:
    'One row per player, map and side. The rows of `both` are not in addition to those of `ct` and `t`: filter by side.',
  rounds: 'One row per played round (map stats).',
  round_economy:
    'One row per round and team (economy). Pistol rounds are `full_eco`; overtime rounds are missing on most pages.',
  kill_matrix: 'One row per map, kind, killer and victim; zeros included (performance).',
  teams: 'One row per team, with its latest known name.',
  players: 'One row per player, with the latest known names.',
  events: 'One row per event, with its latest known name.',
};

/** Columns of views that are 0 or 1; SQLite has no type for them. */
export function isFlag(view: string, column: string): boolean {
  return /^(is_|won$|picked$)/.test(column) && view !== 'veto_summary';
}
