import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLOCK_STEP_MS, type Clock } from '../../clock.ts';
import { EnvironmentError } from '../../errors.ts';
import { NETWORK_ADVICE } from '../answer/refusal.ts';
import { writeAtomically } from '../files.ts';
import { parseBaseUrl } from '../options.ts';

/** A refusal that halted a run. It stays on record, also when it is over, until the first good page. */
export type Cooldown = {
  refusedAtMs: number;
  /** Nothing is asked of the site before this. */
  untilMs: number;
  lengthMs: number;
  /** What showed the refusal. */
  reason: string;
  /** The network itself is refused: waiting alone does not help. */
  isNetwork: boolean;
};

const FIRST_MS = 60 * 60_000;
const LONGEST_MS = 24 * 60 * 60_000;

type Site = { dataDir: string; baseUrl: string };

type SiteState = Record<string, Cooldown>;

function stateFile(dataDir: string): string {
  return join(dataDir, 'site-state.json');
}

function isCooldown(value: unknown): value is Cooldown {
  if (typeof value !== 'object' || value === null) return false;
  const { refusedAtMs = Number.NaN, untilMs = Number.NaN, lengthMs, reason } = value as Partial<Cooldown>;
  const areDates = [refusedAtMs, untilMs].every((atMs) => Number.isFinite(new Date(atMs).getTime()));
  const isInTime = areDates && untilMs - refusedAtMs <= LONGEST_MS;
  return isInTime && Number.isFinite(lengthMs) && typeof reason === 'string';
}

/** Noted by a clock that was ahead: it ends later than its whole length from now. */
function isFromTheFuture({ untilMs, lengthMs }: Cooldown, nowMs: number): boolean {
  return untilMs - nowMs > Math.min(lengthMs, LONGEST_MS) + CLOCK_STEP_MS;
}

async function readState(dataDir: string): Promise<SiteState> {
  try {
    const parsed: unknown = JSON.parse(await readFile(stateFile(dataDir), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter(([, entry]) => isCooldown(entry)));
  } catch {
    // Missing or damaged: no refusal is known.
    return {};
  }
}

async function writeState(dataDir: string, state: SiteState): Promise<void> {
  await writeAtomically(stateFile(dataDir), `${JSON.stringify(state, null, 2)}\n`);
}

/**
 * The refusal on record for a site; it is in force while `untilMs` is ahead. Null when there is none, or one that a
 * clock noted that was ahead.
 */
export async function readCooldown({ dataDir, baseUrl }: Site, nowMs: number): Promise<Cooldown | null> {
  const known = (await readState(dataDir))[parseBaseUrl(baseUrl).origin];
  return known === undefined || isFromTheFuture(known, nowMs) ? null : known;
}

/**
 * Remembers that a run was halted by a refusal: 60 min, twice the last time when no good page came in between. The
 * answer stands even where it cannot be written down.
 *
 * @internal
 */
export async function saveCooldown(
  site: Site,
  refusal: { nowMs: number; reason: string; isNetwork: boolean },
): Promise<Cooldown> {
  const { nowMs, reason, isNetwork } = refusal;
  const state = await readState(site.dataDir);
  const origin = parseBaseUrl(site.baseUrl).origin;
  const before = await readCooldown(site, nowMs);
  const lengthMs = before === null ? FIRST_MS : Math.min(before.lengthMs * 2, LONGEST_MS);
  const cooldown: Cooldown = { refusedAtMs: nowMs, untilMs: nowMs + lengthMs, lengthMs, reason, isNetwork };
  await writeState(site.dataDir, { ...state, [origin]: cooldown }).catch((error: unknown) => {
    // The refusal is what to report; a full disk is reported by the next write to the database.
    if (!(error instanceof EnvironmentError)) throw error;
  });
  return cooldown;
}

/** Forgets the refusal: the site has let us in. @internal */
export async function clearCooldown(site: Site): Promise<void> {
  const { [parseBaseUrl(site.baseUrl).origin]: known, ...others } = await readState(site.dataDir);
  if (known !== undefined) await writeState(site.dataDir, others);
}

/** The cool-down of one site; the file is read with the first page, and after that only when a refusal was saved. */
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

/** What a person is told: since when, why, and when to come back, with the time of day. */
export function cooldownMessage(host: string, cooldown: Cooldown, nowMs: number): string {
  const { refusedAtMs, untilMs, reason, isNetwork } = cooldown;
  const advice = isNetwork ? NETWORK_ADVICE : '--headed lets you pass a challenge yourself.';
  return (
    `${host} refused us at ${timeOfDay(refusedAtMs, nowMs)} (${reason}). ` +
    `Come back after ${timeOfDay(untilMs, nowMs)}, or use --ignore-cooldown. ${advice}`
  );
}
