/** The numbers of a report: sums, shares with confidence intervals, and their texts. */

/** A share of `n` cases; all in percent. */
export type Share = { percent: number; low: number; high: number; n: number };

/** The quantile of the normal distribution for 95 %. */
const Z = 1.959964;

/** The share with its 95 % Wilson score interval, which also fits few cases and shares near 0 and 100 %. Null without cases. */
export function wilson(hits: number, n: number): Share | null {
  if (n === 0) return null;
  const share = hits / n;
  const denominator = 1 + Z ** 2 / n;
  const centre = (share + Z ** 2 / (2 * n)) / denominator;
  const half = (Z / denominator) * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2));
  const bounded = (value: number): number => Math.min(100, Math.max(0, 100 * value));
  return { percent: 100 * share, low: bounded(centre - half), high: bounded(centre + half), n };
}

/** The sum; 0 without values. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** `48.2 %` */
export function formatPercent(percent: number): string {
  return `${percent.toFixed(1)} %`;
}

/** `48.2 % (45.0–51.4)` */
export function formatShare({ percent, low, high }: Share): string {
  return `${formatPercent(percent)} (${low.toFixed(1)}–${high.toFixed(1)})`;
}
