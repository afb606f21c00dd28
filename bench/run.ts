/** `npm run bench -- <name>` runs a benchmark. Compare only ratios within one run. */

const BENCHES: Record<string, () => Promise<{ default: () => Promise<void> }>> = {
  parse: () => import('./parse.ts'),
  export: () => import('./export.ts'),
  fetch: () => import('./fetch.ts'),
  pace: () => import('./pace.ts'),
  memory: () => import('./memory.ts'),
  path: () => import('./path.ts'),
  save: () => import('./save.ts'),
  reparse: () => import('./reparse.ts'),
  scale: () => import('./scale.ts'),
  start: () => import('./start.ts'),
};

const [name] = process.argv.slice(2);
const load = BENCHES[name ?? ''];
if (load === undefined) {
  console.error(`Which? npm run bench -- ${Object.keys(BENCHES).join(' | ')}`);
  process.exitCode = 2;
} else {
  await (await load()).default();
}
