import { homedir, tmpdir } from 'node:os';

/** The user of a container may have neither HOME nor an entry among the users: then there is no home folder. */
function findHome(): string | null {
  try {
    return homedir() || null;
  } catch {
    return null;
  }
}

export const hasHome = findHome() !== null;

// Playwright asks for the home folder when it is loaded, to look for browsers in it.
if (!hasHome) process.env.HOME = tmpdir();
