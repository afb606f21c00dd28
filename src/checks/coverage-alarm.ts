/** Probability below which a run of pages without a block is not taken for chance. */
const MAX_CHANCE = 1e-6;
/** Fewer pages in a row never raise the alarm. */
const MIN_PAGES = 5;
/** With this many stored pages their share of absences is used instead of the built-in one. */
const MIN_SAMPLE = 50;
/** Minimum share: pages of one event are similar, so a smaller share is not reliable. */
const MIN_ABSENCE = 0.02;

/** Data about a block that consecutive pages do not have. */
export type BlockHistory = {
  /** Number of consecutive pages without the block, including the latest one. */
  missing: number;
  /** Built-in share of pages without it, between 0 and 1. */
  absence: number;
  /** Stored pages of the same kind and year that should have it, without those of this run, and how many do not. */
  sample: { pages: number; absent: number };
};

/** Whether chance is so unlikely that the block was probably renamed or removed. */
export function isCoverageAlarm({ missing, absence, sample }: BlockHistory): boolean {
  return missing >= MIN_PAGES && shareOf(absence, sample) ** missing < MAX_CHANCE;
}

/** The stored share if enough pages are stored, but at least half of the built-in one. */
function shareOf(absence: number, { pages, absent }: BlockHistory['sample']): number {
  if (pages < MIN_SAMPLE) return absence;
  return Math.max((absent + 1) / (pages + 2), absence / 2, MIN_ABSENCE);
}
