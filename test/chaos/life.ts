import { readFileSync } from 'node:fs';
import type { LoggedRequest } from '../../src/replica/requests.ts';
import { type Ended, startProgram } from '../helpers/program.ts';
import type { Moment } from './moments.ts';

const HOOK = new URL('./die.mjs', import.meta.url).href;
const PAGES = ['results', 'match', 'map-stats', 'performance', 'economy'];

export const isPage = ({ kind }: LoggedRequest): boolean => PAGES.includes(kind);

export type Life = Ended & {
  /** It came to the moment and was ended there. */
  wasHit: boolean;
  /** From the signal to the end; 0 when the program gave the signal to itself. */
  tookMs: number;
};

export type Conditions = {
  args: string[];
  /** SIGSTOP: the program stands still, `whileStopped` is called, then it is killed. */
  signal: NodeJS.Signals;
  moment: Moment | null;
  requests: LoggedRequest[];
  tempDir: string;
  whileStopped?: () => void;
};

/** Starts the built program and ends it at the moment, or lets it run to its end. */
export async function live({ args, signal, moment, requests, tempDir, whileStopped }: Conditions): Promise<Life> {
  const program = startProgram(args, { TMPDIR: tempDir, ...environmentOf(moment, signal) });
  const { started, ended } = program;
  let hitAtMs: number | null = null;
  let wasStopped = false;
  const isThere = arrival(moment, { requests, stderr: program.stderr });
  const watch = setInterval(() => {
    const { pid } = started;
    if (pid === undefined) return;
    if (hitAtMs === null && isThere()) {
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

function environmentOf(moment: Moment | null, signal: NodeJS.Signals): Record<string, string> {
  if (moment?.type !== 'step') return {};
  return { NODE_OPTIONS: `--import ${HOOK}`, CHAOS_DIE: `${moment.step}:${moment.nth}:${signal}` };
}

/** Whether a moment that is seen from outside has come. */
function arrival(
  moment: Moment | null,
  { requests, stderr }: { requests: LoggedRequest[]; stderr: () => string },
): () => boolean {
  if (moment === null || moment.type === 'step') return () => false;
  const startedAtMs = performance.now();
  const before = requests.filter(isPage).length;
  let sinceMs: number | null = moment.type === 'start' ? startedAtMs : null;
  const hasCome = (): boolean =>
    moment.type === 'request' ? requests.filter(isPage).length >= before + moment.nth : /\nended {5}/.test(stderr());
  return () => {
    if (sinceMs === null && hasCome()) sinceMs = performance.now();
    return sinceMs !== null && performance.now() - sinceMs >= moment.afterMs;
  };
}

function isStopped(pid: number): boolean {
  try {
    return /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
