// Compiles src to dist, bundles the result, copies the SQL migrations, and keeps the type declarations of the entry points
// of the package. Runs on Node 18 and newer.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export function build() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const compiler = run(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json']);
  if (compiler.status !== 0) throw new Error('The TypeScript compiler reports errors (above).');
  // The bundler needs a newer Node than the one that sets up a clone may be.
  const projectNode = join(root, 'node_modules/.bin/node');
  const bundler = run(existsSync(projectNode) ? projectNode : process.execPath, ['scripts/bundle.mjs']);
  if (bundler.status !== 0) throw new Error('The bundler reports errors (above).');
  cpSync(join(root, 'src/store/migrations'), join(root, 'dist/migrations'), { recursive: true });
  removeInternalDeclarations();
}

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Removes the declarations that those of the entry points in `exports` do not import. */
function removeInternalDeclarations() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, specifier] of text.matchAll(/\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g)) {
      visit(join(dirname(file), specifier.replace(/\.[jt]s$/, '.d.ts')));
    }
  };
  for (const { types } of Object.values(exports)) if (types !== undefined) visit(join(root, types));
  for (const name of readdirSync(join(root, 'dist'), { recursive: true })) {
    const file = join(root, 'dist', String(name));
    if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
  }
  removeEmptyFolders(join(root, 'dist'));
}

function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
