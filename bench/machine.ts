import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';
import Database from 'better-sqlite3';
import { findBrowser } from '../src/fetch/browser/find-browser.ts';

/** The machine and the versions in one line; neither host name nor paths. */
export function describeMachine(): string {
  const [processor] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB memory`;
  const cores = `${cpus().length} cores of ${processor?.model.replaceAll(/\s+/g, ' ').trim() || 'an unknown processor'}`;
  const load = `load ${(loadavg()[0] ?? 0).toFixed(1)} at the start`;
  const versions = [`Node ${process.versions.node}`, `SQLite ${sqliteVersion()}`, browserVersion()];
  return [cores, memory, `${system()} ${arch()}`, ...versions, load].join(', ');
}

function system(): string {
  try {
    const [, name] = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? [];
    if (name !== undefined) return name;
  } catch {
    // Not Linux.
  }
  return `${type()} ${release()}`;
}

function sqliteVersion(): string {
  const database = new Database(':memory:');
  try {
    return String(database.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    database.close();
  }
}

function browserVersion(): string {
  try {
    const { executablePath } = findBrowser();
    const printed = execFileSync(executablePath, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /[A-Za-z ]+ [\d.]+/.exec(printed)?.[0].trim() ?? 'unknown browser';
  } catch {
    return 'no browser';
  }
}
