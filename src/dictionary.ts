import {
  BuyType,
  Match,
  MatchMap,
  PlayerMapStats,
  type PublicTable,
  Round,
  RoundEconomy,
  RoundEvent,
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
  rounds_won: 'rounds that the team won on the map, overtime included; NULL when no page shows it',
  rounds_lost: 'rounds that the other team won; NULL when no page shows it',
  won: '1 when the team won the map; NULL while undecided',
  is_overtime: '1 when the map went to overtime; NULL without half scores',
};

const PLAYER_TEAMS = {
  ...TEAMS,
  team_id: 'team of the player on this map; NULL, with all that follows from it, when no page shows it',
  team_name: 'that team, as the match names it; NULL without a team',
};

const SUMS = {
  pistol_rounds_won: 'pistol rounds won, 0 to 2; NULL unless both are known (map stats)',
  ...Object.fromEntries(
    (['full_eco', 'semi_eco', 'semi_buy', 'full_buy'] as const).flatMap((type) => [
      [`${type}_rounds`, `rounds with buy type ${type} (economy); NULL when the type of a round is not known`],
      [`${type}_wins`, `of these the rounds won (economy); NULL when the winner of one is not known`],
    ]),
  ),
};

const EVENT_COUNTS = {
  rounds: 'rounds of the map whose events are stored',
  kills: 'kills of opponents',
  kills_with_more: 'kills while the own team had more players alive than the other before the kill',
  kills_with_as_many: 'kills while both teams had as many players alive',
  kills_with_fewer: 'kills while the own team had fewer players alive',
  opening_kills: 'first kills of a round',
  opening_deaths: 'how often the player was the first to be killed in a round',
  trade_kills: 'kills of an opponent who had killed a team mate within the two events before',
  traded_deaths: 'deaths whose killer was killed by a team mate within the next two events',
  post_plant_kills: 'kills after the bomb was planted',
  kills_in_won_rounds: 'kills in rounds that the team won, as far as `rounds` shows it',
  kills_in_lost_rounds: 'kills in rounds that the team lost, as far as `rounds` shows it',
  plants: 'bombs planted',
  defuses: 'bombs defused',
  swing_added: 'sum of the positive swings, percent points; NULL without any or when those of the map are withheld',
  swing_given: 'sum of the negative swings, percent points; NULL without any or when those of the map are withheld',
};

/**
 * Closed sets, by view or for any view.
 *
 * @internal
 */
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
  kills: { victim_side: Side.options },
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
      winner_name: 'team that won; NULL without a winner',
      loser_team_id: 'team that lost; NULL without a winner',
      loser_name: 'team that lost; NULL without a winner',
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
      maps_won: 'decided maps that the team won, forfeited ones included; NULL when the page does not show it',
      maps_lost: 'decided maps that the other team won; NULL when the page does not show it',
      rounds_won: 'rounds that the team won on all played maps; NULL without any, or when those of one are not known',
      rounds_lost: 'rounds that the other team won on all played maps; NULL as rounds_won',
    },
  },
  team_map_facts: {
    grain: 'One row per played map and team.',
    notes:
      'Pistol rounds count as `full_eco` in the economy columns. Most economy pages leave overtime out, so that the ' +
      'rounds of the economy columns can be fewer than those played. While a match is live its running map is here with ' +
      'the score so far and `won` NULL.',
    key: ['match_id', 'map_number', 'team_id'],
    columns: {
      ...MATCH,
      ...MAP,
      ...TEAMS,
      ...SUMS,
      started_at_ms: MATCH.started_at_ms,
      picked: '1 when the team picked the map, 0 when the other did; NULL when neither did or no page shows it',
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
  kills: {
    grain: 'One row per kill of a round, those of team mates included.',
    notes:
      'Kills after a round was decided are not on the page: `kill_matrix` and `player_map_stats` have them. Counts and ' +
      'chances before a kill are NULL when the event before it was withheld. Sides and the winner come from `rounds`. A ' +
      'kill of which the team of a player is not known counts as one between opponents.',
    key: ['match_id', 'map_number', 'round_number', 'event_number'],
    columns: {
      ...MATCH,
      ...of(RoundEvent, MatchMap),
      ...TEAMS,
      started_at_ms: MATCH.started_at_ms,
      player_id: 'killer; NULL when the nick is not clear',
      player_name: 'killer; NULL when the nick is not clear',
      team_id: 'team of the killer; NULL, with all that follows from it, when it is not known',
      team_name: 'that team, as the match names it; NULL without a team',
      side: 'side of the killer in the round; NULL when the team is not known or `rounds` does not show it',
      victim_id: 'player who was killed; NULL when the nick is not clear',
      victim_name: 'player who was killed; NULL when the nick is not clear',
      victim_team_id: 'team of the victim; NULL when it is not known',
      victim_side: 'side of the victim in the round; NULL when the team is not known or `rounds` does not show it',
      is_team_kill: '1 when both play for one team; NULL when one of the teams is not known',
      is_opening:
        '1 for the first kill of the round between opponents; NULL when that depends on an event that is missing or of ' +
        'unknown type',
      is_traded:
        '1 when a team mate of the victim killed the killer within the next two events of the round; NULL when that is ' +
        'not known, as when an event or a player of the round is missing',
      is_trade:
        '1 when the victim had killed a team mate of the killer within the two events before; NULL as in is_traded',
      is_post_plant:
        '1 after the bomb was planted in the round; NULL when an event before is missing or of unknown type',
      alive_before: 'players alive in the team of the killer before the kill, the killer included; NULL when not known',
      opponents_alive_before: 'players alive in the other team before the kill; NULL when not known',
      man_advantage_before: 'alive_before less opponents_alive_before; NULL when not known',
      win_probability_before:
        "chance of the killer's team to win the round before the kill, percent; NULL when not known",
      win_probability_after:
        "chance of the killer's team to win the round after the kill, percent; NULL without a team",
      swing: 'swing of the killer for this event; NULL when it is not listed or the swings of the map are withheld',
      is_round_won: '1 when the team of the killer won the round; NULL when `rounds` does not show it',
    },
  },
  clutches: {
    grain: 'One row per round and team whose last player stood alone against at least one opponent.',
    notes:
      'One against one is a clutch of both players: the team that was down to one player first has its own row with ' +
      'the number of opponents at that time. There is no row when the event before is missing. HLTV counts ' +
      '`clutches_won` in its own way.',
    key: ['match_id', 'map_number', 'round_number', 'team_id'],
    columns: {
      ...MATCH,
      ...of(RoundEvent, MatchMap),
      ...TEAMS,
      started_at_ms: MATCH.started_at_ms,
      side: 'side of the player in the round; NULL when `rounds` does not show it',
      event_number: 'event after which the player was alone',
      player_id: 'the player alone: the one of the team who was not killed; NULL when the events leave open who it is',
      player_name: 'the player alone; NULL when the events leave open who it is',
      opponents: 'opponents alive when the player was left alone, 1 to 5',
      is_post_plant: '1 when the bomb was planted by then; NULL when an event before is missing or of unknown type',
      win_probability: 'chance of the team to win the round at that time, percent',
      won: '1 when the team won the round',
    },
  },
  player_event_facts: {
    grain: 'One row per player and map with events.',
    notes:
      'Counted over the rounds whose events are stored, `rounds` says how many, and without kills of team mates. What is ' +
      'NULL in `kills` is not counted. Kills after a round was decided are not on the page.',
    key: ['match_id', 'map_number', 'player_id'],
    columns: {
      ...MATCH,
      ...of(MatchMap),
      ...TEAMS,
      ...EVENT_COUNTS,
      started_at_ms: MATCH.started_at_ms,
      player_id: 'player',
      player_name: 'nickname',
      team_id: 'team of the player on this map; NULL, with all that follows from it, when no page shows it',
      team_name: 'that team, as the match names it; NULL without a team',
      won: MAP.won,
    },
  },
  round_win_probability: {
    grain: 'One row per map name, side, numbers of players alive and state of the bomb, over all stored maps.',
    notes:
      'Each event that leaves a round in the situation counts once; the last event of a round, which decides it, does ' +
      'not. Every event counts for both sides. Where the round lacks an event or has one of unknown type, only events ' +
      'from the plant on count. With few situations the rates say little.',
    key: ['map_name', 'side', 'alive', 'opponents_alive', 'is_bomb_planted'],
    columns: {
      map_name: 'map',
      side: 'side of the team that the row is about',
      alive: 'its players alive',
      opponents_alive: 'players of the other team alive',
      is_bomb_planted: '1 when the bomb is planted',
      situations: 'events after which rounds were in this situation',
      rounds_won: 'of these, how often the team won the round',
      win_rate: 'rounds_won in percent of situations, one decimal',
      mean_win_probability: 'mean of the chances that HLTV gave the team in these situations, percent, one decimal',
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
        'of the runs, or a page that robots.txt disallows. With several the first of failed, pending, awaiting, skipped. ' +
        'NULL when no page of it was ever wanted',
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
  round_events:
    'One row per event of a round, from the Round swing section that performance pages of 2026 and later have ' +
    '(performance). Kills after a round was decided are not in it. Rounds that contradict themselves, the kill matrix ' +
    'or `rounds` have no rows; the findings of the page name them.',
  round_event_swings:
    'One row per event and player credited with a change of the chances (performance). None for a map whose swings do ' +
    'not add up to those of its players.',
  teams: 'One row per team, with its latest known name.',
  players: 'One row per player, with the latest known names.',
  events: 'One row per event, with its latest known name.',
};

/** Columns of views that are 0 or 1; SQLite has no type for them. */
export function isFlag(view: string, column: string): boolean {
  return /^(is_|won$|picked$)/.test(column) && view !== 'veto_summary';
}
