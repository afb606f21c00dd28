import type { PlayerMapStats } from '../records.ts';
import { isAtMost, isPercentage, listed, sum, sumOf } from './comparing.ts';
import { hard, type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';
import { distinct } from './shared-values.ts';

/** The columns that every scoreboard has. */
export type ScoreboardRow = Pick<
  PlayerMapStats,
  'playerId' | 'playerName' | 'side' | 'kills' | 'deaths' | 'adr' | 'kast' | 'roundSwing'
> & { teamId: number | null };

/** The player tables of one map, both teams; `mapNumber` and `rounds` are null where the page does not show them. */
export type Scoreboard<Row extends ScoreboardRow = ScoreboardRow> = {
  mapNumber: number | null;
  rounds: number | null;
  team1Id: number | null;
  team2Id: number | null;
  rows: readonly Row[];
  /** Officials may have changed the score. */
  hasNote: boolean;
  /** Rows were withheld, so sums are incomplete. */
  isPartial: boolean;
  /** Rows or values of a table of the page are missing. */
  hasGaps(): boolean;
};

/** Usual number of players; substitutes make it six, badly covered maps have fewer. */
const USUAL_TEAM = 5;
/** Pages round percentages to one decimal. */
const PERCENT_ROUNDING = 0.051;
const MAX_OTHER_DEATHS = 5;
/** The damage of one kill can be rounded to 0. */
const MIN_KILLS_WITH_DAMAGE = 2;
/** Maps have about seven. */
const MIN_KILLS_A_ROUND = 2;
const MAX_SWING_GAP = 1.5;

/** The totals of both teams, each with those of its opponents. */
export function listTeamRows<Row extends ScoreboardRow>({ rows, team1Id, team2Id }: Scoreboard<Row>) {
  const rowsOf = (id: number | null) => rows.filter(({ teamId, side }) => teamId === id && side === 'both');
  const [team1, team2] = [rowsOf(team1Id), rowsOf(team2Id)];
  return [
    { teamId: team1Id, rows: team1, opponents: team2 },
    { teamId: team2Id, rows: team2, opponents: team1 },
  ] as const;
}

/** A table has fewer than five players, so deaths may be missing. */
export function isShort(board: Scoreboard): boolean {
  return listTeamRows(board).some(({ rows }) => rows.length > 0 && rows.length < USUAL_TEAM);
}

/** The rows of each player that has all three sides. */
function sidesByPlayer<Row extends ScoreboardRow>(rows: readonly Row[]): { both: Row; ct: Row; t: Row }[] {
  const byKey = new Map(rows.toReversed().map((row) => [`${row.playerId} ${row.side}`, row]));
  return rows
    .filter((row) => row.side === 'both')
    .flatMap((both) => {
      const ct = byKey.get(`${both.playerId} ct`);
      const t = byKey.get(`${both.playerId} t`);
      return ct && t ? [{ both, ct, t }] : [];
    });
}

/** Compares CT + T with the total, for each of the counts. */
export function compareSideSums<Row extends ScoreboardRow>(
  rows: readonly Row[],
  counts: Readonly<Record<string, (row: Row) => number | null>>,
): Mismatch[] {
  return sidesByPlayer(rows).flatMap(({ both, ct, t }) =>
    Object.entries(counts).flatMap(([count, read]) => {
      const [total, asCt, asT] = [read(both), read(ct), read(t)];
      const added = sum([asCt, asT]);
      return mismatchIf(total !== null && added !== null && added !== total, () => ({
        expected: `${playerText(both)}: ${total} ${count}`,
        seen: `CT ${asCt} + T ${asT} = ${added}`,
      }));
    }),
  );
}

/** A player in a message: `ash (50001)`. */
export function playerText(player: { playerId: number; playerName: string }): string {
  return `${player.playerName} (${player.playerId})`;
}

/** Deaths of each team and kills of its opponents; empty when a table or a value is missing. */
function deathsAndKills(board: Scoreboard): { teamId: number | null; deaths: number; kills: number }[] {
  if (board.isPartial) return [];
  return listTeamRows(board).flatMap(({ teamId, rows, opponents }) => {
    const deaths = sumOf(rows, 'deaths');
    const kills = sumOf(opponents, 'kills');
    return deaths === null || kills === null ? [] : [{ teamId, deaths, kills }];
  });
}

function maxKills({ rounds }: Scoreboard): number | null {
  return rounds === null ? null : 5 * rounds;
}

/** The KAST of each player, and the nearest one that is a whole number of rounds. */
function listKast({ rows, rounds }: Scoreboard) {
  if (rounds === null || rounds === 0) return [];
  return rows.flatMap((row) => {
    const { kast, side } = row;
    if (side !== 'both' || kast === null) return [];
    return [{ row, kast, nearest: (Math.round((kast * rounds) / 100) / rounds) * 100 }];
  });
}

/** Rules of the player tables of a map, for the page kinds that have them. */
export const SCOREBOARD_RULES: Rule<Scoreboard>[] = [
  hard('players-are-distinct', {
    statement: 'No player has two rows for the same map and side.',
    compare: ({ rows }) =>
      distinct(
        rows.map((row) => `${playerText(row)} ${row.side}`),
        'row',
      ),
  }),
  soft('kast-is-a-percentage', {
    statement: 'KAST is between 0 and 100; eco-adjusted KAST may exceed 100.',
    each: ({ rows }) => rows,
    holds: ({ kast }) => isPercentage(kast),
    expected: (row) => `${playerText(row)} ${row.side}: KAST 0-100`,
    seen: ({ kast }) => String(kast),
  }),
  hard('kills-are-possible', {
    statement: 'No player has more than five kills a round; soft where the page has a note.',
    downgradeIf: ({ hasNote }) => hasNote,
    each: ({ rows }) => rows,
    holds: ({ kills }, board) => isAtMost(kills, maxKills(board)),
    expected: (row, board) =>
      `${playerText(row)} ${row.side}: at most ${maxKills(board)} kills in ${board.rounds} rounds`,
    seen: ({ kills }) => String(kills),
  }),
  soft('kills-are-enough', {
    statement:
      'There are two kills a round or more; fewer are a table without data. Not checked where rows are missing.',
    skipIf: (board) => board.rounds === null || board.isPartial || isShort(board),
    each: (board) => [sum(listTeamRows(board).map(({ rows }) => sumOf(rows, 'kills')))],
    holds: (kills, { rounds }) => isAtMost(MIN_KILLS_A_ROUND * (rounds ?? 0), kills),
    expected: (_, { rounds }) => `at least ${MIN_KILLS_A_ROUND * (rounds ?? 0)} kills in ${rounds} rounds`,
    seen: String,
  }),
  hard('deaths-cover-kills', {
    statement: 'A team has at least as many deaths as its opponents have kills; soft where rows are missing.',
    downgradeIf: (board) => board.hasGaps(),
    each: deathsAndKills,
    holds: ({ deaths, kills }) => deaths >= kills,
    expected: ({ teamId, kills }) => `team ${teamId}: at least ${kills} deaths (kills of the opponents)`,
    seen: ({ deaths }) => String(deaths),
  }),
  soft('few-deaths-without-killer', {
    statement: 'At most five deaths of a team are not kills of its opponents (falls, team kills, the bomb).',
    each: deathsAndKills,
    holds: ({ deaths, kills }) => deaths <= kills + MAX_OTHER_DEATHS,
    expected: ({ teamId, kills }) => `team ${teamId}: ${kills} to ${kills + MAX_OTHER_DEATHS} deaths`,
    seen: ({ deaths }) => String(deaths),
  }),
  soft('kills-have-kast-and-damage', {
    statement: 'A player with kills has KAST and damage above 0; a page without these data may show zeros.',
    each: ({ rows }) => rows,
    holds: ({ kills, kast, adr }) => (kills ?? 0) < MIN_KILLS_WITH_DAMAGE || (kast !== 0 && adr !== 0),
    expected: (row) => `${playerText(row)} ${row.side}: KAST and damage above 0 with ${row.kills} kills`,
    seen: ({ kast, adr }) => `KAST ${kast}, ADR ${adr}`,
  }),
  soft('kast-counts-rounds', {
    statement: 'KAST times rounds is a whole number.',
    each: listKast,
    holds: ({ kast, nearest }) => Math.abs(nearest - kast) <= PERCENT_ROUNDING,
    expected: ({ row, nearest }, { rounds }) =>
      `${playerText(row)}: KAST of whole rounds out of ${rounds}, nearest ${nearest.toFixed(1)}`,
    seen: ({ kast }) => String(kast),
  }),
  soft('swing-is-opposite', {
    statement: 'The swings of the two teams add up to zero within 1.5.',
    skipIf: ({ isPartial }) => isPartial,
    each: (board) => [listTeamRows(board).map(({ rows }) => sumOf(rows, 'roundSwing'))],
    holds: (swings) => isAtMost(Math.abs(sum(swings) ?? 0), MAX_SWING_GAP),
    expected: () => 'swings of the teams opposite within 1.5',
    seen: (swings) => listed(swings.map((swing) => (swing ?? 0).toFixed(2))),
  }),
];
