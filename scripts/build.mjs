// Compiles src to dist, copies the SQL migrations, and keeps the type declarations of the entry points of the package. Runs on Node 18 and newer.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export function build() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const compiler = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (compiler.status !== 0) throw new Error('The TypeScript compiler reports errors (above).');
  for (const file of readdirSync(join(root, 'src'), { recursive: true })) {
    if (!String(file).endsWith('.sql')) continue;
    mkdirSync(dirname(join(root, 'dist', String(file))), { recursive: true });
    cpSync(join(root, 'src', String(file)), join(root, 'dist', String(file)));
  }
  removeInternalDeclarations();
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
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
