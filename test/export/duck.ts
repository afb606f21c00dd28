import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** DuckDB as the reader of exported files: it shares no code with what wrote them. */
export type Duck = Disposable & {
  /** Rows as the database has them: integers and booleans as numbers, timestamps as Unix ms. */
  query(sql: string): Promise<Record<string, string | number | null>[]>;
};

export async function openDuck(): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection: DuckDBConnection = await instance.connect();
  return {
    async query(sql) {
      const result = await connection.runAndReadAll(sql);
      return result
        .getRowObjectsJS()
        .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
    },
    [Symbol.dispose]: () => connection.closeSync(),
  };
}

function plain(value: unknown): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return value.getTime();
  return JSON.stringify(value);
}
