import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Packages that take long to load: a browser, the files of the log, and what cheerio's main entry brings along. */
const HEAVY = ['playwright', 'playwright-core', 'pino-roll', 'date-fns', 'undici'];

describe('the program at its start', () => {
  it('loads no package that most commands do not need', () => {
    const program = fileURLToPath(new URL('../../src/commands/program.ts', import.meta.url));
    const script = `import(${JSON.stringify(program)}).then(() => console.log(Object.keys(require.cache).join('\\n')))`;
    const files = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    const packages = new Set([...files.matchAll(/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/g)].map(([, name]) => name));
    expect(packages).toContain('better-sqlite3');
    expect(HEAVY.filter((name) => packages.has(name))).toEqual([]);
  });
});
