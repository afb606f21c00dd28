import { watchStandardOutput } from './commands/standard-output.ts';
import { drained } from './commands/terminal.ts';
import type { ExitCode } from './exit-codes.ts';
import { main, report } from './main.ts';

const OUTPUTS = [process.stdout, process.stderr];

// The reader may close its end (`| head`) or the session may end: the work in progress is still finished.
for (const stream of OUTPUTS) stream.on('error', () => undefined);
const outputFailure = watchStandardOutput();
process.on('uncaughtException', (error) => {
  // A run has its own listener, which also logs the error.
  if (process.listenerCount('uncaughtException') === 1) void end(report(error));
});
await end(await main(process.argv.slice(2), (code) => process.exit(code)));

/** Ends the process once all output is written, also to a slow reader; nothing else may keep the process alive. */
async function end(exitCode: ExitCode): Promise<void> {
  process.exitCode = exitCode;
  await Promise.all(OUTPUTS.map(drained));
  const failure = outputFailure();
  if (failure !== null) {
    process.exitCode = exitCode === 0 ? report(failure) : exitCode;
    await drained(process.stderr);
  }
  process.exit();
}
