export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** CPU milliseconds of this process for one call, so that other processes on the machine do not count. */
export function cpuTimed(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  return cpuMsSince(before);
}

export async function cpuTimedAsync(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  return cpuMsSince(before);
}

function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * Median CPU milliseconds of two methods, in turn. Each turn is a block of calls, so that a method pays for its own
 * garbage collection.
 */
export function timeBoth(
  { ours, reference }: { ours: () => unknown; reference: () => unknown },
  { turns, calls }: { turns: number; calls: number },
): { ours: number; reference: number } {
  const times = { ours: [] as number[], reference: [] as number[] };
  for (let turn = 0; turn < turns; turn += 1) {
    for (let call = 0; call < calls; call += 1) times.reference.push(cpuTimed(reference));
    for (let call = 0; call < calls; call += 1) times.ours.push(cpuTimed(ours));
  }
  return { ours: median(times.ours), reference: median(times.reference) };
}
