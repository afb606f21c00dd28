import { type Store, storeOn } from '../../src/store/store.ts';
import { databaseOf, memoryDatabase } from './memory-store.ts';

/** A store on a database in memory that can be copied, so that the tests of a file share what one run has stored. */
export type CopiedStore = Disposable & { store: Store; copy(clock?: Clock): Store };

type Clock = () => number;

export function copiedStore(clock: Clock): CopiedStore {
  const database = memoryDatabase();
  const on = (content: typeof database, own: Clock): Store => storeOn(content, { file: ':memory:', clock: own });
  const store = on(database, clock);
  return {
    store,
    copy: (own = clock) => on(databaseOf(database.serialize()), own),
    [Symbol.dispose]: () => store.close(),
  };
}
