import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeAbandoned } from './folder-in-memory.ts';

it.runIf(process.platform === 'linux')('folders of test runs that have ended are removed, and nothing else', () => {
  const parent = mkdtempSync(join(tmpdir(), 'hltv-abandoned-'));
  const ended = `h-${spawnSync('true').pid}`;
  // Process 1 is always running, usually as another user.
  const kept = ['h-1', `h-${process.ppid}`, 'h-aBc123', 'other-999', 'hltv-1234567'];
  for (const name of [ended, `h-${process.pid}`, ...kept]) {
    mkdirSync(join(parent, name));
    writeFileSync(join(parent, name, 'file'), '');
  }
  removeAbandoned(parent);
  expect(readdirSync(parent).sort()).toEqual(kept.sort());
  rmSync(parent, { recursive: true });
});
