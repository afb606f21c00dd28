import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * Packages that take long to load: a browser, the files of the log, what cheerio's main entry brings along, and the plots
 * of the report.
 */
const HEAVY = [
  ...['playwright', 'playwright-core', 'pino-roll', 'date-fns', 'undici'],
  ...['@observablehq/plot', 'd3', 'linkedom'],
];

/** Prints the URL of every module that is loaded, of either kind. */
const SCRIPT = `
  const urls = [];
  require('node:module').registerHooks({ load(url, context, next) { urls.push(url); return next(url, context); } });
  import(process.argv[1]).then(() => console.log(urls.join('\\n')));`;

function packagesOf(module: string): Set<string | undefined> {
  const file = fileURLToPath(new URL(`../../src/${module}`, import.meta.url));
  const urls = execFileSync(process.execPath, ['-e', SCRIPT, file], { encoding: 'utf8' });
  return new Set([...urls.matchAll(/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/g)].map(([, name]) => name));
}

describe('the program at its start', () => {
  it('loads no package that most commands do not need', () => {
    const packages = packagesOf('commands/program.ts');
    expect(packages).toContain('better-sqlite3');
    expect(packages).toContain('zod');
    expect(HEAVY.filter((name) => packages.has(name))).toEqual([]);
  });

  it('leaves the plots to the report', () => {
    const packages = packagesOf('output/report/report.ts');
    expect(['@observablehq/plot', 'd3', 'linkedom'].filter((name) => !packages.has(name))).toEqual([]);
  });
});
