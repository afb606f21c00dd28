import { lockDataFolder } from '../../src/store/lock.ts';

// A run that does nothing but hold the data folder: says what happened, then waits for a command or a kill.
const [, , dataDir = '', release = ''] = process.argv;
try {
  const lock = lockDataFolder(dataDir);
  process.stdout.write('held\n');
  if (release === 'soon') setTimeout(lock.release, 300);
  process.stdin.once('data', () => {
    if (release === 'release') lock.release();
    process.exitCode = 0;
    process.stdin.destroy();
  });
} catch (error) {
  process.stdout.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
}
