import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/hltv-scraper.js', import.meta.url));

export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

/** The built program as a user starts it. `started` is for signals; `ended` resolves when it is gone. */
export function startProgram(
  args: string[],
  env: Record<string, string> = {},
): { started: ChildProcess; ended: Promise<Ended> } {
  const started = spawn(process.execPath, [BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
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
    started.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { started, ended };
}

export function runProgram(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return startProgram(args, env).ended;
}
