import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';
import { PACKAGE_FOLDER } from '../package.ts';
import { shellQuote } from './shell-quote.ts';

const NAME = 'hltv-scraper';
/** The scripts that start the program. Any other script uses the package as a library. */
const PROGRAMS = ['bin/hltv-scraper.js', 'src/cli.ts', 'dist/cli.js'].map((file) => join(PACKAGE_FOLDER, file));
/**
 * The name of the program where a command to type begins: before a space, and not as a part of a path or of a name.
 * Not after npx, so that a text can pass through `asTyped` twice.
 */
const COMMAND = /(?<![\w./@-]|\bnpx )hltv-scraper(?= |$)/gm;

/** How a process was started. */
type Start = {
  /** The script as it was named to Node, with links unresolved. */
  script: string;
  cwd: string;
  /** The variable PATH. */
  path: string;
};

/**
 * What a user types for the program, depending on how it was started: `hltv-scraper` if that is on the PATH,
 * `npx hltv-scraper` inside a clone or a folder that has the package in `node_modules`, else the script itself. @internal
 */
export function invocationOf(start: Start): string {
  const script = realPath(start.script);
  if (script === null || !PROGRAMS.some((file) => realPath(file) === script)) return NAME;
  if (start.path.split(delimiter).some(hasCommand)) return NAME;
  if (isLocal(start.cwd)) return `npx ${NAME}`;
  return /\.[jt]s$/.test(start.script) ? `node ${shellQuote(start.script)}` : shellQuote(start.script);
}

let invocation: string | undefined;

/** Replaces `hltv-scraper` in every command in a text by what the user of this process has to type. */
export function asTyped(text: string): string {
  if (!text.includes(NAME)) return text;
  return text.replaceAll(COMMAND, () => {
    invocation ??= invocationOf({
      script: process.argv[1] ?? '',
      cwd: process.cwd(),
      path: process.env.PATH ?? '',
    });
    return invocation;
  });
}

/** Whether a folder of the PATH has the command of this package. npx and npm run add folders that the user does not have. */
function hasCommand(folder: string): boolean {
  if (folder.endsWith(join(sep, 'node_modules', '.bin'))) return false;
  const file = [NAME, `${NAME}.cmd`].map((name) => join(folder, name)).find((candidate) => existsSync(candidate));
  if (file === undefined) return false;
  // On Windows the command is a script beside the packages instead of a link.
  return (
    PROGRAMS.some((program) => realPath(program) === realPath(file)) || isPackage(join(folder, 'node_modules', NAME))
  );
}

/** Whether `npx` in this folder starts the package: it searches the nearest folder upwards that npm considers a project. */
function isLocal(folder: string): boolean {
  if (existsSync(join(folder, 'package.json')) || existsSync(join(folder, 'node_modules'))) {
    return isPackage(folder) || isPackage(join(folder, 'node_modules', NAME));
  }
  const parent = dirname(folder);
  return parent !== folder && isLocal(parent);
}

function isPackage(folder: string): boolean {
  return realPath(folder) === realPath(PACKAGE_FOLDER);
}

/** A path without links; null if there is no such file. */
function realPath(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    return null;
  }
}
