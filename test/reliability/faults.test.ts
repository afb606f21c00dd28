import { describe, expect, it } from 'vitest';
import { FAULTS, faultySite } from '../chaos/faulty-site.ts';
import { firstUnlessAll } from '../helpers/all-forms.ts';
import { hasBrowser } from '../helpers/browser.ts';

/** A few of the requests that `npm run chaos -- --faults` makes. */
describe.runIf(hasBrowser)('a site on which a fifth of all answers goes wrong, in every way there is', () => {
  it.each(firstUnlessAll(['fetch', 'navigate'] as const))(
    'is read to its end by %s: every cell, no page twice, no pause too short',
    async (transport) => {
      const plan = { seed: 3, matches: 4, faults: Object.keys(FAULTS), share: 0.2, transport };
      const { wrong, faults } = await faultySite(plan);
      expect(wrong).toEqual([]);
      expect(faults).toBeGreaterThan(5);
    },
    120_000,
  );
});
