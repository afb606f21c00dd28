import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ProgressLine } from '../../src/output/documents/progress-line.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { runCommand } from '../helpers/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'hltv-progress-'));
const dataDir = join(folder, 'data');
const saved = join(folder, 'saved');
afterAll(() => rmSync(folder, { recursive: true }));

const world = createWorld({ seed: 3, matches: 4, variants: 'plain' });
mkdirSync(saved);
for (const place of [0, 1, 2]) {
  const id = world.matchAtPlace(place)?.matchId ?? 0;
  writeFileSync(join(saved, `${id}.html`), renderPage(world, { kind: 'match', id }));
}

async function linesOf(...args: string[]): Promise<ProgressLine[]> {
  const { stderr } = await runCommand([...args, '--data-dir', dataDir, '--progress', 'json']);
  return stderr.split('\n').flatMap((line) => (line === '' ? [] : [ProgressLine.parse(JSON.parse(line))]));
}

/** Phase and unit of the progress, in order, each once. */
function phasesOf(lines: ProgressLine[]): string[] {
  return [...new Set(lines.flatMap((line) => (line.type === 'progress' ? [`${line.phase} ${line.unit}`] : [])))];
}

describe('--progress json', () => {
  it('writes the progress of every phase as JSON Lines, up to its total, and the log lines', async () => {
    const imported = await linesOf('import', saved);
    expect(phasesOf(imported)).toEqual(expect.arrayContaining(['finding bytes', 'storing pages']));
    expect(imported).toContainEqual(expect.objectContaining({ phase: 'storing', done: 3, total: 3 }));
    expect(imported).toContainEqual(expect.objectContaining({ type: 'log', level: 'info' }));

    const reparsed = await linesOf('reparse');
    expect(reparsed).toContainEqual(expect.objectContaining({ phase: 'parsing', unit: 'pages', done: 3, total: 3 }));
    const verified = await linesOf('verify');
    expect(phasesOf(verified)).toEqual(['verifying matches', 'comparing files']);
    expect(verified).toContainEqual(expect.objectContaining({ phase: 'verifying', done: 3, total: 3 }));
    expect(verified).toContainEqual(expect.objectContaining({ phase: 'comparing', done: 3, total: 3 }));
    const withPages = await linesOf('verify', '--pages');
    expect(phasesOf(withPages)).toEqual(['verifying matches', 'comparing files', 'parsing pages']);
    expect(withPages).toContainEqual(expect.objectContaining({ phase: 'parsing', done: 3, total: 3 }));

    expect(phasesOf(await linesOf('export', '--out', join(folder, 'out')))).toEqual(['exporting tables']);
    expect(phasesOf(await linesOf('report', '--out', join(folder, 'report.html')))).toEqual(['reporting queries']);
  }, 60_000);

  it('is silent with --quiet, and none shows none', async () => {
    expect(await linesOf('verify', '-q')).toEqual([]);
    const { stderr } = await runCommand(['verify', '--data-dir', dataDir, '--progress', 'none']);
    expect(stderr).toBe('');
  });

  it('is refused for another kind', async () => {
    const { code, stderr } = await runCommand(['status', '--progress', 'xml']);
    expect({ code, stderr }).toMatchObject({ code: 2 });
    expect(stderr).toContain('Expected --progress to be one of auto, json, none, got "xml".');
  });
});
