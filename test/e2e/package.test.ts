import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { startReplica } from '../../src/replica/replica.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { environment, type Installed, installPackage } from '../helpers/installed-package.ts';
import { OLD_NODE } from '../helpers/program.ts';

async function startedReplica() {
  const replica = await startReplica({ seed: 27, matches: 2, variants: 'plain', size: 'bare' });
  return { baseUrl: replica.baseUrl, [Symbol.asyncDispose]: () => replica.close() };
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Upper limits of the tarball and of its content, a tenth above today's size; docs/install.md says what takes it. */
const MAX_PACKED_BYTES = 550_000;
const MAX_UNPACKED_BYTES = 2_000_000;

/** The package as npm would install it: unpacked elsewhere, beside its dependencies and nothing else. */
describe('the npm package', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hltv-package-')));
  let installed: Installed;

  beforeAll(async () => {
    installed = await installPackage(folder);
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the command as a user of the project, in its folder, and returns what it writes to stdout. */
  async function locally(...args: string[]): Promise<string> {
    const { stdout } = await run(installed.local, args, { cwd: folder, env: environment() });
    return stdout;
  }

  it('holds the program, its migrations and its documents, and nothing of its sources or tests', () => {
    const files = readdirSync(installed.package, { recursive: true, withFileTypes: true });
    const top = readdirSync(installed.package).toSorted();
    expect(top).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'docs', 'package.json', 'packaging']);
    const kinds = new Set(
      files.filter((file) => file.isFile()).map(({ name }) => /(?:\.d)?\.\w+$|^\w+$/.exec(name)?.[0]),
    );
    const packaging = ['crontab', '.sh', '.conf', '.service', '.timer'];
    expect(kinds).toEqual(new Set(['LICENSE', '.md', '.js', '.d.ts', '.sql', '.json', '.txt', ...packaging]));
    expect(files.filter(({ name }) => name.endsWith('.json')).map(({ name }) => name)).toEqual(['package.json']);
  });

  it('imports only packages that an installation has', () => {
    const dist = join(installed.package, 'dist');
    const files = readdirSync(dist).filter((file) => file.endsWith('.js'));
    const text = files.map((file) => readFileSync(join(dist, file), 'utf8')).join('\n');
    const imports = [...text.matchAll(/(?:\bfrom |^import |\bimport\()"((?:@[^/"]+\/)?[a-z][^/":]*)(?:\/[^"]*)?"/gm)];
    const { dependencies } = JSON.parse(readFileSync(join(installed.package, 'package.json'), 'utf8'));
    const names = new Set(imports.map(([, name = '']) => name));
    expect(names.size).toBeGreaterThan(10);
    expect([...names].filter((name) => !Object.hasOwn(dependencies, name))).toEqual([]);
  });

  it('is small', () => {
    expect(installed.tarball.size).toBeLessThan(MAX_PACKED_BYTES);
    expect(installed.tarball.unpackedSize).toBeLessThan(MAX_UNPACKED_BYTES);
  });

  it('prints its version and its help, with the command that starts it there', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await locally('--version')).toContain(version);
    expect(await locally('status', '--help')).toContain('\n  npx hltv-scraper status --check');
    const env = environment(installed.globalFolder);
    const { stdout } = await run('hltv-scraper', ['status', '--help'], { cwd: tmpdir(), env });
    expect(stdout).toContain('\n  hltv-scraper status --check');
  });

  it('is started by the lines of the crontab, installed and from a clone', async () => {
    const crontab = readFileSync(join(installed.package, 'packaging', 'cron', 'crontab'), 'utf8');
    const lines = [...crontab.matchAll(/^#?[\d*].* (cd .* --quiet .*)$/gm)].map(([, line = '']) => line);
    expect(lines.length).toBe(2);
    const env = environment(installed.globalFolder);
    for (const line of lines) {
      const command = line.replace('/srv/cs', folder).replace('/srv/hltv-scraper/', root);
      await run('sh', ['-c', `${command} --dry-run`], { cwd: tmpdir(), env });
    }
  });

  it.runIf(OLD_NODE !== null)('says which Node it needs, and does not speak of a clone', async () => {
    const started = run(OLD_NODE ?? '', [installed.local, '--version'], { cwd: folder, env: environment() });
    await expect(started).rejects.toThrow(/needs Node\.js 22\.19 or newer, this is (?!.*clone)/s);
  });

  it('imports a page, and exports and reports what it has stored', async () => {
    const world = createWorld({ seed: 3, matches: 2, variants: 'plain' });
    writeFileSync(
      join(folder, 'match.html'),
      renderPage(world, { kind: 'match', id: world.matchAtPlace(0)?.matchId ?? 0 }),
    );
    await locally('import', 'match.html');
    expect(JSON.parse(await locally('status', '--json')).targets.match.done).toBe(1);
    await locally('export', '--format', 'parquet', '--out', 'lake');
    expect(existsSync(join(folder, 'lake', 'matches.parquet'))).toBe(true);
    await locally('report', '--out', 'report.html');
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('<svg');
  }, 120_000);

  it.runIf(hasBrowser)(
    'passes its own diagnosis, and runs the demo, whose proposals work as they are printed',
    async () => {
      await using replica = await startedReplica();
      const site = ['--base-url', replica.baseUrl, '--min-delay', '0', '--data-dir', 'diagnosed', '--json'];
      const checks: { isOk: boolean }[] = JSON.parse(await locally('doctor', ...site));
      expect(checks.filter(({ isOk }) => !isOk)).toEqual([]);
      const env = environment(installed.globalFolder);
      const at = { cwd: tmpdir(), env };
      const { stderr } = await run('hltv-scraper', ['demo', '--data-dir', join(folder, 'demo')], at);
      const proposed = [...stderr.matchAll(/^ {2}(hltv-scraper .*?)(?: {2,}.*)?$/gm)].map(
        ([, command = '']) => command,
      );
      expect(proposed.map((command) => command.split(' ')[1])).toEqual(['status', 'report', '--dry-run']);
      const [status = '', report = ''] = proposed;
      expect((await run('sh', ['-c', status], at)).stdout).toContain('nothing is pending');
      const file = join(folder, 'demo.html');
      await run('sh', ['-c', report.replace('--open', `--out ${file}`)], at);
      expect(existsSync(file)).toBe(true);
    },
    240_000,
  );

  it('has declarations of its interface alone, which need no types of its dependencies but zod', () => {
    const files = readdirSync(join(installed.package, 'dist'), { recursive: true }).map(String);
    const declarations = files.filter((file) => file.endsWith('.d.ts'));
    expect(declarations).toEqual(expect.arrayContaining(['api.d.ts', 'parse-page.d.ts', 'records.d.ts']));
    expect(declarations.length).toBeLessThan(40);
    const text = declarations.map((file) => readFileSync(join(installed.package, 'dist', file), 'utf8')).join('\n');
    const packages = [...text.matchAll(/(?:from|import\() ?['"]([^.'"][^'"]*)['"]/g)].map(([, name]) => name);
    expect(new Set(packages)).toEqual(new Set(['zod']));
  });

  describe('the interface of it', () => {
    let replica: Awaited<ReturnType<typeof startedReplica>>;
    let messages: string;

    beforeAll(async () => {
      replica = await startedReplica();
      const site = `baseUrl: '${replica.baseUrl}', minDelay: 0, maxDelay: 0,`;
      const examples = documentedExamples();
      messages = await compile({
        ...examples,
        'ofReplica.ts': (examples['runPipeline.ts'] ?? '').replace(
          "dataDir: 'data',",
          `dataDir: 'of-replica', ${site}`,
        ),
        'wrong.ts': `import { openDatabase } from 'hltv-scraper';\nopenDatabase().rows('games');\n`,
      });
    }, 60_000);
    afterAll(() => replica?.[Symbol.asyncDispose]());

    it('type-checks and runs the examples of its documentation', async () => {
      const world = createWorld({ seed: 3, matches: 2, variants: 'plain' });
      const matchId = world.matchAtPlace(0)?.matchId ?? 0;
      writeFileSync(join(folder, 'match.html'), renderPage(world, { kind: 'match', id: matchId }));
      await locally('import', 'match.html');
      expect(messages.split('\n').filter((line) => /^\S/.test(line) && !line.startsWith('wrong.ts'))).toEqual([]);
      expect(await output('parsePage.js')).toMatch(new RegExp(`^${matchId} 1 [A-Z]`));
      expect(await output('openDatabase.js')).toMatch(new RegExp(`^${matchId} .*Z\\ntrue\\n$`, 's'));
      expect(await output('records.js')).toMatch(/^key: matchId,mapNumber\nmatchId: match\n.*\n1\n$/s);
    }, 60_000);

    it('rejects programs that use the interface wrongly', () => {
      expect(messages).toMatch(/wrong\.ts.*"games"/s);
    });

    it.runIf(hasBrowser)(
      'runs the pipeline for a program',
      async () => {
        expect(await output('ofReplica.js')).toMatch(/^results 0\nmatch \d+\n.*\neconomy \d+\n0\n$/s);
      },
      120_000,
    );
  });

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
  function documentedExamples(): Record<string, string> {
    const text = readFileSync(join(installed.package, 'docs', 'api.md'), 'utf8');
    const examples = [...text.matchAll(/^## (\w+)\n(?:(?!^## )[\s\S])*?```ts\n([\s\S]*?)```/gm)];
    expect(examples.map(([, name]) => name)).toEqual(['parsePage', 'openDatabase', 'runPipeline', 'records']);
    return Object.fromEntries(examples.map(([, name, code = '']) => [`${name}.ts`, code]));
  }

  /** Compiles programs with the strictest settings, in one start of the compiler, and returns its messages. */
  async function compile(programs: Record<string, string>): Promise<string> {
    for (const [name, code] of Object.entries(programs)) writeFileSync(join(folder, name), code);
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
      ...{ target: 'es2024', lib: ['es2024', 'esnext.disposable'], module: 'nodenext', types: ['node'] },
      ...{ rootDir: '.', outDir: 'compiled' },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(programs) }));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const ended = await run(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], { cwd: folder }).catch(
      (error: { stdout?: string }) => {
        if (error.stdout === undefined) throw error;
        return { stdout: error.stdout };
      },
    );
    return ended.stdout;
  }

  async function output(program: string): Promise<string> {
    const { stdout } = await run(process.execPath, [join('compiled', program)], { cwd: folder });
    return stdout;
  }
});
