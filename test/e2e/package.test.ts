import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';

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
    expect(files.filter((file) => /\.ts$|\.test\./.test(file))).toEqual([]);
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
});
