import { readFileSync } from 'node:fs';
import type { LoggedRequest } from '../../src/replica/requests.ts';
import { type Ended, startProgram } from '../helpers/program.ts';
import type { KillPoint } from './kill-points.ts';

const HOOK = new URL('./kill-hook.mjs', import.meta.url).href;
const PAGES = ['results', 'match', 'map-stats', 'performance', 'economy'];

export const isPage = ({ kind }: LoggedRequest): boolean => PAGES.includes(kind);

export type ProcessRun = Ended & {
  /** The process reached the kill point and was ended there. */
  wasHit: boolean;
  /** From the signal to the end of the process; 0 when it sent the signal to itself. */
  tookMs: number;
};

export type ProcessOptions = {
  args: string[];
  /** With SIGSTOP the process is stopped, `whileStopped` is called, then it is killed. */
  signal: NodeJS.Signals;
  killPoint: KillPoint | null;
  requests: LoggedRequest[];
  tempDir: string;
  whileStopped?: () => void;
};

/** Starts the built program and ends it at the kill point, or lets it finish. */
export async function runProcess({
  args,
  signal,
  killPoint,
  requests,
  tempDir,
  whileStopped,
}: ProcessOptions): Promise<ProcessRun> {
  const program = startProgram(args, { TMPDIR: tempDir, ...environmentOf(killPoint, signal) });
  const { started, ended } = program;
  let hitAtMs: number | null = null;
  let wasStopped = false;
  const isReached = watchKillPoint(killPoint, { requests, stderr: program.stderr });
  const watch = setInterval(() => {
    const { pid } = started;
    if (pid === undefined) return;
    if (hitAtMs === null && isReached()) {
      hitAtMs = performance.now();
      started.kill(signal);
    }
    if (signal === 'SIGSTOP' && !wasStopped && isStopped(pid)) {
      wasStopped = true;
      whileStopped?.();
      started.kill('SIGKILL');
    }
  }, 2);
  const end = await ended;
  clearInterval(watch);
  const wasHit = end.signal !== null || end.code === 130 || end.code === 143;
  return { ...end, wasHit, tookMs: hitAtMs === null ? 0 : performance.now() - hitAtMs };
}

function environmentOf(killPoint: KillPoint | null, signal: NodeJS.Signals): Record<string, string> {
  if (killPoint?.type !== 'step') return {};
  return { NODE_OPTIONS: `--import ${HOOK}`, CHAOS_KILL: `${killPoint.step}:${killPoint.nth}:${signal}` };
}

/** Returns a function that says whether a kill point visible from outside the process is reached. */
function watchKillPoint(
  killPoint: KillPoint | null,
  { requests, stderr }: { requests: LoggedRequest[]; stderr: () => string },
): () => boolean {
  if (killPoint === null || killPoint.type === 'step') return () => false;
  const startedAtMs = performance.now();
  const before = requests.filter(isPage).length;
  let sinceMs: number | null = killPoint.type === 'start' ? startedAtMs : null;
  const hasHappened = (): boolean =>
    killPoint.type === 'request'
      ? requests.filter(isPage).length >= before + killPoint.nth
      : /\nended {5}/.test(stderr());
  return () => {
    if (sinceMs === null && hasHappened()) sinceMs = performance.now();
    return sinceMs !== null && performance.now() - sinceMs >= killPoint.afterMs;
  };
}

function isStopped(pid: number): boolean {
  try {
    return /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
