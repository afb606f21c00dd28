import type { IncomingMessage, RequestListener } from 'node:http';
import { randomFor } from './fault-chance.ts';
import { type Fault, faultHandlerOf, kindOf, type Memory, serveChallengeScript } from './fault-handlers.ts';

export type { Fault } from './fault-handlers.ts';

/** Which requests a fault hits. All conditions that are given must hold. */
type FaultRule = {
  /** One fault, or several, of which each hit takes a random one. */
  fault: Fault | readonly Fault[];
  /** Path and query; all when left out. */
  path?: RegExp;
  /** The first, second … request that the rule's path matches (from 1). */
  nth?: readonly number[];
  /** Every request from this one on. */
  from?: number;
  /** Share of the requests, chosen at random: 0.2 is one in five. */
  share?: number;
};

/** The first rule that hits decides. */
export type FaultPlan = { rules: readonly FaultRule[]; seed?: number };

export type FaultLog = { path: string; fault: Fault['type'] };

function hits(rule: FaultRule, count: number, chance: number): boolean {
  if (rule.nth !== undefined && !rule.nth.includes(count)) return false;
  if (rule.from !== undefined && count < rule.from) return false;
  return rule.share === undefined || chance < rule.share;
}

/** Applies the rules in turn; the same plan chooses the same faults for the same sequence of requests. */
function createChooser({ rules, seed }: FaultPlan): (path: string) => Fault | null {
  const counts = new Map<FaultRule, number>();
  const random = randomFor(seed ?? 1);

  function faultOf(rule: FaultRule): Fault | null {
    const count = (counts.get(rule) ?? 0) + 1;
    counts.set(rule, count);
    if (!hits(rule, count, rule.share === undefined ? 0 : random())) return null;
    const choice = [rule.fault].flat() as Fault[];
    return choice[choice.length === 1 ? 0 : Math.floor(random() * choice.length)] ?? null;
  }

  return (path) => {
    for (const rule of rules) {
      const fault = rule.path === undefined || rule.path.test(path) ? faultOf(rule) : null;
      if (fault !== null) return fault;
    }
    return null;
  };
}

function clearanceOf(request: IncomingMessage): number | null {
  const found = /(?:^|;\s*)cf_clearance=(\d+)/.exec(request.headers.cookie ?? '')?.[1];
  return found === undefined ? null : Number(found);
}

/** A challenge stays in force until the cookie comes that its script sets. Null: none is in force. */
function pendingChallenge(request: IncomingMessage, memory: Memory): Fault | 'passed' | null {
  if (memory.challenge === null) return null;
  if (clearanceOf(request) !== memory.granted) return memory.challenge;
  memory.challenge = null;
  return 'passed';
}

/**
 * A layer before a server that makes some of its answers go wrong, the same ones for the same seed. Give `onFault` to
 * learn what was done.
 */
export function withFaults(
  plan: FaultPlan,
  onFault: (entry: FaultLog) => void = () => {},
): (next: RequestListener) => RequestListener {
  const chooseFault = createChooser(plan);
  const memory: Memory = { challenge: null, granted: Date.now(), lastOfKind: new Map() };

  function choose(request: IncomingMessage, path: string): Fault | null {
    const pending = pendingChallenge(request, memory);
    if (pending !== null) return pending === 'passed' ? null : pending;
    return path.includes('hop=') ? { type: 'redirect-loop' } : chooseFault(path);
  }

  return (next) => (request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/cdn-cgi/')) {
      serveChallengeScript(response);
      return;
    }
    const fault = choose(request, path);
    if (fault === null) {
      const served = memory.lastOfKind.get(kindOf(path)) ?? [];
      memory.lastOfKind.set(kindOf(path), [...served.filter((known) => known !== path), path].slice(-2));
      next(request, response);
      return;
    }
    onFault({ path, fault: fault.type });
    faultHandlerOf(fault)({ request, response, next, path }, memory);
  };
}
