import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The root of the package: a clone, or the folder of an installation. It is the parent of the folder of this module. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** The version of the program, as its package says. */
export function programVersion(): string {
  const file = new URL('../package.json', import.meta.url);
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
