// Loaded before the program (`node --import`), never part of it: ends the process in the middle of its work.
// CHAOS_DIE=<where>:<nth>:<signal>, where: statement, before-commit, after-commit, file, torn-file.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import Database from 'better-sqlite3';

const [where, nth, signal] = (process.env.CHAOS_DIE ?? '').split(':');
let left = Number(nth);
/** Nothing is done after the signal. */
const isEnd = signal === 'SIGKILL' || signal === 'SIGSTOP';

function pass(place) {
  if (place !== where) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, signal);
}

/** Statements share one prototype, those of transactions included. */
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

/** The steps by which a page reaches the archive; a torn one leaves half of the file. */
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
    // The log writes text.
    if (typeof bytes === 'string') return writeSync(handle, bytes, ...rest);
    if (where === 'torn-file' && left === 1 && isEnd) writeSync(handle, bytes.subarray(0, bytes.length / 2), ...rest);
    pass('torn-file');
    return writeSync(handle, bytes, ...rest);
  };
  syncBuiltinESMExports();
}

if (['file', 'torn-file'].includes(where)) watchFiles();
else watchStatements();
