import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { startReplica } from '../../src/replica/replica.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { hasBrowser } from '../helpers/browser.ts';

async function startedReplica() {
  const replica = await startReplica({ seed: 1, matches: 3 });
  return { baseUrl: replica.baseUrl, [Symbol.asyncDispose]: () => replica.close() };
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** The package as npm would install it: unpacked elsewhere, beside its dependencies. */
describe('the npm package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-package-'));
  const installed = join(folder, 'node_modules', 'hltv-scraper');

  beforeAll(async () => {
    const npm = process.env.npm_execpath;
    const pack = ['pack', '--ignore-scripts', '--pack-destination', folder];
    await (npm ? run(process.execPath, [npm, ...pack], { cwd: root }) : run('npm', pack, { cwd: root }));
    const archive = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '';
    mkdirSync(installed, { recursive: true });
    await run('tar', ['-xzf', join(folder, archive), '-C', installed, '--strip-components=1']);
    for (const dependency of readdirSync(join(root, 'node_modules'))) {
      if (!dependency.startsWith('.'))
        symlinkSync(join(root, 'node_modules', dependency), join(folder, 'node_modules', dependency));
    }
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds the program, its migrations and its documents, and nothing of its sources or tests', () => {
    const files = readdirSync(installed, { recursive: true }).map(String);
    expect(readdirSync(installed).toSorted()).toEqual(['LICENSE', 'README.md', 'bin', 'dist', 'docs', 'package.json']);
    expect(files.filter((file) => file.endsWith('.sql')).length).toBeGreaterThan(0);
    expect(files.filter((file) => /(?<!\.d)\.ts$|\.test\./.test(file))).toEqual([]);
  });

  it('runs from there, in any working directory', async () => {
    const page = join(folder, 'page.html');
    const world = createWorld({ seed: 3, matches: 2, variants: 'plain' });
    writeFileSync(page, renderPage(world, { kind: 'match', id: world.matchAtPlace(0)?.matchId ?? 0 }));
    const bin = join(installed, 'bin', 'hltv-scraper.js');
    await run(process.execPath, [bin, 'import', page], { cwd: folder });
    expect(existsSync(join(folder, 'data', 'hltv.db'))).toBe(true);
    const { stdout } = await run(process.execPath, [bin, 'status', '--json'], { cwd: folder });
    expect(JSON.parse(stdout).targets.match.done).toBe(1);
  });

  it('has declarations of its interface alone, which need no types of its dependencies but zod', () => {
    const files = readdirSync(join(installed, 'dist'), { recursive: true }).map(String);
    const declarations = files.filter((file) => file.endsWith('.d.ts'));
    expect(declarations).toEqual(expect.arrayContaining(['api.d.ts', 'parse-page.d.ts', 'records.d.ts']));
    expect(declarations.length).toBeLessThan(40);
    const text = declarations.map((file) => readFileSync(join(installed, 'dist', file), 'utf8')).join('\n');
    const packages = [...text.matchAll(/(?:from|import\() ?['"]([^.'"][^'"]*)['"]/g)].map(([, name]) => name);
    expect(new Set(packages)).toEqual(new Set(['zod']));
  });

  it('type-checks and runs the examples of its documentation', async () => {
    const world = createWorld({ seed: 3, matches: 2, variants: 'plain' });
    const matchId = world.matchAtPlace(0)?.matchId ?? 0;
    writeFileSync(join(folder, 'match.html'), renderPage(world, { kind: 'match', id: matchId }));
    const bin = join(installed, 'bin', 'hltv-scraper.js');
    await run(process.execPath, [bin, 'import', 'match.html'], { cwd: folder });
    await compileExamples();

    expect(await output('parsePage.js')).toMatch(new RegExp(`^${matchId} 1 [A-Z]`));
    expect(await output('openDatabase.js')).toMatch(new RegExp(`^${matchId} .*Z\\ntrue\\n$`, 's'));
    expect(await output('records.js')).toMatch(/^key: matchId,mapNumber\nmatchId: match\n.*\n1\n$/s);
  }, 60_000);

  it('rejects programs that use the interface wrongly', async () => {
    await expect(
      compile({ 'wrong.ts': `import { openDatabase } from 'hltv-scraper';\nopenDatabase().rows('games');\n` }),
    ).rejects.toThrow(/wrong\.ts.*"games"/s);
  }, 60_000);

  it.runIf(hasBrowser)(
    'runs the pipeline for a program',
    async () => {
      await using replica = await startedReplica();
      const site = `baseUrl: '${replica.baseUrl}', minDelay: 0, maxDelay: 0,`;
      await compileExamples((text) => text.replace("dataDir: 'data',", `dataDir: 'of-replica', ${site}`));
      expect(await output('runPipeline.js')).toMatch(/^results 0\nmatch \d+\n.*\neconomy \d+\n0\n$/s);
    },
    120_000,
  );

  it('loads neither database nor browser with the parser', async () => {
    const script = `import 'hltv-scraper/parse'; import { createRequire } from 'node:module';
      console.log(Object.keys(createRequire('/').cache).join('\\n'))`;
    const program = join(folder, 'loads.mjs');
    writeFileSync(program, script);
    const hooks = `import { registerHooks } from 'node:module';
      registerHooks({ load: (url, context, next) => { console.log(url); return next(url, context); } });`;
    writeFileSync(join(folder, 'hooks.mjs'), hooks);
    const { stdout } = await run(process.execPath, ['--import', './hooks.mjs', program], { cwd: folder });
    expect(stdout).toContain('cheerio');
    for (const heavy of ['better-sqlite3', 'playwright', 'commander', 'pino', '/dist/store.js', '/dist/settings.js']) {
      expect([heavy, stdout.includes(heavy)]).toEqual([heavy, false]);
    }
  });

  /** The examples of docs/api.md as programs beside the package, by the heading above each. */
  async function compileExamples(change: (text: string) => string = (text) => text): Promise<void> {
    const text = readFileSync(join(installed, 'docs', 'api.md'), 'utf8');
    const examples = [...text.matchAll(/^## (\w+)\n(?:(?!^## )[\s\S])*?```ts\n([\s\S]*?)```/gm)];
    expect(examples.map(([, name]) => name)).toEqual(['parsePage', 'openDatabase', 'runPipeline', 'records']);
    await compile(Object.fromEntries(examples.map(([, name, code = '']) => [`${name}.ts`, change(code)])));
  }

  /** Compiles programs with the strictest settings; rejects with the messages of the compiler. */
  async function compile(programs: Record<string, string>): Promise<void> {
    for (const [name, code] of Object.entries(programs)) writeFileSync(join(folder, name), code);
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
      ...{ target: 'es2024', lib: ['es2024', 'esnext.disposable'], module: 'nodenext', types: ['node'] },
      ...{ rootDir: '.', outDir: 'compiled' },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(programs) }));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    await run(process.execPath, [compiler, '-p', folder], { cwd: folder }).catch((error: { stdout?: string }) => {
      throw new Error(error.stdout, { cause: error });
    });
  }

  async function output(program: string): Promise<string> {
    const { stdout } = await run(process.execPath, [join('compiled', program)], { cwd: folder });
    return stdout;
  }
});
