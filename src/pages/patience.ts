import { createContext, Script } from 'node:vm';
import { Misread } from './fields.ts';

/** The biggest real pages take a fiftieth of this. */
const PATIENCE_MS = 5_000;

const call = new Script('work()');
const room: { work?: () => unknown } = {};
createContext(room);

/** Runs pure work, and ends it in the middle when a page was made to keep it busy for ever. */
export function withPatience<Value>(work: () => Value): Value {
  room.work = work;
  try {
    return call.runInContext(room, { timeout: PATIENCE_MS }) as Value;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new Misread('document', `a page that is read within ${PATIENCE_MS / 1000} s`, 'more');
    }
    throw error;
  } finally {
    delete room.work;
  }
}
