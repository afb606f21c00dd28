/** The median; NaN without values. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The mean; NaN without values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** CPU milliseconds of this process so far. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** CPU milliseconds of this process for one call, so that other processes on the machine do not count. */
export function cpuTimed(run: () => unknown): number {
  const beforeMs = cpuMs();
  run();
  return cpuMs() - beforeMs;
}

/** The same for a call that returns a promise. */
export async function cpuTimedAsync(run: () => Promise<unknown>): Promise<number> {
  const beforeMs = cpuMs();
  await run();
  return cpuMs() - beforeMs;
}

/**
 * CPU milliseconds a call of two methods, in turn: the median of the turns. Each turn is the mean of a block of calls, so
 * that a method pays for its own garbage collection.
 */
export function timeBoth(
  { ours, reference }: { ours: () => unknown; reference: () => unknown },
  { turns, calls }: { turns: number; calls: number },
): { ours: number; reference: number } {
  const block = (method: () => unknown): number =>
    cpuTimed(() => {
      for (let call = 0; call < calls; call += 1) method();
    }) / calls;
  const times = { ours: [] as number[], reference: [] as number[] };
  for (let turn = 0; turn < turns; turn += 1) {
    times.reference.push(block(reference));
    times.ours.push(block(ours));
  }
  return { ours: median(times.ours), reference: median(times.reference) };
}
