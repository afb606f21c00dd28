import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLOCK_STEP_MS, type Clock } from '../../clock.ts';
import { writeAtomically } from '../../durable-files.ts';
import { EnvironmentError } from '../../errors.ts';
import { NETWORK_ADVICE } from '../answer/refusal.ts';
import { parseBaseUrl } from '../options.ts';

/** A refusal that halted a run. It is kept, even after it has ended, until the first good page. */
export type Cooldown = {
  refusedAtMs: number;
  /** No request is sent before this time. */
  untilMs: number;
  lengthMs: number;
  /** What showed the refusal. */
  reason: string;
  /** The site refuses the network itself: waiting does not help. */
  isNetwork: boolean;
};

const FIRST_COOLDOWN_MS = 60 * 60_000;
const MAX_COOLDOWN_MS = 24 * 60 * 60_000;

type Site = { dataDir: string; baseUrl: string };

type SiteState = Record<string, Cooldown>;

function stateFile(dataDir: string): string {
  return join(dataDir, 'site-state.json');
}

function isCooldown(value: unknown): value is Cooldown {
  if (typeof value !== 'object' || value === null) return false;
  const { refusedAtMs = Number.NaN, untilMs = Number.NaN, lengthMs, reason } = value as Partial<Cooldown>;
  const areDates = [refusedAtMs, untilMs].every((atMs) => Number.isFinite(new Date(atMs).getTime()));
  const isInTime = areDates && untilMs - refusedAtMs <= MAX_COOLDOWN_MS;
  return isInTime && Number.isFinite(lengthMs) && typeof reason === 'string';
}

/** Saved by a clock that was ahead: it ends later than its whole length from now. */
function isFromTheFuture({ untilMs, lengthMs }: Cooldown, nowMs: number): boolean {
  return untilMs - nowMs > Math.min(lengthMs, MAX_COOLDOWN_MS) + CLOCK_STEP_MS;
}

/** Synchronous, because the first asynchronous read of a process starts its threads: `status` reads nothing else. */
function readState(dataDir: string): SiteState {
  try {
    const parsed: unknown = JSON.parse(readFileSync(stateFile(dataDir), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter(([, entry]) => isCooldown(entry)));
  } catch {
    // Missing or damaged: no refusal is known.
    return {};
  }
}

function writeState(dataDir: string, state: SiteState): void {
  const path = stateFile(dataDir);
  const bytes = Buffer.from(`${JSON.stringify(state, null, 2)}\n`);
  writeAtomically({ path, temporary: `${path}.${process.pid}.tmp`, bytes });
}

/**
 * The last refusal of a site; it is in force until `untilMs`. Null when there is none, or when it was saved by a clock that
 * was ahead.
 */
export async function readCooldown({ dataDir, baseUrl }: Site, nowMs: number): Promise<Cooldown | null> {
  const known = readState(dataDir)[parseBaseUrl(baseUrl).origin];
  return known === undefined || isFromTheFuture(known, nowMs) ? null : known;
}

/**
 * Saves that a refusal halted a run: for 60 min, or twice the previous time when there was no good page in between. The
 * cool-down is returned even when it cannot be written.
 *
 * @internal
 */
export async function saveCooldown(
  site: Site,
  refusal: { nowMs: number; reason: string; isNetwork: boolean },
): Promise<Cooldown> {
  const { nowMs, reason, isNetwork } = refusal;
  const state = readState(site.dataDir);
  const origin = parseBaseUrl(site.baseUrl).origin;
  const before = await readCooldown(site, nowMs);
  const lengthMs = before === null ? FIRST_COOLDOWN_MS : Math.min(before.lengthMs * 2, MAX_COOLDOWN_MS);
  const cooldown: Cooldown = { refusedAtMs: nowMs, untilMs: nowMs + lengthMs, lengthMs, reason, isNetwork };
  try {
    writeState(site.dataDir, { ...state, [origin]: cooldown });
  } catch (error) {
    // The refusal is reported; a full disk is reported by the next write to the database.
    if (!(error instanceof EnvironmentError)) throw error;
  }
  return cooldown;
}

/** Removes the refusal after a good page. @internal */
export async function clearCooldown(site: Site): Promise<void> {
  const { [parseBaseUrl(site.baseUrl).origin]: known, ...others } = readState(site.dataDir);
  if (known !== undefined) writeState(site.dataDir, others);
}

/** The cool-down of one site; the file is read with the first page, then only after a refusal was saved. */
export function openCooldown(site: Site, clock: Clock) {
  let isClear = false;
  return {
    async save(refusal: { reason: string; isNetwork: boolean }) {
      isClear = false;
      const nowMs = clock.now();
      const cooldown = await saveCooldown(site, { nowMs, ...refusal });
      const message = cooldownMessage(new URL(site.baseUrl).host, cooldown, nowMs);
      return { untilMs: cooldown.untilMs, message };
    },
    async clear() {
      if (!isClear) await clearCooldown(site);
      isClear = true;
    },
  };
}

function timeOfDay(atMs: number, nowMs: number): string {
  const [day, time] = new Date(atMs).toISOString().slice(0, 16).split('T');
  const isToday = new Date(nowMs).toISOString().startsWith(day ?? '');
  return isToday ? `${time} UTC` : `${time} UTC on ${day}`;
}

/** The message for the user: since when, why, and when to try again, with the time of day. */
export function cooldownMessage(host: string, cooldown: Cooldown, nowMs: number): string {
  const { refusedAtMs, untilMs, reason, isNetwork } = cooldown;
  const advice = isNetwork ? NETWORK_ADVICE : '--headed lets you pass a challenge yourself.';
  return (
    `${host} refused us at ${timeOfDay(refusedAtMs, nowMs)} (${reason}). ` +
    `Come back after ${timeOfDay(untilMs, nowMs)}, or use --ignore-cooldown. ${advice}`
  );
}
