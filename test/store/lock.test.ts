import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockedError } from '../../src/errors.ts';
import { lockDataFolder } from '../../src/store/lock.ts';
import { ALL_FORMS } from '../helpers/all-forms.ts';
import { canMount, onTmpfs } from '../helpers/tmpfs.ts';

const root = mkdtempSync(join(tmpdir(), 'hltv-lock-'));
const children = new Set<ChildProcess>();
let folder = '';
let number = 0;

beforeEach(() => {
  number += 1;
  folder = join(root, String(number));
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const PROGRAM = fileURLToPath(new URL('./lock-holder.ts', import.meta.url));

/** Starts a process that wants the folder; resolves to its first line. */
const start = async (...args: string[]) => {
  const child = spawn(process.execPath, [PROGRAM, folder, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.add(child);
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, line: chunk.toString().trim() };
};

const kill = async (child: ChildProcess) => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

describe('the lock of a data folder', () => {
  it('is free again after release, and leaves no owner behind', () => {
    for (let time = 0; time < 3; time += 1) {
      using _ = lockDataFolder(folder);
      expect(readdirSync(folder).sort()).toEqual(['run.lock', 'run.owner.json']);
    }
    expect(readdirSync(folder)).toEqual(['run.lock']);
  });

  it('may be released twice', () => {
    const lock = lockDataFolder(folder);
    lock.release();
    using next = lockDataFolder(folder);
    lock.release();
    expect(() => lockDataFolder(folder)).toThrow(LockedError);
    next.release();
  });

  it('says who holds it: pid, host and since when', () => {
    using _ = lockDataFolder(folder, () => Date.UTC(2026, 1, 14, 12));
    expect(() => lockDataFolder(folder)).toThrow(
      expect.objectContaining({
        code: 'locked',
        message: expect.stringContaining(`pid ${process.pid} on ${hostname()}, since 2026-02-14T12:00:00.000Z`),
      }),
    );
  });

  it('keeps another process out as long as this one lives', async () => {
    const holder = await start();
    expect(holder.line).toBe('held');
    expect(() => lockDataFolder(folder)).toThrow(
      expect.objectContaining({ code: 'locked', message: expect.stringContaining(`pid ${holder.child.pid} on`) }),
    );
    await kill(holder.child);
    lockDataFolder(folder).release();
  });

  it('is released by a killed process, regardless of its owner file', async () => {
    const holder = await start();
    await kill(holder.child);
    expect(JSON.parse(readFileSync(join(folder, 'run.owner.json'), 'utf8'))).toMatchObject({ pid: holder.child.pid });
    const next = await start('release');
    expect(next.line).toBe('held');
    next.child.stdin?.write('go\n');
    await once(next.child, 'exit');
    expect(readdirSync(folder)).toEqual(['run.lock']);
  });

  it.each(['', 'not json', '{"pid":1', `{"pid":${process.pid},"host":"${hostname()}","startedAtMs":1}`])(
    'is not hindered by a left-over owner file: %s',
    (text) => {
      lockDataFolder(folder).release();
      writeFileSync(join(folder, 'run.owner.json'), text);
      lockDataFolder(folder).release();
    },
  );

  it('says another run when the owner cannot be read', () => {
    using _ = lockDataFolder(folder);
    writeFileSync(join(folder, 'run.owner.json'), '{');
    expect(() => lockDataFolder(folder)).toThrow(/is in use by another run\. Wait until it ends/);
  });

  it('waits out a start that is just giving up', async () => {
    const holder = await start('soon');
    expect(holder.line).toBe('held');
    lockDataFolder(folder).release();
  });

  it('goes to exactly one of several processes that start at the same instant', async () => {
    for (let round = 0; round < (ALL_FORMS ? 4 : 1); round += 1) {
      const runs = await Promise.all(Array.from({ length: 4 }, () => start()));
      expect(runs.filter(({ line }) => line === 'held')).toHaveLength(1);
      expect(runs.filter(({ line }) => line.startsWith('LockedError:'))).toHaveLength(3);
      await Promise.all(runs.filter(({ line }) => line === 'held').map(({ child }) => kill(child)));
    }
  });

  it('is refused with a remedy where the folder cannot be made', () => {
    writeFileSync(folder, 'a file');
    const refused = expect.objectContaining({ name: 'EnvironmentError', code: 'lock-unusable' });
    expect(() => lockDataFolder(folder)).toThrow(refused);
    expect(() => lockDataFolder(folder)).toThrow(/cannot be locked.*--data-dir/);
  });

  it.runIf(canMount)('is refused with a remedy on a read-only folder', () => {
    onTmpfs(folder, 65_536, (remount) => {
      remount('ro');
      expect(() => lockDataFolder(folder)).toThrow(
        expect.objectContaining({ code: 'lock-unusable', message: expect.stringContaining(folder) }),
      );
    });
  });
});
