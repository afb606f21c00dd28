import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/hltv-scraper.js', import.meta.url));

export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

/** A Node on this machine that is too old for the program; null when there is none. */
export const OLD_NODE: string | null = findOldNode();

function findOldNode(): string | null {
  const files = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  const isOld = (file: string): boolean => {
    const [, major] = /^v(\d+)\./.exec(spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout ?? '') ?? [];
    return major !== undefined && Number(major) >= 18 && Number(major) < 22;
  };
  return files.find((file) => existsSync(file) && isOld(file)) ?? null;
}

type How = {
  /** Another Node than the one that runs the tests. */
  node?: string;
  /** With a channel to this process, as the launcher has one. */
  withChannel?: boolean;
};

/** The built program as a user starts it; `ended` resolves when it is gone, `stderr` is what it has said so far. */
export function startProgram(
  args: string[],
  env: Record<string, string> = {},
  { node = process.execPath, withChannel = false }: How = {},
): { started: ChildProcess; ended: Promise<Ended>; stderr: () => string } {
  const started = spawn(node, [BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', ...(withChannel ? (['ipc'] as const) : [])],
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  started.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  started.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    // A channel that was cut keeps `close` from coming.
    started.on(withChannel ? 'exit' : 'close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { started, ended, stderr: () => stderr };
}

export function runProgram(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return startProgram(args, env).ended;
}
