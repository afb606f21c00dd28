import Database from 'better-sqlite3';
import { type Store, storeOn } from '../../src/store/store.ts';
import { memoryDatabase } from './memory-store.ts';

/** A store on a database in memory that can be copied, so that the tests of a file share what one run has stored. */
export type CopiedStore = Disposable & { store: Store; copy(clock?: Clock): Store };

type Clock = () => number;

export function copiedStore(clock: Clock): CopiedStore {
  const database = memoryDatabase();
  const store = storeOn(database, { file: ':memory:', clock });
  return { store, copy: (own = clock) => copyOf(database.serialize(), own), [Symbol.dispose]: () => store.close() };
}

function copyOf(content: Buffer, clock: Clock): Store {
  const database = new Database(content);
  // As `openDatabase` sets it; the other pragmas concern files.
  database.pragma('foreign_keys = ON');
  return storeOn(database, { file: ':memory:', clock });
}
