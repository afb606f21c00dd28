// Bundles the compiled modules of dist: each entry point becomes one file, and what several of them or a command need
// becomes a file of its own. All files are beside each other, so a module that finds a file through import.meta.url
// must expect it in its own folder.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/utils';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** The files that are started or imported from outside, by their names in dist. */
const ENTRIES = {
  cli: 'cli.js',
  api: 'api.js',
  'parse-page': 'parse-page.js',
  'page-worker': 'reparse/page-worker.js',
};
/**
 * Every start loads these packages. As one minified file each they load in a fifth of the time of their hundred modules.
 */
const BUNDLED = ['commander', 'zod'];

/** What is bundled: these packages, and the helpers of the bundler, which an installation does not have. */
const INSIDE = [...BUNDLED, '@oxc-project'];

/**
 * Files for modules that several entry points or commands share: each has what all of its `sharedBy` import when they
 * are loaded, apart from the modules of the files before it. Fewer files load faster.
 */
const SHARED = [
  { name: 'base', sharedBy: ['cli.js', 'api.js'] },
  { name: 'records', sharedBy: ['commands/status.js', 'parse-page.js'] },
  { name: 'store', sharedBy: ['commands/status.js', 'api.js'] },
  { name: 'pages', sharedBy: ['parse-page.js', 'reparse/page-worker.js'] },
  { name: 'settings', sharedBy: ['cli.js', 'commands/run-scrape.js'] },
  { name: 'planning', sharedBy: ['commands/status.js', 'commands/run-scrape.js'] },
];

const packageOf = (specifier) => specifier.split('/')[0];

/** The modules that are loaded with a module: its imports and theirs, without those by `import()`. */
function loadedWith(module, bundled, found = new Set()) {
  if (found.has(module)) return found;
  found.add(module);
  for (const imported of bundled.getModuleInfo(module)?.importedIds ?? []) loadedWith(imported, bundled, found);
  return found;
}

/** Returns the name of the shared file that a module goes to: its package, or one of `SHARED`; null: none. */
function sharedFile(module, bundled) {
  const [, bundledPackage] = /node_modules\/([^/]+)/.exec(module) ?? [];
  if (bundledPackage !== undefined) return bundledPackage;
  const isLoaded = (file) => loadedWith(join(dist, file), bundled).has(module);
  return SHARED.find(({ sharedBy }) => sharedBy.every(isLoaded))?.name ?? null;
}

async function bundle() {
  const build = await rolldown({
    input: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, join(dist, file)])),
    platform: 'node',
    // Needed by `includeDependenciesRecursively`: a shared file may export what an entry point also exports.
    preserveEntrySignatures: 'allow-extension',
    external: (specifier) => /^[@\w]/.test(specifier) && !INSIDE.includes(packageOf(specifier)),
  });
  const { output } = await build.generate({
    format: 'esm',
    chunkFileNames: '[name].js',
    comments: false,
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: sharedFile, debugName: 'shared' }] },
  });
  await build.close();
  return output;
}

function removeModules() {
  for (const name of readdirSync(dist, { recursive: true })) {
    if (name.endsWith('.js')) rmSync(join(dist, name));
  }
}

/** The licences of the bundled packages require that their text goes with the copies. */
function licences() {
  return BUNDLED.map((name) => `${name}\n\n${readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8')}`);
}

/**
 * Takes the named exports of Node's modules from the modules themselves. An `import` reads every property of the module,
 * and some load further modules: with `node:fs` all streams.
 */
function takeFromNode(code) {
  return code.replace(/^import \{([^}]*)\} from "(node:[^"]+)";$/gm, (_, names, module) => {
    return `const {${names.replaceAll(' as ', ': ')}} = process.getBuiltinModule("${module}");`;
  });
}

/**
 * Leaves out a module of Node that commander loads at each start, for commands that are programs of their own. This
 * program has none.
 */
function withoutChildProcess(code) {
  const loading = /=\w+\((["'`])node:child_process\1\)/g;
  if (code.match(loading)?.length !== 1) throw new Error('commander does not load node:child_process as expected');
  return code.replace(loading, '={}');
}

/** The text of a file of the package. The program itself stays readable, for the stack traces of errors. */
function textOf({ name, fileName, code }) {
  if (!BUNDLED.includes(name)) return takeFromNode(code);
  const { code: minified } = minifySync(fileName, code);
  return name === 'commander' ? withoutChildProcess(minified) : minified;
}

const chunks = await bundle();
removeModules();
for (const chunk of chunks) writeFileSync(join(dist, chunk.fileName), textOf(chunk));
writeFileSync(join(dist, 'LICENSES.txt'), licences().join('\n\n'));
