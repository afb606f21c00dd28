import type { Figure, ReportFigures, ReportFilters, ReportQuery } from '../../report-data.ts';
import { type Sql, type StoreContext, toRecord } from '../sql.ts';
import { DATA_QUERIES } from './data-queries.ts';
import { GAME_QUERIES } from './game-queries.ts';
import { manAdvantageQuery } from './man-advantage.ts';
import { type NameFilter, setupStatements } from './setup.ts';

type Request = {
  filters: ReportFilters;
  fits: NameFilter;
  /** Called before each query: the largest take seconds. */
  onQuery?: ((progress: { done: number; total: number }) => void) | undefined;
};

/** All queries of a report and their rows, from one state of the database. Nothing is written to its file. */
export function figures({ sql }: StoreContext, { filters, fits, onQuery }: Request): ReportFigures {
  return sql.rehearse(() => {
    const statements = setupStatements({ sql, fits }, filters);
    const queries = { ...DATA_QUERIES, ...GAME_QUERIES, manAdvantage: manAdvantageQuery(filters) };
    const names = Object.keys(queries) as ReportQuery[];
    const total = statements.length + names.length;
    for (const [done, statement] of statements.entries()) {
      onQuery?.({ done, total });
      sql.database.exec(statement);
    }
    const results = names.map((name, index) => {
      onQuery?.({ done: statements.length + index, total });

      return [name, run(sql, queries[name])];
    });
    return { setup: statements.join('\n\n'), ...(Object.fromEntries(results) as Omit<ReportFigures, 'setup'>) };
  });
}

/** Not through the prepared statements of the store: the temporary views are gone after the transaction. */
function run(sql: Sql, query: string): Figure<object> {
  return { sql: `${query};`, rows: [...sql.iterate<object>(query)].map((row) => toRecord<object>(row)) };
}
