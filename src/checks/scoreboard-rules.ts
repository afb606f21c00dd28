import type { PageKind } from '../page-kinds.ts';
import type { PlayerMapStats, TableSide } from '../records.ts';
import { listed, sum } from './comparing.ts';
import { hard, type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';
import { distinct } from './shared-values.ts';

/** The columns that every scoreboard has. */
export type ScoreboardRow = Pick<
  PlayerMapStats,
  'playerId' | 'playerName' | 'side' | 'kills' | 'deaths' | 'kast' | 'roundSwing'
> & { teamId: number | null };

/**
 * The player tables of one map, both teams; `mapNumber` and `rounds` are null where the page does not show them.
 * `isPartial`: rows were withheld, so sums are incomplete.
 */
export type Scoreboard<Row extends ScoreboardRow = ScoreboardRow> = {
  mapNumber: number | null;
  rounds: number | null;
  team1Id: number | null;
  team2Id: number | null;
  rows: readonly Row[];
  isPartial?: boolean;
};

/** Usual number of players; substitutes make it six, badly covered maps have fewer. */
const USUAL_TEAM = 5;
/** Pages round percentages to one decimal. */
const PERCENT_ROUNDING = 0.051;
const MAX_OTHER_DEATHS = 5;
const MAX_SWING_GAP = 1.5;

/** Rows of one team on one side. */
export function rowsOf<Row extends ScoreboardRow>(
  board: Scoreboard<Row>,
  teamId: number | null,
  side: TableSide,
): Row[] {
  return board.rows.filter((row) => row.teamId === teamId && row.side === side);
}

/** The rows of each player that has all three sides. */
function sidesByPlayer<Row extends ScoreboardRow>(rows: readonly Row[]): { both: Row; ct: Row; t: Row }[] {
  const byKey = new Map(rows.toReversed().map((row) => [`${row.playerId} ${row.side}`, row]));
  const find = (playerId: number, side: TableSide) => byKey.get(`${playerId} ${side}`);
  return rows
    .filter((row) => row.side === 'both')
    .flatMap((both) => {
      const ct = find(both.playerId, 'ct');
      const t = find(both.playerId, 't');
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

/** `hasNote`: officials may have changed the score. `lacksRows`: rows or values of the tables are withheld. */
type Exceptions<Page> = { hasNote(record: Page): boolean; lacksRows(record: Page): boolean };

/** Rules of the player tables, for the page kinds that have them. */
export function scoreboardRules<Page>(
  page: PageKind,
  listBoards: (record: Page) => Scoreboard[],
  { hasNote, lacksRows }: Exceptions<Page>,
): Rule<Page>[] {
  const eachBoard = (compare: (board: Scoreboard) => Mismatch[]) => (record: Page) =>
    listBoards(record).flatMap((board) => compare(board).map((each) => ({ ...each, mapNumber: board.mapNumber })));

  return [
    hard({
      name: `${page}/players-are-distinct`,
      statement: 'No player has two rows for the same map and side.',
      compare: eachBoard(compareDistinct),
    }),
    soft({
      name: `${page}/kast-is-a-percentage`,
      statement: 'KAST lies between 0 and 100; eco-adjusted KAST may exceed 100.',
      compare: eachBoard(compareKastRange),
    }),
    hard({
      name: `${page}/kills-are-possible`,
      statement: 'No player has more than five kills a round; soft where the page has a note.',
      compare: eachBoard(compareKillsWithRounds),
      downgradeIf: hasNote,
    }),
    hard({
      name: `${page}/deaths-cover-kills`,
      statement: 'A team has at least as many deaths as its opponents have kills; soft where rows are missing.',
      compare: eachBoard(compareDeathsWithKills),
      downgradeIf: (record) => lacksRows(record) || listBoards(record).some(isShort),
    }),
    soft({
      name: `${page}/few-deaths-without-killer`,
      statement: 'At most five deaths of a team are not kills of its opponents (falls, team kills, the bomb).',
      compare: eachBoard(compareOtherDeaths),
    }),
    soft({
      name: `${page}/kast-counts-rounds`,
      statement: 'KAST times rounds is a whole number.',
      compare: eachBoard(compareKastRounds),
    }),
    soft({
      name: `${page}/swing-is-opposite`,
      statement: 'The swings of the two teams add up to zero within 1.5.',
      compare: eachBoard(compareSwing),
    }),
  ];
}

function compareDistinct({ rows }: Scoreboard): Mismatch[] {
  return distinct(
    rows.map((row) => `${playerText(row)} ${row.side}`),
    'row',
  );
}

function compareKastRange({ rows }: Scoreboard): Mismatch[] {
  return rows
    .filter(({ kast }) => kast !== null && (kast < 0 || kast > 100))
    .map((row) => ({ expected: `${playerText(row)} ${row.side}: KAST 0-100`, seen: String(row.kast) }));
}

function compareKillsWithRounds({ rows, rounds }: Scoreboard): Mismatch[] {
  if (rounds === null) return [];
  return rows
    .filter(({ kills }) => kills !== null && kills > 5 * rounds)
    .map((row) => ({
      expected: `${playerText(row)} ${row.side}: at most ${5 * rounds} kills in ${rounds} rounds`,
      seen: String(row.kills),
    }));
}

/** Deaths of each team and kills of its opponents; empty when a table or a value is missing. */
function deathsAndKills(board: Scoreboard): { teamId: number | null; deaths: number; kills: number }[] {
  if (board.isPartial) return [];
  const pairs = [
    [board.team1Id, board.team2Id],
    [board.team2Id, board.team1Id],
  ] as const;
  return pairs.flatMap(([teamId, opponentId]) => {
    const deaths = sum(rowsOf(board, teamId, 'both').map((row) => row.deaths));
    const kills = sum(rowsOf(board, opponentId, 'both').map((row) => row.kills));
    return deaths === null || kills === null ? [] : [{ teamId, deaths, kills }];
  });
}

function compareDeathsWithKills(board: Scoreboard): Mismatch[] {
  return deathsAndKills(board)
    .filter(({ deaths, kills }) => deaths < kills)
    .map(({ teamId, deaths, kills }) => ({
      expected: `team ${teamId}: at least ${kills} deaths (kills of the opponents)`,
      seen: String(deaths),
    }));
}

function compareOtherDeaths(board: Scoreboard): Mismatch[] {
  return deathsAndKills(board)
    .filter(({ deaths, kills }) => deaths - kills > MAX_OTHER_DEATHS)
    .map(({ teamId, deaths, kills }) => ({
      expected: `team ${teamId}: ${kills} to ${kills + MAX_OTHER_DEATHS} deaths`,
      seen: String(deaths),
    }));
}

/** A table has fewer than five players, so deaths may be missing. */
function isShort(board: Scoreboard): boolean {
  return [board.team1Id, board.team2Id].some((teamId) => {
    const size = rowsOf(board, teamId, 'both').length;
    return size > 0 && size < USUAL_TEAM;
  });
}

function compareKastRounds({ rows, rounds }: Scoreboard): Mismatch[] {
  if (rounds === null || rounds === 0) return [];
  return rows.flatMap((row) => {
    if (row.side !== 'both' || row.kast === null) return [];
    const nearest = (Math.round((row.kast * rounds) / 100) / rounds) * 100;
    return mismatchIf(Math.abs(nearest - row.kast) > PERCENT_ROUNDING, () => ({
      expected: `${playerText(row)}: KAST of whole rounds out of ${rounds}, nearest ${nearest.toFixed(1)}`,
      seen: String(row.kast),
    }));
  });
}

function compareSwing(board: Scoreboard): Mismatch[] {
  if (board.isPartial) return [];
  const swings = [board.team1Id, board.team2Id].map((teamId) =>
    sum(rowsOf(board, teamId, 'both').map((row) => row.roundSwing)),
  );
  const gap = sum(swings);
  return mismatchIf(gap !== null && Math.abs(gap) > MAX_SWING_GAP, () => ({
    expected: 'swings of the teams opposite within 1.5',
    seen: listed(swings.map((swing) => (swing ?? 0).toFixed(2))),
  }));
}
