/** A seeded random number generator: the same seed and scope give the same sequence on every machine. */
export type Random = {
  /** Uniform in [0, 1). */
  next(): number;
  /** Whole number in [min, max], both included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  shuffle<T>(list: readonly T[]): T[];
};

function hash(text: string, salt: number): number {
  let value = 2166136261 ^ salt;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 16777619);
    value ^= value >>> 15;
  }
  return Math.imul(value ^ (value >>> 13), 0x5bd1e995) >>> 0;
}

/** `list[index]`. Throws when there is none. */
export function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`The replica asked for item ${index} of a list of ${list.length}.`);
  return item;
}

function shuffled<T>(list: readonly T[], int: Random['int']): T[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = int(0, i);
    const item = at(result, i);
    result[i] = at(result, j);
    result[j] = item;
  }
  return result;
}

/** A generator (sfc32) for one purpose, named by `scope`: its sequence does not depend on other purposes. */
export function randomFor(seed: number, ...scope: (string | number)[]): Random {
  const key = `${seed}/${scope.join('/')}`;
  let [a, b, c, d] = [hash(key, 1), hash(key, 2), hash(key, 3), 1];
  const next = (): number => {
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 8; i += 1) next();
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => at(list, int(0, list.length - 1)),
    shuffle: (list) => shuffled(list, int),
  };
}
