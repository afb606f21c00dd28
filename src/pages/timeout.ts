import { createContext, Script } from 'node:vm';
import { FieldError } from './html/fields.ts';

/** The largest real pages take less than 1 % of this on an idle machine. */
const TIMEOUT_MS = 20_000;

const call = new Script('work()');
const sandbox: { work?: () => unknown } = {};
createContext(sandbox);

/**
 * Runs pure work and throws `FieldError` when it exceeds the time limit, as on a page that was made to be slow. A
 * nested call is within the limit of the outer one.
 */
export function withTimeout<Value>(work: () => Value, timeoutMs = TIMEOUT_MS): Value {
  if (sandbox.work !== undefined) return work();
  sandbox.work = work;
  try {
    return call.runInContext(sandbox, { timeout: timeoutMs }) as Value;
  } catch (error) {
    // An error of another realm: it is no instance of this realm's Error.
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new FieldError('document', `a page that is read and checked within ${timeoutMs / 1000} s`, 'more');
    }
    throw error;
  } finally {
    delete sandbox.work;
  }
}
