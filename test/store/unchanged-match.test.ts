import type { Database } from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { createDecodedRecords } from '../../src/store/decoded-records.ts';
import { type Table, tablesOfMatches, totalsOfMatches } from '../../src/store/row-differences.ts';
import { createSql, type StoreContext } from '../../src/store/sql.ts';
import { addToTotals, areKnownTotals, partsOfUnchanged } from '../../src/store/unchanged-match.ts';
import { CRAWLED_AT_MS, type CrawledFolder, crawledFolder } from '../helpers/crawled-folder.ts';

let folder: CrawledFolder;
let database: Database;
let context: StoreContext;
let tables: Table[];
let matchIds: number[];

beforeAll(async () => {
  folder = await crawledFolder({ seed: 5, matches: 3 });
  database = openDatabase({ file: folder.file, readOnly: false, clock: () => CRAWLED_AT_MS });
  database.pragma('foreign_keys = OFF');
  database.pragma('ignore_check_constraints = ON');
  const sql = createSql(database);
  context = {
    ...{ sql, clock: () => CRAWLED_AT_MS, file: folder.file },
    ...{ decodedRecords: createDecodedRecords(), skipsDamagedRecords: false },
  };
  tables = tablesOfMatches(sql);
  matchIds = sql.list<{ match_id: number }>('SELECT match_id FROM matches').map(({ match_id }) => match_id);
});

afterAll(() => {
  database.close();
  folder[Symbol.dispose]();
});

/** Whether a match is still recognised as unchanged after a statement, which is rolled back. */
function isUnchangedBy(sql: string, matchId: number): boolean {
  return context.sql.rehearse(() => {
    context.sql.run(sql);
    return partsOfUnchanged(context, tables, matchId) !== null;
  });
}

function firstMatchIn(table: string): number {
  return context.sql.find<{ match_id: number }>(`SELECT match_id FROM ${table} LIMIT 1`)?.match_id ?? 0;
}

describe('the comparison of a match with its page records', () => {
  it('recognises every match of a crawl as unchanged', () => {
    expect(matchIds.length).toBeGreaterThanOrEqual(3);
    expect(matchIds.filter((matchId) => partsOfUnchanged(context, tables, matchId) === null)).toEqual([]);
  });

  it('adds the parts of all matches up to the stored totals', () => {
    const totals = totalsOfMatches(context.sql);
    expect(areKnownTotals(totals)).toBe(true);
    const other = createSql(openDatabase({ file: ':memory:', readOnly: false, clock: () => CRAWLED_AT_MS }));
    for (const matchId of matchIds) addToTotals(other, partsOfUnchanged(context, tables, matchId) ?? []);
    for (const { name } of totals) {
      const query = `SELECT * FROM ${name} ORDER BY 1, 2, 3, 4, 5`;
      expect(other.values(query)).toEqual(context.sql.values(query));
      expect(other.values(query).length).toBeGreaterThan(0);
    }
    other.database.close();
  });

  it('recognises a change of any cell of any table', () => {
    for (const { name, columns } of tables) {
      const matchId = firstMatchIn(name);
      expect(matchId, name).toBeGreaterThan(0);
      for (const column of columns.filter((each) => each !== 'match_id')) {
        const text = `WHEN typeof(${column}) = 'text' THEN ${column} || 'x'`;
        const other = `CASE WHEN ${column} IS NULL THEN 7 ${text} ELSE ${column} + 1000 END`;
        const update = `UPDATE ${name} SET ${column} = ${other} WHERE match_id = ${matchId}`;
        expect(isUnchangedBy(update, matchId), `${name}.${column}`).toBe(false);
      }
    }
  });

  it('recognises missing rows of any table', () => {
    for (const { name } of tables) {
      const matchId = firstMatchIn(name);
      expect(isUnchangedBy(`DELETE FROM ${name} WHERE match_id = ${matchId}`, matchId), name).toBe(false);
    }
  });
});
