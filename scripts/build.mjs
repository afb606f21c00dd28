// Compiles src to dist and copies the SQL migrations. Runs on Node 18 and newer.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
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
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
