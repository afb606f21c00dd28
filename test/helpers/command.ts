import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { main } from '../../src/main.ts';
import { keepThreads } from './kept-threads.ts';
import type { Ended } from './program.ts';

// Each thread that reads pages loads the parsers first, which takes longer than the few pages of a test.
os.availableParallelism = () => 1;
syncBuiltinESMExports();
keepThreads();

let previous: Promise<unknown> = Promise.resolve();

/**
 * Runs one command in the process of the test and returns what the built program would: much cheaper than a start of it
 * (`runProgram`), which is for tests of signals, pipes, the standard input and the end of the process. One command runs
 * at a time.
 */
export function runCommand(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const ended = previous.then(() => run(args, env));
  previous = ended.catch(() => undefined);
  return ended;
}

async function run(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const environment = process.env;
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  process.env = { ...environment, ...env };
  try {
    const code = await main(args, (now) => {
      throw new Error(`exit ${now}: no test of signals in the process of the tests`);
    });
    return { code, signal: null, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.env = environment;
    stdout[Symbol.dispose]();
    stderr[Symbol.dispose]();
  }
}

/** Keeps what is written to a stream of the process from its reader. */
function capture(stream: NodeJS.WriteStream): Disposable & { text(): string } {
  const { write } = stream;
  let text = '';
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const callback = rest.find((each) => typeof each === 'function');
    if (callback !== undefined) queueMicrotask(() => callback());
    return true;
  };
  return {
    text: () => text,
    [Symbol.dispose]: () => {
      stream.write = write;
    },
  };
}
