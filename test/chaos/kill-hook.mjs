// Loaded before the program with `node --import`: ends the process at a chosen step.
// CHAOS_KILL=<where>:<nth>:<signal>, where: statement, before-commit, after-commit, file, torn-file.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import Database from 'better-sqlite3';

const [where, nth, signal] = (process.env.CHAOS_KILL ?? '').split(':');
let left = Number(nth);
/** Signals after which the process does nothing more. */
const isEnd = signal === 'SIGKILL' || signal === 'SIGSTOP';

function pass(place) {
  if (place !== where) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, signal);
}

/** All prepared statements share one prototype, also those that begin and commit transactions. */
function watchStatements() {
  const database = new Database(':memory:');
  const prototype = Object.getPrototypeOf(database.prepare('SELECT 1'));
  database.close();
  for (const method of ['run', 'get', 'all']) {
    const original = prototype[method];
    prototype[method] = function watched(...args) {
      const isCommit = this.source === 'COMMIT';
      pass(isCommit ? 'before-commit' : 'statement');
      const result = original.apply(this, args);
      if (isCommit) pass('after-commit');
      return result;
    };
  }
}

/** The file operations that write a page to the archive; `torn-file` leaves half of the file. */
function watchFiles() {
  const { writeSync } = fs;
  for (const method of ['openSync', 'fsyncSync', 'closeSync', 'renameSync']) {
    const original = fs[method];
    fs[method] = (...args) => {
      pass('file');
      return original(...args);
    };
  }
  fs.writeSync = (handle, bytes, ...rest) => {
    // The log writes strings, the archive buffers.
    if (typeof bytes === 'string') return writeSync(handle, bytes, ...rest);
    if (where === 'torn-file' && left === 1 && isEnd) writeSync(handle, bytes.subarray(0, bytes.length / 2), ...rest);
    pass('torn-file');
    return writeSync(handle, bytes, ...rest);
  };
  syncBuiltinESMExports();
}

if (['file', 'torn-file'].includes(where)) watchFiles();
else watchStatements();
