import { isCoverageAlarm } from '../checks/coverage-alarm.ts';
import type { CoverageGap } from '../page-records.ts';
import type { BlockObservation } from '../pages/coverage.ts';
import type { ObservedPage } from '../store/coverage.ts';
import type { Store } from '../store/store.ts';

/** Records the optional blocks of a stored page. Returns the alarms that the page raises. */
export function observeCoverage(
  { coverage }: Pick<Store, 'coverage'>,
  page: ObservedPage,
  blocks: readonly BlockObservation[],
): CoverageGap[] {
  const gaps = new Map(coverage.observe(page, blocks).map((gap) => [gap.block, gap]));
  return blocks.flatMap((block) => {
    const gap = gaps.get(block.block);
    if (gap === undefined) return [];
    const history = { missing: gap.missing, absence: block.absence, sample: coverage.sample(page, block) };
    return isCoverageAlarm(history) && coverage.raiseAlarm(gap) ? [gap] : [];
  });
}
