import { homedir, tmpdir } from 'node:os';

/** Null when there is no home folder: the user of a container may have neither HOME nor an entry in the user database. */
function findHome(): string | null {
  try {
    return homedir() || null;
  } catch {
    return null;
  }
}

/** Whether the user has a home folder. */
export const hasHome = findHome() !== null;

// Playwright reads the home folder when it is loaded, to look for browsers in it.
if (!hasHome) process.env.HOME = tmpdir();
