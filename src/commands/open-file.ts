import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/** The command of each platform that opens a file in its default program. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // Not `start`, which is part of the shell and would interpret characters of the path.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens a file in the default browser. Resolves with null, or with the reason why that failed. */
export function openInBrowser(path: string): Promise<string | null> {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const opener = spawn(command, [...args, pathToFileURL(path).href], { stdio: 'ignore' });
    opener.on('error', ({ message }) => resolve(message));
    opener.on('exit', (code) => resolve(code === 0 ? null : `${command} ended with exit code ${code}`));
  });
}
