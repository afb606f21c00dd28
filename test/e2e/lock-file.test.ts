import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

type Package = { optionalDependencies?: Record<string, string>; resolved?: string; version?: string };

const read = (file: string): string => readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');
const packages: Record<string, Package> = JSON.parse(read('package-lock.json')).packages;

/** Where Node finds a package that another one asks for. */
function isLocked(from: string, name: string): boolean {
  const parents = from
    .split('/node_modules/')
    .map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
  return [...parents, ''].some((parent) => `${parent}${parent && '/'}node_modules/${name}` in packages);
}

describe('the lock file', () => {
  it('holds the optional packages of every platform: an installation does not change it', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry', () => {
    expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  it('is what the set-up installs, to the letter', () => {
    expect(read('scripts/setup.mjs')).toContain("npm('ci'");
  });
});
