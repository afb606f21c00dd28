import { namesOfPage } from '../assembly/names.ts';
import { KINDS, type TargetKind } from '../page-kinds.ts';
import { replaceMatch } from './assembled-rows.ts';
import { COUNTED_WAITING } from './bookkeeping-rules.ts';
import { countVetoes } from './derived-rows.ts';
import { countSituationsOfMatch } from './event-rows.ts';
import { removeNames, updateLatestName } from './observed-names.ts';
import { find } from './page-records.ts';
import { tablesOfMatches, totalsOfMatches } from './row-differences.ts';
import { insertAll, type Sql, type StoreContext } from './sql.ts';

/** The corrections of `verify --fix`: rows that are derived from other rows. Page records and archive stay unchanged. */

/**
 * Assembles a match again. Does nothing if its page has no record. The totals over all matches stay as they are: whether
 * the replaced rows were counted is not known.
 */
export function reassembleMatch(context: StoreContext, matchId: number): void {
  const overview = find(context, 'match', matchId);
  if (overview === null) return;
  context.sql.transaction(() => {
    // Rows whose match has no row in `matches` are not deleted by ON DELETE CASCADE.
    for (const { name } of tablesOfMatches(context.sql)) {
      context.sql.run(`DELETE FROM ${name} WHERE match_id = ?`, [matchId]);
    }
    replaceMatch(context, overview);
    countVetoes(context.sql, matchId, -1);
    countSituationsOfMatch(context.sql, matchId, -1);
  });
}

/** Counts the totals over all matches again. They are wrong if wrong rows were counted. */
export function recountTotals({ sql }: StoreContext): void {
  sql.transaction(() => {
    for (const { name } of totalsOfMatches(sql)) sql.run(`DELETE FROM ${name}`);
    for (const { match_id } of sql.list<{ match_id: number }>('SELECT match_id FROM matches')) {
      countVetoes(sql, match_id, 1);
      countSituationsOfMatch(sql, match_id, 1);
    }
  });
}

/** Replaces the observed names of a page by those of its record, or deletes them if it has none. */
export function restoreNames<Kind extends TargetKind>(
  context: StoreContext,
  { kind, id }: { kind: Kind; id: number },
): void {
  const { sql } = context;
  const record = find(context, kind, id);
  const { asOfMs, names } = record === null ? { asOfMs: 0, names: [] } : namesOfPage(kind, record);
  const page = { pageRank: KINDS[kind].namePriority, pageId: id };
  sql.transaction(() => {
    removeNames(sql, { kind, id });
    insertAll(
      sql,
      'observed_names',
      names.map((name) => ({ ...name, asOfMs, ...page })),
    );
    for (const name of names) updateLatestName(sql, name);
  });
}

/** Derives these rows of `teams`, `players` and `events` from the observed names again. */
export function restoreLatestNames({ sql }: StoreContext, names: readonly { table: string; entityId: number }[]): void {
  sql.transaction(() => {
    for (const { table, entityId } of names) {
      const entity = ENTITIES.find((each) => `${each}s` === table);
      if (entity !== undefined) updateLatestName(sql, { entity, entityId });
    }
  });
}

const ENTITIES = ['team', 'player', 'event'] as const;

/** Derives the columns and totals of targets that depend on other rows again. */
export function recountTargets({ sql }: StoreContext): void {
  sql.transaction(() => {
    for (const statement of TARGET_STATEMENTS) sql.run(statement);
    recountWaiting(sql);
  });
}

const TARGET_STATEMENTS = [
  `UPDATE targets SET match_id = coalesce((SELECT match_id FROM maps WHERE map_stats_id = targets.id), match_id)
  WHERE kind <> 'match' AND match_id IS NOT coalesce((SELECT match_id FROM maps WHERE map_stats_id = targets.id), match_id)`,
  `UPDATE targets SET match_id = id WHERE kind = 'match' AND match_id IS NOT id`,
  `UPDATE targets SET has_follow_ups = 1 - has_follow_ups WHERE has_follow_ups <> (kind = 'match' AND EXISTS (
    SELECT 1 FROM targets AS page WHERE page.match_id = targets.id AND page.kind <> 'match'))`,
  `UPDATE targets SET listed_end_ms = (SELECT ended_at_ms FROM listing_entries AS l WHERE l.match_id = targets.id)
  WHERE kind = 'match' AND listed_end_ms IS NOT (SELECT ended_at_ms FROM listing_entries AS l WHERE l.match_id = targets.id)`,
  'DELETE FROM target_totals',
  `INSERT INTO target_totals (kind, state, has_follow_ups, count)
  SELECT kind, state, has_follow_ups, count(*) FROM targets GROUP BY kind, state, has_follow_ups`,
];

function recountWaiting(sql: Sql): void {
  // The triggers of `waiting_matches` subtract from the totals, which may be too low for their CHECK.
  sql.run('UPDATE waiting_match_totals SET count = (SELECT count(*) FROM waiting_matches)');
  sql.run('DELETE FROM waiting_matches');
  sql.run('DELETE FROM waiting_match_totals');
  sql.run(`INSERT INTO waiting_matches (match_id, kinds, is_begun, sort_ms) ${COUNTED_WAITING}`);
}
