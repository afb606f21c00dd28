import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';

/** A file layer that notes every call that changes something and can fail, or stop for good, at any of them. */
const layer = vi.hoisted(() => ({
  calls: [] as string[],
  failAt: -1,
  code: 'ENOSPC',
  isDead: false,
}));

vi.mock('node:fs', async (importActual) => {
  const actual = await importActual<typeof import('node:fs')>();
  const watched = [
    'mkdirSync',
    'openSync',
    'writeSync',
    'futimesSync',
    'fsyncSync',
    'renameSync',
    'closeSync',
  ] as const;
  const wrap =
    (name: string, run: (...args: never[]) => unknown) =>
    (...args: never[]) => {
      if (layer.isDead && name !== 'closeSync') throw Object.assign(new Error('killed'), { code: 'KILLED' });
      layer.calls.push(name);
      if (layer.calls.length - 1 === layer.failAt) {
        layer.isDead = layer.code === 'KILLED';
        const { code, isDead } = layer;
        throw Object.assign(new Error(`${code}: injected`), isDead ? { code } : { code, syscall: name });
      }
      return run(...args);
    };
  const wrapped = Object.fromEntries(watched.map((name) => [name, wrap(name, actual[name] as never)]));
  // A killed process cleans nothing up.
  const rmSync: typeof actual.rmSync = (path, options) => {
    if (!layer.isDead) actual.rmSync(path, options);
  };
  return { ...actual, ...wrapped, rmSync };
});

const { moveFile, removeLeftovers, writeSafely } = await import('../../src/archive/safe-files.ts');

const root = mkdtempSync(join(tmpdir(), 'hltv-files-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = '';
let number = 0;
const revive = () => {
  layer.calls = [];
  layer.failAt = -1;
  layer.isDead = false;
};
beforeEach(() => {
  revive();
  number += 1;
  folder = join(root, String(number));
  mkdirSync(folder);
  revive();
});

const FILE = 'match/0/1.html.gz';
const NEW = Buffer.from('the new page');
const write = () => writeSafely({ folder, file: FILE, bytes: NEW, modifiedAtMs: 1_771_200_000_000 });
const content = () => (existsSync(join(folder, FILE)) ? readFileSync(join(folder, FILE), 'utf8') : null);

const countCalls = () => {
  write();
  const { length } = layer.calls;
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  revive();
  return length;
};

it('moves a file without a wait for the disk, since a move that is lost is repeated', () => {
  write();
  layer.calls = [];
  moveFile(folder, FILE, 'match/0/2.html.gz');
  expect(layer.calls).toEqual(['renameSync']);
  expect(readFileSync(join(folder, 'match/0/2.html.gz'), 'utf8')).toBe(NEW.toString());
});

describe('an atomic write', () => {
  it('has the bytes on the disk before they get their name, and the name before it returns', () => {
    write();
    layer.calls = [];
    write();
    expect(layer.calls).toEqual([
      'openSync',
      'writeSync',
      'futimesSync',
      'fsyncSync',
      'closeSync',
      'renameSync',
      'openSync',
      'fsyncSync',
      'closeSync',
    ]);
  });

  it('brings new folders to the disk as well', () => {
    write();
    const made = layer.calls.filter((call) => call === 'mkdirSync').length;
    expect(made).toBe(3);
    expect(layer.calls.filter((call) => call === 'fsyncSync')).toHaveLength(made + 2);
  });

  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EROFS', 'read-only'],
    ['EACCES', 'read-only'],
    ['EIO', 'disk-error'],
  ])('that meets %s at any of its calls names the file, and the old page or none is there', (code, expected) => {
    const calls = countCalls();
    for (let failAt = 0; failAt < calls; failAt += 1) {
      layer.failAt = failAt;
      layer.code = code;
      let error: unknown = null;
      try {
        write();
      } catch (caught) {
        error = caught;
      }
      expect(error).toMatchObject({ name: 'EnvironmentError', code: expected, message: expect.stringContaining(FILE) });
      expect([null, NEW.toString()]).toContain(content());
      revive();
      const unfinished = join(folder, '.unfinished');
      expect(existsSync(unfinished) ? readdirSync(unfinished) : []).toEqual([]);
      write();
      expect(content()).toBe(NEW.toString());
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      revive();
    }
  });

  it('killed at any of its calls leaves the old page or the new one, and what it leaves behind is cleared', () => {
    const calls = countCalls();
    for (let failAt = 0; failAt < calls; failAt += 1) {
      mkdirSync(join(folder, 'match', '0'), { recursive: true });
      writeFileSync(join(folder, FILE), 'the old page');
      revive();
      layer.failAt = failAt;
      layer.code = 'KILLED';
      // With its folders there a write has fewer calls: the last rounds end undisturbed.
      try {
        write();
      } catch (error) {
        expect(error).toMatchObject({ code: 'KILLED' });
      }
      revive();
      expect(['the old page', NEW.toString()]).toContain(content());
      removeLeftovers(folder, '.pending');
      write();
      expect(content()).toBe(NEW.toString());
      expect(readdirSync(join(folder, '.unfinished'))).toEqual([]);
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
    }
  });
});
