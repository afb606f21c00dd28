/** Chance below which a run of pages without a block is no accident. */
const MAX_CHANCE = 1e-6;
/** Fewer pages in a row prove nothing, whatever the rate. */
const MIN_PAGES = 5;
/** So many pages make the stored share of absences better than the built-in one. */
const MIN_SAMPLE = 50;
/** Pages of one event resemble each other: a share below this is never taken for certain. */
const MIN_ABSENCE = 0.02;

/** What is known of a block when pages lack it one after the other. */
export type BlockHistory = {
  /** Places in a row without the block, the latest page included. */
  missing: number;
  /** Built-in share of pages without it, between 0 and 1. */
  absence: number;
  /** Stored pages of the same kind and year that should have it, those of the run left out, and how many lack it. */
  sample: { pages: number; absent: number };
};

/** Whether chance is ruled out, so that the block must have been renamed or removed. */
export function isCoverageAlarm({ missing, absence, sample }: BlockHistory): boolean {
  return missing >= MIN_PAGES && shareOf(absence, sample) ** missing < MAX_CHANCE;
}

/** The stored share where enough pages are stored, but no less than half of the built-in one. */
function shareOf(absence: number, { pages, absent }: BlockHistory['sample']): number {
  if (pages < MIN_SAMPLE) return absence;
  return Math.max((absent + 1) / (pages + 2), absence / 2, MIN_ABSENCE);
}
